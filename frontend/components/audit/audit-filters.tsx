'use client'

import type { PatientSummary } from '@hms/contract/patients'
import type { User } from '@hms/contract/users'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Combobox } from '@/components/ui/combobox'
import { DateInput } from '@/components/ui/date-input'
import { FilterPanel, LabelledFilter } from '@/components/ui/filter-panel'
import { FilterSelect } from '@/components/ui/filter-select'
import { Input } from '@/components/ui/input'
import { fullName } from '@/lib/auth'
import { searchPatients } from '@/lib/queries/patients'
import { searchUsers, userQueries } from '@/lib/queries/users'
import { useFormat } from '@/lib/reader'
import { shortId } from './sentence'
import { actions, type AuditFilterValues, noFilters, outcomes } from './use-audit-filters'

interface AuditFiltersProps {
  filters: AuditFilterValues
  onChange: (changes: AuditFilterValues) => void
  /** As the entries found tell it; the address has only the id. */
  patientName: string | null
}

/** What is looked for. */
export function AuditFilters({ filters, onChange, patientName }: AuditFiltersProps) {
  const t = useTranslations('audit')
  const format = useFormat()
  const { sort: _sort, order: _order, ...chosen } = filters
  return (
    <FilterPanel label={t('filters')} count={Object.keys(chosen).length} className="lg:grid-cols-4">
      <div className="max-sm:col-span-2">
        <PatientFilter value={filters.patientId} name={patientName} onChange={onChange} />
      </div>
      <div className="max-sm:col-span-2">
        <UserFilter value={filters.actorId} onChange={onChange} />
      </div>
      <FilterSelect
        label={t('action')}
        allLabel={t('anyAction')}
        value={actions.find((known) => known === filters.action)}
        options={actions.map((value) => ({ value, label: t(`actions.${value}`) }))}
        onValueChange={(action) => onChange({ action })}
      />
      <FilterSelect
        label={t('outcome')}
        allLabel={t('anyOutcome')}
        value={outcomes.find((known) => known === filters.outcome)}
        options={outcomes.map((value) => ({ value, label: t(`outcomes.${value}`) }))}
        onValueChange={(outcome) => onChange({ outcome })}
      />
      <LabelledFilter label={t('from')}>
        {(id) => (
          <DateInput
            id={id}
            max={filters.to ?? format.today()}
            value={filters.from ?? ''}
            onChange={(event) => onChange({ from: event.target.value })}
          />
        )}
      </LabelledFilter>
      <LabelledFilter label={t('to')}>
        {(id) => (
          <DateInput
            id={id}
            min={filters.from}
            max={format.today()}
            value={filters.to ?? ''}
            onChange={(event) => onChange({ to: event.target.value })}
          />
        )}
      </LabelledFilter>
      <LabelledFilter label={t('request')}>
        {(id) => (
          <Input
            id={id}
            placeholder={t('requestPlaceholder')}
            value={filters.requestId ?? ''}
            maxLength={100}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => onChange({ requestId: event.target.value })}
          />
        )}
      </LabelledFilter>
      <Button
        variant="outline"
        className="max-sm:col-span-2 max-sm:disabled:hidden"
        disabled={Object.keys(filters).length === 0}
        onClick={() => onChange(noFilters)}
      >
        {t('clearFilters')}
      </Button>
    </FilterPanel>
  )
}

interface PersonFilterProps {
  value: string | undefined
  onChange: (changes: AuditFilterValues) => void
}

/** Reading the record for its name would be a deed of its own, so the name comes from the search or the entries. */
function PatientFilter({ value, name, onChange }: PersonFilterProps & { name: string | null }) {
  const t = useTranslations('audit')
  const format = useFormat()
  const [chosen, setChosen] = useState<PatientSummary | null>(null)
  const known = value === undefined ? null : { id: value, name: chosen?.id === value ? fullName(chosen) : name }
  return (
    <Combobox<{ id: string; name: string | null; patient?: PatientSummary }>
      aria-label={t('patient')}
      value={known}
      onValueChange={(item) => {
        setChosen(item?.patient ?? null)
        onChange({ patientId: item?.id })
      }}
      search={async (term, signal) =>
        (await searchPatients(term, signal)).map((patient) => ({ id: patient.id, name: fullName(patient), patient }))
      }
      searchKey="audit-patients"
      itemKey={({ id }) => id}
      itemLabel={(item) => item.name ?? t('patientById', { id: shortId(item.id) })}
      renderItem={({ name: label, patient }) => (
        <>
          {label}
          {patient && (
            <span className="ml-2 text-xs text-muted-foreground">
              {[patient.mrn, patient.dateOfBirth && format.date(patient.dateOfBirth)].filter(Boolean).join(' · ')}
            </span>
          )}
        </>
      )}
      placeholder={t('anyPatient')}
      searchPlaceholder={t('searchPatient')}
      clearable
    />
  )
}

function UserFilter({ value, onChange }: PersonFilterProps) {
  const t = useTranslations('audit')
  const [chosen, setChosen] = useState<User | null>(null)
  const isKnown = chosen?.id === value
  const { data } = useQuery({ ...userQueries.one(value ?? ''), enabled: value !== undefined && !isKnown })
  const user = isKnown ? chosen : (data ?? null)
  const shown = value === undefined ? null : { id: value, user }
  return (
    <Combobox<{ id: string; user: User | null }>
      aria-label={t('user')}
      value={shown}
      onValueChange={(item) => {
        setChosen(item?.user ?? null)
        onChange({ actorId: item?.id })
      }}
      search={async (term, signal) =>
        (await searchUsers(term, {}, signal)).map((found) => ({ id: found.id, user: found }))
      }
      searchKey="audit-users"
      itemKey={({ id }) => id}
      itemLabel={(item) => (item.user ? fullName(item.user) : t('userById', { id: shortId(item.id) }))}
      renderItem={({ user: found }) =>
        found && (
          <>
            {fullName(found)} <span className="ml-1 text-xs text-muted-foreground">{found.email}</span>
          </>
        )
      }
      placeholder={t('anyUser')}
      searchPlaceholder={t('searchUser')}
      clearable
    />
  )
}
