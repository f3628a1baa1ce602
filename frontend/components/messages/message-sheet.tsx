'use client'

import type { Message } from '@hms/contract/messages'
import { RotateCw } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Alert } from '@/components/ui/alert'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Description, DescriptionList } from '@/components/ui/description-list'
import { Sheet, SheetContent, SheetDescription, SheetHeader, SheetTitle } from '@/components/ui/sheet'
import { useRetryMessage } from '@/lib/queries/messages'
import { useFormat } from '@/lib/reader'
import { toast } from '@/lib/toast'
import { MessageLink } from './message-link'
import { mayRetry, messageTones } from './values'

/** One message with all that became of it. */
export function MessageSheet({ message, onClose }: { message: Message | null; onClose: () => void }) {
  return (
    <Sheet open={message !== null} onOpenChange={(open) => !open && onClose()}>
      <SheetContent>{message && <Details message={message} />}</SheetContent>
    </Sheet>
  )
}

function Details({ message }: { message: Message }) {
  const t = useTranslations('messages')
  const { status, lastError } = message
  return (
    <>
      <SheetHeader>
        <SheetTitle>{message.subject}</SheetTitle>
        <SheetDescription>{t('details', { name: message.recipient.name })}</SheetDescription>
      </SheetHeader>
      <div className="grid gap-6 p-6 pt-2">
        <div className="grid justify-items-start gap-2">
          <Badge dot tone={messageTones[status]}>
            {t(`status.${status}`)}
          </Badge>
          <p className="text-sm text-muted-foreground">{t(`statusHint.${status}`)}</p>
        </div>
        {lastError && (
          <Alert variant="warning">
            <p className="font-medium">{t('lastError')}</p>
            <p className="break-words">{lastError}</p>
          </Alert>
        )}
        <section aria-label={t('text')} className="rounded-lg border bg-muted/40 p-4 text-sm whitespace-pre-line">
          {message.body}
        </section>
        <MessageLink message={message} />
        <Facts message={message} />
        {mayRetry(message) && <Retry id={message.id} />}
      </div>
    </>
  )
}

function Facts({ message }: { message: Message }) {
  const t = useTranslations('messages')
  const format = useFormat()
  const { recipient, channel, kind, attempts, createdAt, sentAt, readAt } = message
  return (
    <DescriptionList className="grid-cols-2 text-sm">
      <Description term={t('channelHeader')}>{t(`channel.${channel}`)}</Description>
      <Description term={t('kindFilter')}>
        {t.has(`kind.${kind}` as never) ? t(`kind.${kind}` as 'kind.invitation') : kind}
      </Description>
      {channel !== 'in-app' && (
        <Description term={t('address')} className="col-span-2">
          {recipient.address ?? t('noAddress')}
        </Description>
      )}
      <Description term={t('queuedAt')}>{format.dateTime(createdAt)}</Description>
      <Description term={t('sentAt')}>{sentAt ? format.dateTime(sentAt) : t('notYet')}</Description>
      {channel === 'in-app' && (
        <Description term={t('readAt')}>{readAt ? format.dateTime(readAt) : t('notYet')}</Description>
      )}
      {channel !== 'in-app' && <Description term={t('attempts')}>{format.number(attempts)}</Description>}
    </DescriptionList>
  )
}

function Retry({ id }: { id: string }) {
  const t = useTranslations('messages')
  const retry = useRetryMessage()
  return (
    <Button
      className="justify-self-start"
      pending={retry.isPending}
      onClick={() => retry.mutate(id, { onSuccess: () => toast.success(t('retried')) })}
    >
      <RotateCw aria-hidden />
      {t('retry')}
    </Button>
  )
}
