'use client'

import { useTranslations } from 'next-intl'
import { PatientCombobox } from '@/components/patients/patient-combobox'
import { FilterSelect } from '@/components/ui/filter-select'
import { SearchInput } from '@/components/ui/search-input'
import { billStatuses } from '@/lib/constants'
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
        <div className="sm:w-72">
          <PatientCombobox
            aria-label={t('filterPatient')}
            value={filters.patient}
            onValueChange={(patient) => onChange({ ...filters, patient })}
            placeholder={t('anyPatient')}
            searchPlaceholder={t('searchPatient')}
            clearable
          />
        </div>
      )}
    </div>
  )
}
