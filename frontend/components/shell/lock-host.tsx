'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react'
import { createPortal } from 'react-dom'
import type { Me } from '@hms/contract/auth'
import { watchIdle } from '@/lib/idle'
import { isLocked, lockScreen, onLock, onLockElsewhere, openScreen } from '@/lib/lock'
import { authKeys } from '@/lib/queries/auth'
import { lockNow, lockState, reportActivity } from '@/lib/queries/lock'
import { IdleWarning } from './idle-warning'
import { LockScreen } from './lock-screen'

/** Locks the screen when nobody is at work, and shows what stands before it then. */
export function LockHost() {
  const client = useQueryClient()
  const isShut = useSyncExternalStore(onLock, isLocked, () => false)
  const left = useIdleness(!isShut)

  /** Opens for the person who was there. For anybody else everything goes, unsaved work with it. */
  function open(userId: string) {
    const owner = client.getQueryData<Me>(authKeys.me)?.user.id
    if (owner !== undefined && owner !== userId) return window.location.reload()
    openScreen()
    void client.invalidateQueries()
  }
  const openedElsewhere = useEffectEvent(async () => {
    const state = await lockState().catch(() => null)
    if (state && !state.locked && isLocked()) open(state.userId)
  })
  useEffect(() => onLockElsewhere(lockScreen, () => void openedElsewhere()), [])

  if (isShut) return createPortal(<LockScreen onOpen={open} />, document.body)
  return left === null ? null : <IdleWarning secondsLeft={left} />
}

/** Watches while the screen is open. Seconds that are left, from the warning on. */
function useIdleness(isOpen: boolean): number | null {
  const [left, setLeft] = useState<number | null>(null)
  useEffect(() => {
    if (!isOpen) return
    let stop = () => {}
    let isOver = false
    const begin = async () => {
      const { idleSeconds, lockInSeconds } = await lockState()
      if (isOver) return
      stop = watchIdle({ idleSeconds, lockInSeconds, onWarning: setLeft, onIdle: lockNow, report: reportActivity })
    }
    // Without an answer the API still locks the session, and says so to whatever asks next.
    begin().catch(() => undefined)
    return () => {
      isOver = true
      stop()
      setLeft(null)
    }
  }, [isOpen])
  return left
}
