'use client'

import type { Message } from '@hms/contract/messages'
import { Send } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { columnsOf, DataTable } from '@/components/ui/data-table'
import { Empty } from '@/components/ui/empty'
import { PageHeader } from '@/components/ui/page-header'
import { lazyPart } from '@/lib/lazy-part'
import { useMessages } from '@/lib/queries/messages'
import { useFormat } from '@/lib/reader'
import { MessageFilters, useMessageFilters } from './message-filters'
import { messageTones } from './values'

const MessageSheet = lazyPart(() => import('./message-sheet').then((module) => module.MessageSheet), {
  placeholder: null,
  early: false,
})
const column = columnsOf<Message>()

function useColumns(onOpen: (message: Message) => void) {
  const t = useTranslations('messages')
  const format = useFormat()
  return useMemo(
    () => [
      column.accessor('subject', {
        header: t('subject'),
        meta: { card: 'title' },
        cell: (cell) => (
          <button
            type="button"
            aria-label={t('open', { subject: cell.getValue(), name: cell.row.original.recipient.name })}
            aria-haspopup="dialog"
            onClick={() => onOpen(cell.row.original)}
            className="-mx-1 min-h-7 rounded-sm px-1 text-left font-medium hover:underline"
          >
            {cell.getValue()}
          </button>
        ),
      }),
      column.accessor((message) => message.recipient.name, { id: 'recipient', header: t('recipient') }),
      column.accessor('channel', { header: t('channelHeader'), cell: (cell) => t(`channel.${cell.getValue()}`) }),
      column.accessor('status', {
        header: t('result'),
        cell: (cell) => (
          <Badge dot tone={messageTones[cell.getValue()]}>
            {t(`status.${cell.getValue()}`)}
          </Badge>
        ),
      }),
      column.accessor('createdAt', {
        header: t('created'),
        cell: (cell) => (
          <time dateTime={cell.getValue()} title={format.dateTime(cell.getValue())}>
            {format.relative(cell.getValue())}
          </time>
        ),
      }),
    ],
    [t, format, onOpen],
  )
}

/** What was sent to whom, when, with which result. */
export function MessageList() {
  const t = useTranslations('messages')
  const [filters, setFilters] = useMessageFilters()
  const list = useMessages(filters)
  const [openId, setOpenId] = useState<string | null>(null)
  const columns = useColumns(useMemo(() => (message: Message) => setOpenId(message.id), []))
  const open = list.items.find(({ id }) => id === openId) ?? null
  return (
    <>
      <PageHeader title={t('title')} description={t('listHint')} />
      <MessageFilters filters={filters} onChange={setFilters} />
      <DataTable
        label={t('title')}
        columns={columns}
        list={list}
        empty={
          <Empty icon={Send} title={t('none')} description={t('noneHint')}>
            {Object.keys(filters).length > 0 && (
              <Button
                variant="outline"
                onClick={() => setFilters({ channel: undefined, status: undefined, kind: undefined })}
              >
                {t('clearFilters')}
              </Button>
            )}
          </Empty>
        }
      />
      {open && <MessageSheet message={open} onClose={() => setOpenId(null)} />}
    </>
  )
}
