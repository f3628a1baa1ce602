'use client'

import type { AccessLogEntry, AccessLogPerson } from '@hms/contract/privacy'
import { Eye } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useId, useMemo } from 'react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Checkbox } from '@/components/ui/checkbox'
import { DateInput } from '@/components/ui/date-input'
import { Empty } from '@/components/ui/empty'
import { ErrorState } from '@/components/ui/error-state'
import { FilterSelect } from '@/components/ui/filter-select'
import { Label } from '@/components/ui/label'
import { LoadMore } from '@/components/ui/pagination'
import { Skeleton } from '@/components/ui/skeleton'
import { searchDelay } from '@/lib/constants'
import { useDebounced } from '@/lib/hooks'
import type { ListState } from '@/lib/queries/paged'
import { type AccessLogFilter, useAccessLog } from '@/lib/queries/privacy'
import { useFormat } from '@/lib/reader'
import { useUrlFilters } from '@/lib/url-filters'
import { withTexts } from '@/lib/with-texts'
import privacy from '@/messages/en/privacy.json'
import { AccessLogRow } from './access-log-row'

const filterNames = ['actorId', 'from', 'to', 'own'] as const
type Filters = Partial<Record<(typeof filterNames)[number], string | undefined>>
const noFilters: Filters = Object.fromEntries(filterNames.map((name) => [name, undefined]))

function toQuery({ actorId, from, to, own }: Filters): AccessLogFilter {
  return {
    ...(actorId && { actorId }),
    ...(from && { from }),
    ...(to && { to }),
    ...(own === 'true' && { own: 'true' as const }),
  }
}

/** Who opened or changed a patient's record; `isOwn` for the patient, who may ask about an entry. */
export const AccessLog = withTexts({ privacy }, Log)

function Log({ patientId, isOwn }: { patientId: string; isOwn: boolean }) {
  const [filters, setFilters] = useUrlFilters(filterNames)
  const settled = useDebounced(filters, searchDelay)
  const { list, people } = useAccessLog(
    patientId,
    useMemo(() => toQuery(settled), [settled]),
  )
  return (
    <>
      <AccessLogFilters filters={filters} people={people} onChange={setFilters} isOwn={isOwn} />
      <Card className="overflow-hidden" aria-busy={list.isPending}>
        <Entries
          list={list}
          patientId={patientId}
          isOwn={isOwn}
          onClear={Object.keys(filters).length > 0 ? () => setFilters(noFilters) : undefined}
        />
      </Card>
    </>
  )
}

interface FiltersProps {
  filters: Filters
  people: readonly AccessLogPerson[]
  onChange: (changes: Filters) => void
  isOwn: boolean
}

function AccessLogFilters({ filters, people, onChange, isOwn }: FiltersProps) {
  const t = useTranslations('privacy.log')
  const format = useFormat()
  const id = useId()
  return (
    <div role="search" aria-label={t('title')} className="mb-4 grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
      <FilterSelect
        label={t('who')}
        allLabel={t('anybody')}
        value={filters.actorId}
        options={people.map((person) => ({
          value: person.id,
          label: t('person', { name: person.name ?? t('unknown'), times: person.times }),
        }))}
        onValueChange={(actorId) => onChange({ actorId })}
      />
      {(['from', 'to'] as const).map((name) => (
        <div key={name} className="flex items-center gap-3">
          <Label htmlFor={`${id}-${name}`} className="w-12 shrink-0 text-muted-foreground">
            {t(name)}
          </Label>
          <DateInput
            id={`${id}-${name}`}
            max={format.today()}
            value={filters[name] ?? ''}
            onChange={(event) => onChange({ [name]: event.target.value })}
          />
        </div>
      ))}
      {isOwn && (
        <div className="flex min-h-9 items-center gap-2">
          <Checkbox
            id={`${id}-own`}
            checked={filters.own === 'true'}
            onCheckedChange={(checked) => onChange({ own: checked === true ? 'true' : undefined })}
          />
          <Label htmlFor={`${id}-own`}>{t('own')}</Label>
        </div>
      )}
    </div>
  )
}

interface EntriesProps {
  list: ListState<AccessLogEntry>
  patientId: string
  isOwn: boolean
  onClear: (() => void) | undefined
}

function Entries({ list, patientId, isOwn, onClear }: EntriesProps) {
  const t = useTranslations('privacy.log')
  if (list.isPending) return <EntriesSkeleton />
  if (list.error && list.items.length === 0) return <ErrorState error={list.error} onRetry={list.refetch} />
  if (list.items.length === 0) {
    return (
      <Empty
        icon={Eye}
        title={t(onClear ? 'noneFiltered' : 'none')}
        description={t(onClear ? 'noneFilteredHint' : 'noneHint')}
      >
        {onClear && (
          <Button variant="outline" onClick={onClear}>
            {t('clear')}
          </Button>
        )}
      </Empty>
    )
  }
  return (
    <>
      <ol aria-label={t('entries')} className="divide-y">
        {list.items.map((entry) => (
          <AccessLogRow key={entry.id} entry={entry} patientId={patientId} mayAsk={isOwn} />
        ))}
      </ol>
      <LoadMore list={list} className="border-t" />
    </>
  )
}

function EntriesSkeleton() {
  const common = useTranslations('common')
  return (
    <div className="divide-y">
      <p role="status" className="sr-only">
        {common('loading')}
      </p>
      {Array.from({ length: 6 }, (_, index) => (
        <div key={index} className="grid gap-2 px-4 py-4">
          <Skeleton className="h-4 w-60 max-w-full" />
          <Skeleton className="h-3 w-40" />
        </div>
      ))}
    </div>
  )
}
