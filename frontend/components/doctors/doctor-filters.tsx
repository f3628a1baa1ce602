'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { FilterSelect } from '@/components/ui/filter-select'
import { SearchInput } from '@/components/ui/search-input'
import { searchDelay } from '@/lib/constants'
import { useDebounced } from '@/lib/hooks'
import { type DoctorFilter, doctorQueries } from '@/lib/queries/doctors'

interface Filters {
  term: string
  specialization: string
  setTerm: (term: string) => void
  setSpecialization: (specialization: string) => void
}

/** What the reader looks for, and the query that it means once typing has paused. */
export function useDoctorFilters(): Filters & { query: DoctorFilter } {
  const [term, setTerm] = useState('')
  const [specialization, setSpecialization] = useState('')
  const q = useDebounced(term.trim(), searchDelay)
  const query = { ...(q ? { q } : {}), ...(specialization ? { specialization } : {}) }
  return { term, specialization, setTerm, setSpecialization, query }
}

export function DoctorFilters({ term, specialization, setTerm, setSpecialization }: Filters) {
  const t = useTranslations('doctors')
  const { data: specializations = [] } = useQuery(doctorQueries.specializations())
  return (
    <div className="mb-4 flex flex-col gap-3 sm:flex-row">
      <SearchInput
        aria-label={t('search')}
        placeholder={t('searchPlaceholder')}
        className="max-w-xl flex-1"
        value={term}
        onValueChange={setTerm}
      />
      <FilterSelect
        label={t('specialization')}
        allLabel={t('allSpecializations')}
        className="sm:w-64"
        value={specialization || undefined}
        options={specializations.map((name) => ({ value: name, label: name }))}
        onValueChange={(name) => setSpecialization(name ?? '')}
      />
    </div>
  )
}
