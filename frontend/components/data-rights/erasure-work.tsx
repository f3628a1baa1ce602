'use client'

import type { ErasureRequest } from '@hms/contract/dataRights'
import { Eraser } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Card, CardContent } from '@/components/ui/card'
import { Empty } from '@/components/ui/empty'
import { ErrorState } from '@/components/ui/error-state'
import { FilterSelect } from '@/components/ui/filter-select'
import { LoadMore } from '@/components/ui/pagination'
import { LoadingBlock } from '@/components/ui/skeleton'
import { useErasureRequests } from '@/lib/queries/dataRights'
import type { ListState } from '@/lib/queries/paged'
import { useUrlFilters } from '@/lib/url-filters'
import { withTexts } from '@/lib/with-texts'
import dataRights from '@/messages/en/dataRights.json'
import { CertificateList } from './certificate-list'
import { RequestRow } from './request-row'

const filterNames = ['status'] as const
const statuses = ['requested', 'approved', 'refused', 'done', 'withdrawn'] as const

/** Requests to be erased, and what was made of them. */
export const ErasureWork = withTexts({ dataRights }, Work)

function Work() {
  const t = useTranslations('dataRights')
  const [filters, setFilters] = useUrlFilters(filterNames)
  const status = statuses.find((known) => known === filters.status)
  const list = useErasureRequests(status ? { status } : {})
  return (
    <div className="grid gap-8">
      <section>
        <div className="mb-4 sm:max-w-60">
          <FilterSelect
            label={t('list.state')}
            allLabel={t('list.all')}
            value={status}
            options={statuses.map((value) => ({ value, label: t(`states.${value}`) }))}
            onValueChange={(next) => setFilters({ status: next })}
          />
        </div>
        <Card className="overflow-hidden" aria-busy={list.isPending}>
          <Requests list={list} isFiltered={status !== undefined} />
        </Card>
      </section>
      <CertificateList />
    </div>
  )
}

function Requests({ list, isFiltered }: { list: ListState<ErasureRequest>; isFiltered: boolean }) {
  const t = useTranslations('dataRights.list')
  if (list.isPending)
    return (
      <CardContent>
        <LoadingBlock className="h-48" />
      </CardContent>
    )
  if (list.error && list.items.length === 0) return <ErrorState error={list.error} onRetry={list.refetch} />
  if (list.items.length === 0) {
    if (isFiltered) return <Empty icon={Eraser} title={t('noneOther')} />
    return <Empty icon={Eraser} title={t('none')} description={t('noneHint')} />
  }
  return (
    <>
      <ul aria-label={t('entries')} className="divide-y">
        {list.items.map((item) => (
          <RequestRow key={item.id} item={item} />
        ))}
      </ul>
      <LoadMore list={list} className="border-t" />
    </>
  )
}
