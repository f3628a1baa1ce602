'use client'

import { ShieldQuestion } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Empty } from '@/components/ui/empty'
import { FilterSelect } from '@/components/ui/filter-select'
import { ListCard } from '@/components/ui/list-card'
import { Skeleton } from '@/components/ui/skeleton'
import { lazyPart } from '@/lib/lazy-part'
import { usePrivacyCases } from '@/lib/queries/privacy'
import { useUrlFilters } from '@/lib/url-filters'
import { withTexts } from '@/lib/with-texts'
import privacy from '@/messages/en/privacy.json'
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
      <div className="mb-4 grid grid-cols-2 items-end gap-3 sm:grid-cols-[15rem_15rem_1fr]">
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
        <div className="max-sm:col-span-2 sm:justify-self-end">
          <AlertRules />
        </div>
      </div>
      <ListCard
        list={list}
        label={t('entries')}
        height="h-96"
        empty={<Empty icon={ShieldQuestion} title={t('none')} description={t('noneHint')} />}
      >
        {(item) => <CaseRow key={item.id} item={item} />}
      </ListCard>
    </>
  )
}
