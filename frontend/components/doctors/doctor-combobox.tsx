'use client'

import type { Doctor } from '@hms/contract/doctors'
import type { ComponentProps } from 'react'
import { Combobox } from '@/components/ui/combobox'
import { fullName } from '@/lib/auth'
import { searchDoctors } from '@/lib/queries/doctors'

type DoctorComboboxProps = Omit<
  ComponentProps<typeof Combobox<Doctor>>,
  'search' | 'searchKey' | 'itemKey' | 'itemLabel' | 'renderItem'
>

/** Chooses one of the hospital's doctors. */
export function DoctorCombobox(props: DoctorComboboxProps) {
  return (
    <Combobox
      {...props}
      search={searchDoctors}
      searchKey="doctors"
      itemKey={({ id }) => id}
      itemLabel={(doctor) => `${fullName(doctor)} · ${doctor.specialization}`}
    />
  )
}
