import type { DayChange, Notification } from '@hms/contract/messages'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useEffect, useRef, useState } from 'react'
import { endpoints, urlOf } from '@/lib/api'
import { notificationKeys, receiveNotification } from '@/lib/queries/notifications'
import { appointmentKeys } from '@/lib/queries/appointments'
import { renewed } from '@/lib/session'
import { toast } from '@/lib/toast'

const firstPause = 2_000
const longestPause = 60_000

/** What a notification of some kind makes stale, by the beginning of its name. */
const touched: [RegExp, readonly string[][]][] = [
  [/^appointment|^visit/, [['appointments'], ['doctors', 'slots'], ['reports']]],
  [/^bill|^payment/, [['billing'], ['reports']]],
]

function refreshWhatChanged(client: QueryClient, kind: string) {
  for (const [pattern, keys] of touched) {
    if (pattern.test(kind)) for (const queryKey of keys) void client.invalidateQueries({ queryKey })
  }
}

/**
 * Listens to the event stream while the frame is shown. Answers whether it is up, so that the
 * bell can poll while it is not. A stream that breaks is opened anew, after ever longer pauses.
 */
export function useNotificationStream(): boolean {
  const client = useQueryClient()
  const router = useRouter()
  const t = useTranslations('shell.notifications')
  const [isLive, setLive] = useState(false)

  const latest = useRef((_: Notification) => {})
  useEffect(() => {
    latest.current = (notification) => {
      if (!receiveNotification(client, notification)) return
      refreshWhatChanged(client, notification.kind)
      const { link } = notification
      toast.message(notification.subject, {
        description: notification.body,
        ...(link?.startsWith('/') ? { action: { label: t('open'), onClick: () => router.push(link) } } : {}),
      })
    }
  })

  useEffect(() => {
    if (typeof EventSource === 'undefined') return
    let source: EventSource
    let timer: ReturnType<typeof setTimeout> | undefined
    let pause = firstPause
    let stopped = false
    let wasLive = false
    const lookAtDay = () => void client.invalidateQueries({ queryKey: appointmentKeys.ranges })

    function later() {
      clearTimeout(timer)
      timer = setTimeout(open, pause)
      pause = Math.min(pause * 2, longestPause)
    }

    async function renewThenOpen() {
      source.close()
      setLive(false)
      const isOver = (await renewed().catch(() => true)) === false
      if (!stopped && !isOver) later()
    }

    function open() {
      source = new EventSource(urlOf(endpoints.notifications.stream))
      source.addEventListener('open', () => {
        pause = firstPause
        setLive(true)
        // What happened while the line was broken was told to nobody.
        if (wasLive) lookAtDay()
        wasLive = true
        void client.invalidateQueries({ queryKey: notificationKeys.all })
      })
      source.addEventListener('notification', (event) => latest.current(JSON.parse(event.data) as Notification))
      source.addEventListener('day', (event) => {
        const change = JSON.parse(event.data) as DayChange
        void import('@/lib/queries/day-mark').then(({ refreshDay }) => refreshDay(client, change), lookAtDay)
      })
      source.addEventListener('ended', () => void renewThenOpen())
      source.addEventListener('error', () => {
        setLive(false)
        // A refusal closes it for good; a broken line the browser mends by itself.
        if (source.readyState === EventSource.CLOSED) later()
      })
    }

    open()
    return () => {
      stopped = true
      clearTimeout(timer)
      source.close()
    }
  }, [client])

  return isLive
}
