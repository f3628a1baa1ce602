'use client'

import type { Me } from '@hms/contract/auth'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react'
import { createPortal } from 'react-dom'
import { watchIdle } from '@/lib/idle'
import { isLocked, lockScreen, onLock, onLockElsewhere, openScreen } from '@/lib/lock'
import { overlays } from '@/lib/overlays'
import { authKeys } from '@/lib/queries/auth'
import { lockNow, lockState, reportActivity } from '@/lib/queries/lock'
import { toast } from '@/lib/toast'
import { withTexts } from '@/lib/with-texts'
import lock from '@/messages/en/lock.json'
import { IdleWarning } from './idle-warning'
import { LockScreen } from './lock-screen'

/** Locks the screen when nobody is at work, and shows what stands before it then. */
export const LockHost = withTexts({ lock }, Host)

function Host() {
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
  return left === null ? null : createPortal(<IdleWarning secondsLeft={left} />, overlays() ?? document.body)
}

const AGAIN_MS = 30_000
const NOTICE_SECONDS = 300
/** What lasts longer than that is told to a page that is opened later. */
const DAY_SECONDS = 86_400

/** What ends however busy somebody is, is said while there is time to save. */
function warnOfEnd(endsInSeconds: number, tell: () => void): ReturnType<typeof setTimeout> | undefined {
  if (endsInSeconds > DAY_SECONDS) return undefined
  return setTimeout(tell, Math.max(0, endsInSeconds - NOTICE_SECONDS) * 1000)
}

/** Watches while the screen is open. Seconds that are left, from the warning on. */
function useIdleness(isOpen: boolean): number | null {
  const t = useTranslations('lock')
  const [left, setLeft] = useState<number | null>(null)
  const onEnding = useEffectEvent(() =>
    toast.message(t('ending'), { description: t('endingText'), duration: Number.POSITIVE_INFINITY }),
  )
  useEffect(() => {
    if (!isOpen) return
    let stop = () => {}
    let isOver = false
    let later: ReturnType<typeof setTimeout> | undefined
    const begin = async () => {
      const { idleSeconds, lockInSeconds, endsInSeconds } = await lockState()
      if (isOver) return
      const stopIdle = watchIdle({
        idleSeconds,
        lockInSeconds,
        onWarning: setLeft,
        onIdle: lockNow,
        report: reportActivity,
      })
      const ending = warnOfEnd(endsInSeconds, onEnding)
      stop = () => {
        stopIdle()
        clearTimeout(ending)
      }
    }
    // Without an answer the API still locks the session, and says so to whatever asks next.
    const tryToBegin = () =>
      void begin().catch(() => {
        if (!isOver) later = setTimeout(tryToBegin, AGAIN_MS)
      })
    tryToBegin()
    return () => {
      isOver = true
      clearTimeout(later)
      stop()
      setLeft(null)
    }
  }, [isOpen])
  return left
}
