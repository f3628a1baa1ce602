'use client'

import type { AuditEvent } from '@hms/contract/audit'
import { ShieldCheck } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Empty } from '@/components/ui/empty'
import { ErrorState } from '@/components/ui/error-state'
import { PageHeader } from '@/components/ui/page-header'
import { Skeleton } from '@/components/ui/skeleton'
import { lazyPart } from '@/lib/lazy-part'
import { useAuditEvents } from '@/lib/queries/audit'
import type { ListState } from '@/lib/queries/paged'
import { withTexts } from '@/lib/with-texts'
import audit from '@/messages/en/audit.json'
import { noFilters, useAuditFilters } from './use-audit-filters'

const AuditFilters = lazyPart(() => import('./audit-filters').then((module) => module.AuditFilters), {
  placeholder: <div className="mb-4 h-9 sm:h-21" />,
})

const AuditTools = lazyPart(() => import('./audit-tools').then((module) => module.AuditTools), {
  placeholder: <div className="mb-4 h-17 sm:h-9" />,
})

const IntegrityBadge = lazyPart(() => import('./integrity-badge').then((module) => module.IntegrityBadge), {
  placeholder: <div className="mb-4 min-h-7" />,
})

const AuditEntries = lazyPart(() => import('./audit-entries').then((module) => module.AuditEntries), {
  placeholder: <EntriesSkeleton />,
})

/** Who did what to whom, newest first. */
export const AuditLog = withTexts({ audit }, Log)

function Log() {
  const t = useTranslations('audit')
  const { query, filters, setFilters } = useAuditFilters()
  const list = useAuditEvents(query)
  return (
    <div className="settles">
      <PageHeader title={t('title')} description={t('listHint')} />
      <IntegrityBadge />
      <AuditFilters
        filters={filters}
        onChange={setFilters}
        patientName={list.items.find(({ patientIds }) => patientIds[0] === filters.patientId)?.patientName ?? null}
      />
      <AuditTools filters={filters} query={query} onChange={setFilters} />
      <Card className="overflow-hidden" aria-busy={list.isPending}>
        <Entries
          list={list}
          onRequest={(requestId) => setFilters({ ...noFilters, requestId })}
          onClear={Object.keys(filters).length > 0 ? () => setFilters(noFilters) : undefined}
        />
      </Card>
    </div>
  )
}

interface EntriesProps {
  list: ListState<AuditEvent>
  onRequest: (requestId: string) => void
  onClear: (() => void) | undefined
}

function Entries({ list, onRequest, onClear }: EntriesProps) {
  const t = useTranslations('audit')
  if (list.isPending) return <EntriesSkeleton />
  if (list.error && list.items.length === 0) return <ErrorState error={list.error} onRetry={list.refetch} />
  if (list.items.length === 0) {
    return (
      <Empty icon={ShieldCheck} title={t('none')} description={t('noneHint')}>
        {onClear && (
          <Button variant="outline" onClick={onClear}>
            {t('clearFilters')}
          </Button>
        )}
      </Empty>
    )
  }
  return <AuditEntries list={list} onRequest={onRequest} />
}

function EntriesSkeleton() {
  const common = useTranslations('common')
  return (
    <div className="divide-y">
      <p role="status" className="sr-only">
        {common('loading')}
      </p>
      {Array.from({ length: 8 }, (_, index) => (
        <div key={index} className="grid gap-2 px-4 py-3.5">
          <Skeleton className="h-4 w-72 max-w-full" />
          <Skeleton className="h-3 w-40" />
        </div>
      ))}
    </div>
  )
}
