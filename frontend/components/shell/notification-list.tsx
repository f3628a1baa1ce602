'use client'

import type { Notification } from '@hms/contract/messages'
import { useQuery } from '@tanstack/react-query'
import { Bell } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { AnimatedList } from '@/components/bits/animated-list'
import { Button } from '@/components/ui/button'
import { Empty } from '@/components/ui/empty'
import { ErrorState } from '@/components/ui/error-state'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { notificationQueries, useMarkAllRead, useMarkRead } from '@/lib/queries/notifications'
import { useFormat } from '@/lib/reader'

export function NotificationList({ onLeave }: { onLeave: () => void }) {
  const t = useTranslations('shell.notifications')
  const inbox = useQuery(notificationQueries.inbox())
  const markAll = useMarkAllRead()
  return (
    <>
      <div className="flex h-12 items-center justify-between gap-2 border-b pr-2 pl-4">
        <h2 className="text-sm font-semibold">{t('title')}</h2>
        {(inbox.data?.unreadCount ?? 0) > 0 && (
          <Button variant="ghost" size="sm" onClick={() => markAll.mutate()}>
            {t('markAll')}
          </Button>
        )}
      </div>
      <div className="max-h-[min(26rem,70dvh)] overflow-y-auto">
        {inbox.isPending && (
          <Loading className="p-4">
            <Skeleton className="h-12" />
          </Loading>
        )}
        {inbox.error && !inbox.data && <ErrorState error={inbox.error} onRetry={inbox.refetch} />}
        {inbox.data?.items.length === 0 && <Empty icon={Bell} title={t('empty')} description={t('emptyHint')} />}
        {inbox.data && inbox.data.items.length > 0 && (
          <AnimatedList
            aria-label={t('title')}
            className="divide-y"
            items={inbox.data.items}
            itemKey={(item) => item.id}
            renderItem={(item) => <Item item={item} onLeave={onLeave} />}
          />
        )}
      </div>
    </>
  )
}

const itemClass =
  'relative grid w-full gap-0.5 py-3 pr-4 pl-8 text-left hover:bg-muted/60 focus-visible:outline-offset-[-2px]'

function Item({ item, onLeave }: { item: Notification; onLeave: () => void }) {
  const format = useFormat()
  const t = useTranslations('shell.notifications')
  const markRead = useMarkRead()
  const read = () => {
    if (!item.readAt) markRead.mutate(item.id)
  }
  const body = (
    <>
      {!item.readAt && (
        <span className="absolute top-[1.125rem] left-3.5 size-2 rounded-full bg-primary">
          <span className="sr-only">{t('unread')}</span>
        </span>
      )}
      <span className="font-medium">{item.subject}</span>
      <span className="text-muted-foreground">{item.body}</span>
      <time dateTime={item.createdAt} className="text-xs text-muted-foreground">
        {format.relative(item.createdAt)}
      </time>
    </>
  )
  if (item.link?.startsWith('/')) {
    return (
      <Link
        href={item.link}
        className={itemClass}
        onClick={() => {
          read()
          onLeave()
        }}
      >
        {body}
      </Link>
    )
  }
  return (
    <button type="button" onClick={read} className={itemClass}>
      {body}
    </button>
  )
}
