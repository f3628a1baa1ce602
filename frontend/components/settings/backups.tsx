'use client'

import type { Backup, BackupStatus } from '@hms/contract/backups'
import { useQuery } from '@tanstack/react-query'
import { DatabaseBackup } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { Alert, AlertDescription, AlertTitle } from '@/components/ui/alert'
import { Badge } from '@/components/ui/badge'
import { Card, CardContent, CardHeader, CardTitle } from '@/components/ui/card'
import { columnsOf, DataTable } from '@/components/ui/data-table'
import { Description, DescriptionList } from '@/components/ui/description-list'
import { Empty } from '@/components/ui/empty'
import { ErrorState } from '@/components/ui/error-state'
import { LoadingBlock } from '@/components/ui/skeleton'
import { backupQueries } from '@/lib/queries/backups'
import { useFormat } from '@/lib/reader'

/** When the hospital was backed up, and what became of it; where nothing is set up, how to do that. */
export function Backups() {
  const status = useQuery(backupQueries.status())
  if (status.data) return status.data.configured ? <Made status={status.data} /> : <NotSetUp />
  if (status.isPending) return <LoadingBlock className="h-64 max-w-3xl" />
  return (
    <Card className="max-w-3xl">
      <ErrorState error={status.error} onRetry={status.refetch} />
    </Card>
  )
}

function NotSetUp() {
  const t = useTranslations('settings.backups')
  const steps = [
    { text: t('stepKeys'), command: 'npm run backup:keys -- hospital-backup.key' },
    { text: t('stepEnv'), command: 'BACKUP_DIR=/srv/hms-backup\nBACKUP_RECIPIENT=age1…' },
  ]
  return (
    <div className="grid max-w-3xl grid-cols-1 gap-4">
      <Alert variant="warning">
        <AlertTitle>{t('notSetUp')}</AlertTitle>
        <AlertDescription>{t('notSetUpText')}</AlertDescription>
      </Alert>
      <Card>
        <CardContent>
          <ol className="grid grid-cols-1 list-inside list-decimal gap-4 text-sm">
            {steps.map(({ text, command }) => (
              <li key={command}>
                {text}
                <pre className="mt-2 overflow-x-auto rounded-md bg-muted px-3 py-2 font-mono text-xs">{command}</pre>
              </li>
            ))}
          </ol>
          <p className="mt-4 text-sm text-muted-foreground">{t('stepDocs')}</p>
        </CardContent>
      </Card>
    </div>
  )
}

function Made({ status }: { status: BackupStatus }) {
  const t = useTranslations('settings.backups')
  const columns = useColumns()
  const whole = { hasMore: false, isLoadingMore: false, loadMore: () => undefined }
  const list = { items: status.items, isPending: false, isFetching: false, error: null, refetch: () => undefined }
  return (
    <div className="grid gap-6">
      {status.overdue && (
        <Alert variant="destructive" className="max-w-3xl">
          <AlertTitle>{t('overdue')}</AlertTitle>
          <AlertDescription>{t('overdueText')}</AlertDescription>
        </Alert>
      )}
      <Summary status={status} />
      <DataTable
        label={t('table')}
        columns={columns}
        list={{ ...list, ...whole }}
        empty={<Empty icon={DatabaseBackup} title={t('none')} description={t('noneHint')} />}
      />
    </div>
  )
}

function Summary({ status }: { status: BackupStatus }) {
  const t = useTranslations('settings.backups')
  const format = useFormat()
  const last = status.items.find(({ outcome }) => outcome === 'succeeded')
  return (
    <Card className="max-w-3xl">
      <CardHeader>
        <CardTitle>{t('last')}</CardTitle>
        <p className="text-sm text-muted-foreground">{t('hint')}</p>
      </CardHeader>
      <CardContent>
        <DescriptionList>
          <Description term={t('last')}>
            {status.lastGoodAt
              ? t('lastAge', {
                  age: format.relative(status.lastGoodAt),
                  verification: last?.verification ?? 'none',
                })
              : t('never')}
          </Description>
          <Description term={t('schedule')}>{t('scheduleValue', { at: status.at ?? '' })}</Description>
          <Description term={t('kept')}>
            {t('keptValue', { days: status.keepDays ?? 0, keys: status.keepKeysDays ?? 0 })}
          </Description>
        </DescriptionList>
      </CardContent>
    </Card>
  )
}

const column = columnsOf<Backup>()
const MEGABYTE = 1_000_000

function useColumns() {
  const t = useTranslations('settings.backups')
  const format = useFormat()
  return useMemo(
    () => [
      column.accessor('startedAt', {
        header: t('begun'),
        meta: { card: 'title' },
        cell: (cell) => format.dateTime(cell.getValue()),
      }),
      column.accessor('outcome', {
        header: t('outcome'),
        cell: (cell) => (
          <span className="grid gap-1">
            <Badge dot tone={cell.getValue() === 'succeeded' ? 'success' : 'danger'}>
              {t(cell.getValue())}
            </Badge>
            {cell.row.original.failure}
          </span>
        ),
      }),
      column.accessor('bytes', {
        header: t('size'),
        meta: { align: 'right' },
        cell: (cell) => `${format.number(Math.round((cell.getValue() / MEGABYTE) * 10) / 10)} MB`,
      }),
      column.accessor('rows', {
        header: t('rows'),
        meta: { align: 'right' },
        cell: (cell) => format.number(cell.getValue()),
      }),
      column.accessor((backup) => (Date.parse(backup.finishedAt) - Date.parse(backup.startedAt)) / 1000, {
        id: 'took',
        header: t('took'),
        meta: { align: 'right' },
        cell: (cell) => t('seconds', { seconds: cell.getValue() }),
      }),
      column.accessor('verifiedAt', {
        header: t('verified'),
        cell: (cell) => {
          const at = cell.getValue()
          if (cell.row.original.verification === 'failed') return <Badge tone="danger">{t('verifiedFailed')}</Badge>
          return at ? format.dateTime(at) : <span className="text-muted-foreground">{t('notVerified')}</span>
        },
      }),
    ],
    [t, format],
  )
}
