'use client'

import { useQuery } from '@tanstack/react-query'
import { Bell } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { buttonVariants } from '@/components/ui/button'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import { notificationQueries } from '@/lib/queries/notifications'
import { cn } from '@/lib/utils'
import { useNotificationStream } from './notification-stream'

const NotificationList = dynamic(() => import('./notification-list').then((module) => module.NotificationList), {
  ssr: false,
  loading: () => <div className="h-40" aria-busy />,
})

export function NotificationBell() {
  const t = useTranslations('shell.notifications')
  const [open, setOpen] = useState(false)
  const isLive = useNotificationStream()
  const { data } = useQuery(notificationQueries.inbox({ poll: !isLive }))
  const unread = data?.unreadCount ?? 0
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger
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
      </PopoverTrigger>
      <PopoverContent align="end" aria-label={t('title')} className="w-96 overflow-hidden p-0">
        <NotificationList onLeave={() => setOpen(false)} />
      </PopoverContent>
    </Popover>
  )
}
