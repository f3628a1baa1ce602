'use client'

import type { PatientSummary } from '@hms/contract/patients'
import type { ComponentProps } from 'react'
import { Combobox } from '@/components/ui/combobox'
import { fullName } from '@/lib/auth'
import { searchPatients } from '@/lib/queries/patients'
import { useFormat } from '@/lib/reader'

type PatientComboboxProps = Omit<
  ComponentProps<typeof Combobox<PatientSummary>>,
  'search' | 'searchKey' | 'itemKey' | 'itemLabel' | 'renderItem'
>

/** Chooses one patient; the record number and the birth date tell apart who has the same name. */
export function PatientCombobox(props: PatientComboboxProps) {
  const format = useFormat()
  return (
    <Combobox
      {...props}
      search={searchPatients}
      searchKey="patients"
      itemKey={({ id }) => id}
      itemLabel={(patient) => `${fullName(patient)} · ${patient.mrn}`}
      renderItem={(patient) => (
        <span className="grid">
          <span className="truncate font-medium">{fullName(patient)}</span>
          <span className="truncate text-xs text-muted-foreground tabular">
            {patient.mrn}
            {patient.dateOfBirth && ` · ${format.date(patient.dateOfBirth)}`}
          </span>
        </span>
      )}
    />
  )
}
