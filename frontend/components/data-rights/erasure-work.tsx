'use client'

import { Eraser } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Empty } from '@/components/ui/empty'
import { FilterSelect } from '@/components/ui/filter-select'
import { ListCard } from '@/components/ui/list-card'
import { useErasureRequests } from '@/lib/queries/dataRights'
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
        <ListCard list={list} label={t('list.entries')} empty={<NoRequests isFiltered={status !== undefined} />}>
          {(item) => <RequestRow key={item.id} item={item} />}
        </ListCard>
      </section>
      <CertificateList />
    </div>
  )
}

function NoRequests({ isFiltered }: { isFiltered: boolean }) {
  const t = useTranslations('dataRights.list')
  if (isFiltered) return <Empty icon={Eraser} title={t('noneOther')} />
  return <Empty icon={Eraser} title={t('none')} description={t('noneHint')} />
}
