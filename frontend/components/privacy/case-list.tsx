'use client'

import type { PrivacyCase } from '@hms/contract/privacy'
import { ShieldQuestion } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Card } from '@/components/ui/card'
import { Empty } from '@/components/ui/empty'
import { ErrorState } from '@/components/ui/error-state'
import { FilterSelect } from '@/components/ui/filter-select'
import { LoadMore } from '@/components/ui/pagination'
import { Skeleton } from '@/components/ui/skeleton'
import { lazyPart } from '@/lib/lazy-part'
import type { ListState } from '@/lib/queries/paged'
import { usePrivacyCases } from '@/lib/queries/privacy'
import { useUrlFilters } from '@/lib/url-filters'
import { withTexts } from '@/lib/with-texts'
import privacy from '@/messages/en/privacy.json'
import { EntriesSkeleton } from './access-log'
import { CaseRow } from './case-row'

const AlertRules = lazyPart(() => import('./alert-rules').then((module) => module.AlertRules), {
  placeholder: <Skeleton className="h-9 w-28" />,
})

const filterNames = ['state', 'kind'] as const
const kinds = ['patient-report', 'break-glass-review', 'alert'] as const
const states = ['open', 'closed'] as const

/** Privacy cases, open ones first. */
export const CaseList = withTexts({ privacy }, FilteredCases)

function FilteredCases() {
  const t = useTranslations('privacy.cases')
  const [filters, setFilters] = useUrlFilters(filterNames)
  const state = states.find((known) => known === filters.state)
  const kind = kinds.find((known) => known === filters.kind)
  const list = usePrivacyCases({ ...(state ? { state } : {}), ...(kind ? { kind } : {}) })
  return (
    <>
      <div className="mb-4 grid items-end gap-3 sm:grid-cols-[15rem_15rem_1fr]">
        <FilterSelect
          label={t('state')}
          allLabel={t('allStates')}
          value={state}
          options={states.map((value) => ({ value, label: t(`states.${value}`) }))}
          onValueChange={(next) => setFilters({ state: next })}
        />
        <FilterSelect
          label={t('kind')}
          allLabel={t('allKinds')}
          value={kind}
          options={kinds.map((value) => ({ value, label: t(`kinds.${value}`) }))}
          onValueChange={(next) => setFilters({ kind: next })}
        />
        <div className="sm:justify-self-end">
          <AlertRules />
        </div>
      </div>
      <Card className="overflow-hidden" aria-busy={list.isPending}>
        <Cases list={list} />
      </Card>
    </>
  )
}

function Cases({ list }: { list: ListState<PrivacyCase> }) {
  const t = useTranslations('privacy.cases')
  if (list.isPending) return <EntriesSkeleton />
  if (list.error && list.items.length === 0) return <ErrorState error={list.error} onRetry={list.refetch} />
  if (list.items.length === 0) return <Empty icon={ShieldQuestion} title={t('none')} description={t('noneHint')} />
  return (
    <>
      <ol aria-label={t('entries')} className="divide-y">
        {list.items.map((item) => (
          <CaseRow key={item.id} item={item} />
        ))}
      </ol>
      <LoadMore list={list} className="border-t" />
    </>
  )
}
