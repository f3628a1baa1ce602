'use client'

import type { Amendment } from '@hms/contract/amendments'
import { FilePenLine } from 'lucide-react'
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { Empty } from '@/components/ui/empty'
import { FilterSelect } from '@/components/ui/filter-select'
import { ListCard } from '@/components/ui/list-card'
import { useAmendmentWork } from '@/lib/queries/amendments'
import { useUrlFilters } from '@/lib/url-filters'
import { withTexts } from '@/lib/with-texts'
import amendments from '@/messages/en/amendments.json'
import { AmendmentItem } from './amendment-item'
import { StaffSteps } from './follow-up'

const filterNames = ['status'] as const
const others = ['accepted', 'denied', 'withdrawn'] as const

/** What waits for an answer, due first; what was answered on demand. */
export const AmendmentWork = withTexts({ amendments }, Work)

function Work() {
  const t = useTranslations('amendments')
  const [filters, setFilters] = useUrlFilters(filterNames)
  const status = others.find((known) => known === filters.status)
  const list = useAmendmentWork({ status: status ?? 'requested' })
  return (
    <>
      <div className="mb-4 sm:max-w-60">
        <FilterSelect
          label={t('work.status')}
          allLabel={t('states.requested')}
          value={status}
          options={others.map((value) => ({ value, label: t(`states.${value}`) }))}
          onValueChange={(next) => setFilters({ status: next })}
        />
      </div>
      <ListCard
        list={list}
        label={t('work.entries')}
        className="px-4 py-4"
        empty={<NoRequests isFiltered={status !== undefined} />}
      >
        {(item) => (
          <AmendmentItem key={item.id} item={item} of={<Patient item={item} />}>
            <StaffSteps item={item} />
          </AmendmentItem>
        )}
      </ListCard>
    </>
  )
}

function NoRequests({ isFiltered }: { isFiltered: boolean }) {
  const t = useTranslations('amendments.work')
  if (isFiltered) return <Empty icon={FilePenLine} title={t('noneOther')} />
  return <Empty icon={FilePenLine} title={t('none')} description={t('noneHint')} />
}

function Patient({ item: { patient } }: { item: Amendment }) {
  return (
    <Link
      href={`/patients/${patient.id}`}
      prefetch={false}
      className="justify-self-start font-medium underline underline-offset-4"
    >
      {patient.name ?? patient.id.slice(0, 8)}
    </Link>
  )
}
