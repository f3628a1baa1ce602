'use client'

import type { VisitType } from '@hms/contract/visitTypes'
import { useQuery } from '@tanstack/react-query'
import { CalendarCog, Plus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { columnsOf, DataTable } from '@/components/ui/data-table'
import { Empty } from '@/components/ui/empty'
import { visitTypeQueries } from '@/lib/queries/visitTypes'
import { useFormat } from '@/lib/reader'
import { VisitTypeActions } from './visit-type-actions'
import { VisitTypeDialog } from './visit-type-dialog'

const column = columnsOf<VisitType>()

function useColumns(onEdit: (visitType: VisitType) => void) {
  const t = useTranslations('settings.visits')
  const common = useTranslations('common')
  const format = useFormat()
  return useMemo(
    () => [
      column.accessor('name', { header: t('name'), meta: { card: 'title', className: 'font-medium' } }),
      column.accessor('durationMinutes', { header: t('duration'), cell: (cell) => format.duration(cell.getValue()) }),
      column.accessor((type) => type.bufferBeforeMinutes + type.bufferAfterMinutes, {
        id: 'buffers',
        header: t('buffers'),
        cell: (cell) => {
          const { bufferBeforeMinutes: before, bufferAfterMinutes: after } = cell.row.original
          if (cell.getValue() === 0) return <span className="text-muted-foreground">{t('noBuffers')}</span>
          return t('buffersValue', { before: format.duration(before), after: format.duration(after) })
        },
      }),
      column.accessor('price', {
        header: t('price'),
        meta: { align: 'right' },
        cell: (cell) => format.money(cell.getValue()),
      }),
      column.accessor('active', {
        header: t('status'),
        cell: (cell) => (
          <Badge dot tone={cell.getValue() ? 'success' : 'neutral'}>
            {cell.getValue() ? t('active') : t('inactive')}
          </Badge>
        ),
      }),
      column.display({
        id: 'actions',
        header: () => <span className="sr-only">{common('actions')}</span>,
        meta: { card: 'plain', label: common('actions'), className: 'w-px' },
        cell: (cell) => <VisitTypeActions visitType={cell.row.original} onEdit={onEdit} />,
      }),
    ],
    [t, common, format, onEdit],
  )
}

/** What can be booked: its length, its pauses, its price. */
export function VisitTypes() {
  const t = useTranslations('settings.visits')
  const { data, isPending, isFetching, error, refetch } = useQuery(visitTypeQueries.list())
  const [edited, setEdited] = useState<VisitType | 'new' | null>(null)
  const columns = useColumns(setEdited)
  const add = (
    <Button onClick={() => setEdited('new')}>
      <Plus aria-hidden />
      {t('new')}
    </Button>
  )
  const whole = { hasMore: false, isLoadingMore: false, loadMore: () => undefined }
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="max-w-2xl text-sm text-muted-foreground">{t('hint')}</p>
        {add}
      </div>
      <DataTable
        label={t('table')}
        columns={columns}
        list={{ items: data ?? [], isPending, isFetching, error, refetch, ...whole }}
        empty={
          <Empty icon={CalendarCog} title={t('none')} description={t('noneHint')}>
            {add}
          </Empty>
        }
      />
      <VisitTypeDialog key={edited === 'new' ? 'new' : edited?.id} edited={edited} onClose={() => setEdited(null)} />
    </div>
  )
}
