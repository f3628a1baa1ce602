'use client'

import type { PatientSummary } from '@hms/contract/patients'
import { ClipboardList, Plus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { Button } from '@/components/ui/button'
import { columnsOf, DataTable } from '@/components/ui/data-table'
import { Empty } from '@/components/ui/empty'
import { QuietLink } from '@/components/ui/quiet-link'
import { SearchInput } from '@/components/ui/search-input'
import { fullName, useReach } from '@/lib/auth'
import { searchDelay } from '@/lib/constants'
import { ageInYears } from '@/lib/datetime'
import { useDebounced, useMediaQuery } from '@/lib/hooks'
import { usePatients } from '@/lib/queries/patients'
import { useFormat } from '@/lib/reader'

const column = columnsOf<PatientSummary>()

function useColumns() {
  const t = useTranslations('patients')
  const common = useTranslations('common')
  const format = useFormat()
  return useMemo(
    () => [
      column.accessor(fullName, { id: 'name', header: t('name'), meta: { card: 'title' } }),
      column.accessor('mrn', { header: t('mrn'), meta: { className: 'tabular w-36' } }),
      column.accessor('dateOfBirth', {
        header: t('dateOfBirth'),
        cell: (cell) => {
          const born = cell.getValue()
          return born ? `${format.date(born)} · ${t('age', { years: ageInYears(born, format.today()) })}` : '–'
        },
      }),
      column.accessor('gender', {
        header: t('gender'),
        cell: (cell) => common(`gender.${cell.getValue() ?? 'unknown'}`),
        meta: { className: 'w-32' },
      }),
    ],
    [t, common, format],
  )
}

/** Finds a patient by what a person at a front desk has: a name, a number, a birth date, a phone. Its heading is the page's. */
export function PatientList() {
  const t = useTranslations('patients')
  const mayRegister = useReach('patient:create') === 'all'
  // On a touch screen the focus would bring up the keyboard over the list.
  const hasPointer = useMediaQuery('(pointer: fine)')
  const [term, setTerm] = useState('')
  const query = useDebounced(term.trim(), searchDelay)
  const list = usePatients(query ? { q: query } : {})
  const columns = useColumns()
  const register = (
    <Button asChild>
      <QuietLink href="/patients/new">
        <Plus aria-hidden />
        {t('register')}
      </QuietLink>
    </Button>
  )
  return (
    <>
      {!mayRegister && <p className="-mt-5 mb-6 text-muted-foreground">{t('listHintDoctor')}</p>}
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <SearchInput
          autoFocus={hasPointer}
          aria-label={t('search')}
          placeholder={mayRegister ? t('searchPlaceholder') : t('searchPlaceholderDoctor')}
          className="max-w-xl min-w-56 flex-1"
          value={term}
          onValueChange={setTerm}
        />
        {mayRegister && register}
      </div>
      <DataTable
        label={t('title')}
        columns={columns}
        list={list}
        rowHref={(patient) => `/patients/${patient.id}`}
        empty={
          <Empty
            icon={ClipboardList}
            title={query ? t('noneFound', { query }) : t('none')}
            description={query ? t('noneFoundHint') : undefined}
          >
            {mayRegister && register}
          </Empty>
        }
      />
    </>
  )
}
