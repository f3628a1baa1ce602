'use client'

import { useTranslations } from 'next-intl'
import { Combobox } from '@/components/ui/combobox'
import { FilterSelect } from '@/components/ui/filter-select'
import { SearchInput } from '@/components/ui/search-input'
import { fullName } from '@/lib/auth'
import { billStatuses } from '@/lib/constants'
import { searchPatients } from '@/lib/queries/patients'
import type { BillFilterValues } from './bill-filter-values'

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
      <SearchInput
        aria-label={t('search')}
        placeholder={t('searchPlaceholder')}
        className="sm:w-72"
        value={filters.term}
        onValueChange={(term) => onChange({ ...filters, term })}
      />
      <FilterSelect
        label={t('filterStatus')}
        allLabel={t('anyStatus')}
        className="sm:w-44"
        value={filters.status}
        options={billStatuses.map((value) => ({ value, label: common(`billStatus.${value}`) }))}
        onValueChange={(status) => onChange({ ...filters, status })}
      />
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
