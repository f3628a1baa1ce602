'use client'

import type { Doctor } from '@hms/contract/doctors'
import { useId } from 'react'
import { Combobox } from '@/components/ui/combobox'
import { Label } from '@/components/ui/label'
import { fullName } from '@/lib/auth'
import { searchDoctors } from '@/lib/queries/doctors'

interface DoctorChoiceProps {
  label: string
  placeholder: string
  value: Doctor | null
  onValueChange: (doctor: Doctor | null) => void
}

/** One of the hospital's doctors. */
export function DoctorChoice({ label, placeholder, value, onValueChange }: DoctorChoiceProps) {
  const id = useId()
  return (
    <div className="grid gap-1.5">
      <Label htmlFor={id}>{label}</Label>
      <Combobox
        id={id}
        aria-label={value ? `${label}: ${fullName(value)}` : label}
        value={value}
        onValueChange={onValueChange}
        search={searchDoctors}
        searchKey="doctors"
        itemKey={(doctor) => doctor.id}
        itemLabel={(doctor) => `${fullName(doctor)} · ${doctor.specialization}`}
        placeholder={placeholder}
      />
    </div>
  )
}
