'use client'

import type { Amendment } from '@hms/contract/amendments'
import { FilePenLine } from 'lucide-react'
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { Card, CardContent } from '@/components/ui/card'
import { Empty } from '@/components/ui/empty'
import { ErrorState } from '@/components/ui/error-state'
import { FilterSelect } from '@/components/ui/filter-select'
import { LoadMore } from '@/components/ui/pagination'
import { LoadingBlock } from '@/components/ui/skeleton'
import { useAmendmentWork } from '@/lib/queries/amendments'
import type { ListState } from '@/lib/queries/paged'
import { useUrlFilters } from '@/lib/url-filters'
import { withTexts } from '@/lib/with-texts'
import amendments from '@/messages/en/amendments.json'
import { AmendmentItem } from './amendment-item'
import { DecideAmendment } from './decide-amendment'

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
      <Card aria-busy={list.isPending}>
        <Requests list={list} isFiltered={status !== undefined} />
      </Card>
    </>
  )
}

function Requests({ list, isFiltered }: { list: ListState<Amendment>; isFiltered: boolean }) {
  const t = useTranslations('amendments.work')
  if (list.isPending)
    return (
      <CardContent>
        <LoadingBlock className="h-48" />
      </CardContent>
    )
  if (list.error && list.items.length === 0) return <ErrorState error={list.error} onRetry={list.refetch} />
  if (list.items.length === 0) {
    if (isFiltered) return <Empty icon={FilePenLine} title={t('noneOther')} />
    return <Empty icon={FilePenLine} title={t('none')} description={t('noneHint')} />
  }
  return (
    <>
      <CardContent>
        <ul aria-label={t('entries')} className="divide-y">
          {list.items.map((item) => (
            <AmendmentItem key={item.id} item={item} of={<Patient item={item} />}>
              {item.status === 'requested' && item.text !== null && <DecideAmendment item={item} />}
            </AmendmentItem>
          ))}
        </ul>
      </CardContent>
      <LoadMore list={list} className="border-t" />
    </>
  )
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
