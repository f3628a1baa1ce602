'use client'

import type { AccessLogPerson } from '@hms/contract/privacy'
import { Eye } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useId, useMemo } from 'react'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { DateInput } from '@/components/ui/date-input'
import { Empty } from '@/components/ui/empty'
import { FilterPanel, LabelledFilter } from '@/components/ui/filter-panel'
import { FilterSelect } from '@/components/ui/filter-select'
import { Label } from '@/components/ui/label'
import { ListCard } from '@/components/ui/list-card'
import { searchDelay } from '@/lib/constants'
import { useDebounced } from '@/lib/hooks'
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
  const t = useTranslations('privacy.log')
  const [filters, setFilters] = useUrlFilters(filterNames)
  const settled = useDebounced(filters, searchDelay)
  const { list, people } = useAccessLog(
    patientId,
    useMemo(() => toQuery(settled), [settled]),
  )
  return (
    <>
      <AccessLogFilters filters={filters} people={people} onChange={setFilters} isOwn={isOwn} />
      <ListCard
        list={list}
        label={t('entries')}
        height="h-96"
        empty={<NoEntries onClear={Object.keys(filters).length > 0 ? () => setFilters(noFilters) : undefined} />}
      >
        {(entry) => <AccessLogRow key={entry.id} entry={entry} patientId={patientId} mayAsk={isOwn} />}
      </ListCard>
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
    <FilterPanel label={t('title')} count={Object.keys(filters).length} className="lg:grid-cols-4">
      <FilterSelect
        label={t('who')}
        allLabel={t('anybody')}
        className="max-sm:col-span-2"
        value={filters.actorId}
        options={people.map((person) => ({
          value: person.id,
          label: t('person', { name: person.name ?? t('unknown'), times: person.times }),
        }))}
        onValueChange={(actorId) => onChange({ actorId })}
      />
      {(['from', 'to'] as const).map((name) => (
        <LabelledFilter key={name} label={t(name)}>
          {(fieldId) => (
            <DateInput
              id={fieldId}
              min={name === 'to' ? filters.from : undefined}
              max={(name === 'from' && filters.to) || format.today()}
              value={filters[name] ?? ''}
              onChange={(event) => onChange({ [name]: event.target.value })}
            />
          )}
        </LabelledFilter>
      ))}
      {isOwn && (
        <div className="flex min-h-9 items-center gap-2 max-sm:col-span-2">
          <Checkbox
            id={id}
            checked={filters.own === 'true'}
            onCheckedChange={(checked) => onChange({ own: checked === true ? 'true' : undefined })}
          />
          <Label htmlFor={id}>{t('own')}</Label>
        </div>
      )}
    </FilterPanel>
  )
}

/** What stands there instead; `onClear` where filters are set. */
function NoEntries({ onClear }: { onClear: (() => void) | undefined }) {
  const t = useTranslations('privacy.log')
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
