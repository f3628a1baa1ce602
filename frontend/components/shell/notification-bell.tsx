'use client'

import { useQuery } from '@tanstack/react-query'
import { Bell } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { buttonVariants } from '@/components/ui/button'
import { notificationQueries } from '@/lib/queries/notifications'
import { cn } from '@/lib/utils'
import { LazyPopup, lazyPopup } from './lazy-popup'
import { useNotificationStream } from './notification-stream'

const popup = lazyPopup(() => import('./notification-popup').then((module) => module.NotificationPopup))

export function NotificationBell() {
  const t = useTranslations('shell.notifications')
  const isLive = useNotificationStream()
  const { data } = useQuery(notificationQueries.inbox({ poll: !isLive }))
  const unread = data?.unreadCount ?? 0
  return (
    <LazyPopup
      popup={popup}
      hasPopup="dialog"
      aria-label={unread > 0 ? t('labelUnread', { count: unread }) : t('label')}
      className={cn(buttonVariants({ variant: 'ghost', size: 'icon' }), 'relative')}
    >
      <Bell aria-hidden />
      {unread > 0 && (
        <span
          aria-hidden
          className="absolute top-0.5 right-0.5 grid h-4 min-w-4 place-content-center rounded-full bg-destructive px-1 text-[0.625rem] leading-none font-semibold text-destructive-foreground tabular"
        >
          {unread > 99 ? '99+' : unread}
        </span>
      )}
    </LazyPopup>
  )
}
