'use client'

import type { Doctor } from '@hms/contract/doctors'
import { DoctorCombobox } from '@/components/doctors/doctor-combobox'
import { Labelled } from '@/components/ui/labelled'
import { fullName } from '@/lib/auth'

interface DoctorChoiceProps {
  label: string
  placeholder: string
  value: Doctor | null
  onValueChange: (doctor: Doctor | null) => void
}

/** One of the hospital's doctors. */
export function DoctorChoice({ label, placeholder, value, onValueChange }: DoctorChoiceProps) {
  return (
    <Labelled label={label}>
      {(id) => (
        <DoctorCombobox
          id={id}
          aria-label={value ? `${label}: ${fullName(value)}` : label}
          value={value}
          onValueChange={onValueChange}
          placeholder={placeholder}
        />
      )}
    </Labelled>
  )
}
