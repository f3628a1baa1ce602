'use client'

import { useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Input } from '@/components/ui/input'
import { NativeSelect } from '@/components/ui/native-select'
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
      <div className="relative max-w-xl flex-1">
        <Search aria-hidden className="pointer-events-none absolute top-2.5 left-3 size-4 text-muted-foreground" />
        <Input
          type="search"
          aria-label={t('search')}
          placeholder={t('searchPlaceholder')}
          className="pl-9"
          value={term}
          onChange={(event) => setTerm(event.target.value)}
        />
      </div>
      <div className="sm:w-64">
        <NativeSelect
          aria-label={t('specialization')}
          value={specialization}
          onChange={(event) => setSpecialization(event.target.value)}
        >
          <option value="">{t('allSpecializations')}</option>
          {specializations.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </NativeSelect>
      </div>
    </div>
  )
}
