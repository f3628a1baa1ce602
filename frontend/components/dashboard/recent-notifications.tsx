'use client'

import type { Notification } from '@hms/contract/messages'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { AnimatedList } from '@/components/bits/animated-list'
import { Card, CardContent, CardHeader, CardTitle } from '@/components/ui/card'
import { ErrorState } from '@/components/ui/error-state'
import { LoadingBlock } from '@/components/ui/skeleton'
import { notificationQueries } from '@/lib/queries/notifications'
import { useFormat } from '@/lib/reader'

const shown = 4

/** The newest messages; they come in as they happen. */
export function RecentNotifications() {
  const t = useTranslations('dashboard.patient')
  const inbox = useQuery(notificationQueries.inbox())
  const items = inbox.data?.items.slice(0, shown)
  return (
    <Card className="overflow-hidden">
      <CardHeader>
        <CardTitle>{t('notifications')}</CardTitle>
      </CardHeader>
      {inbox.error && !items && <ErrorState error={inbox.error} onRetry={inbox.refetch} />}
      {inbox.isPending && (
        <CardContent>
          <LoadingBlock className="h-24" />
        </CardContent>
      )}
      {items?.length === 0 && <CardContent className="text-muted-foreground">{t('noNotifications')}</CardContent>}
      {items && items.length > 0 && (
        <AnimatedList
          aria-label={t('notifications')}
          className="divide-y border-t"
          itemClassName="relative"
          items={items}
          itemKey={(item) => item.id}
          renderItem={(item) => <Item item={item} />}
        />
      )}
    </Card>
  )
}

function Item({ item }: { item: Notification }) {
  const t = useTranslations('dashboard.patient')
  const format = useFormat()
  const { subject, body, link, readAt, createdAt } = item
  return (
    <div className="grid gap-0.5 px-5 py-3">
      <p className={readAt ? undefined : 'font-medium'}>
        {!readAt && <span className="sr-only">{t('unread')} </span>}
        {link?.startsWith('/') ? (
          <Link href={link} className="hover:underline">
            {subject}
          </Link>
        ) : (
          subject
        )}
      </p>
      <p className="line-clamp-2 text-sm text-muted-foreground">{body}</p>
      <time dateTime={createdAt} className="text-xs text-muted-foreground">
        {format.relative(createdAt)}
      </time>
    </div>
  )
}
