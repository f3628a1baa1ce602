'use client'

import { Search } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Combobox } from '@/components/ui/combobox'
import { Input } from '@/components/ui/input'
import { NativeSelect } from '@/components/ui/native-select'
import { fullName } from '@/lib/auth'
import { billStatuses } from '@/lib/constants'
import { searchPatients } from '@/lib/queries/patients'
import { type BillFilterValues, statusOf } from './bill-filter-values'

interface BillFiltersProps {
  filters: BillFilterValues
  onChange: (filters: BillFilterValues) => void
  withPatient: boolean
}

/** Narrows the list of bills; by patient only for who sees everybody's. */
export function BillFilters({ filters, onChange, withPatient }: BillFiltersProps) {
  const t = useTranslations('billing')
  const common = useTranslations('common')
  return (
    <div className="mb-4 grid gap-3 sm:flex sm:flex-wrap">
      <div className="relative sm:w-72">
        <Search aria-hidden className="pointer-events-none absolute top-2.5 left-3 size-4 text-muted-foreground" />
        <Input
          type="search"
          aria-label={t('search')}
          placeholder={t('searchPlaceholder')}
          className="pl-9"
          value={filters.term}
          onChange={(event) => onChange({ ...filters, term: event.target.value })}
        />
      </div>
      <div className="sm:w-44">
        <NativeSelect
          aria-label={t('filterStatus')}
          value={filters.status}
          onChange={(event) => onChange({ ...filters, status: statusOf(event.target.value) })}
        >
          <option value="">{t('anyStatus')}</option>
          {billStatuses.map((status) => (
            <option key={status} value={status}>
              {common(`billStatus.${status}`)}
            </option>
          ))}
        </NativeSelect>
      </div>
      {withPatient && (
        <div className="sm:w-60">
          <Combobox
            aria-label={t('filterPatient')}
            value={filters.patient}
            onValueChange={(patient) => onChange({ ...filters, patient })}
            search={searchPatients}
            searchKey="patients"
            itemKey={(patient) => patient.id}
            itemLabel={fullName}
            renderItem={(patient) => `${fullName(patient)} · ${patient.mrn}`}
            placeholder={t('anyPatient')}
            searchPlaceholder={t('searchPatient')}
            clearable
          />
        </div>
      )}
    </div>
  )
}
