'use client'

import { type ReactNode, useId } from 'react'
import { Label } from './label'
import { NativeSelect } from './native-select'

interface ChoiceProps<T extends string> {
  label: string
  value: T
  options: readonly { value: T; label: ReactNode }[]
  required?: boolean
  onChange: (value: T) => void
}

/** One of a few, outside of a form that keeps its values itself. */
export function Choice<T extends string>({ label, value, options, required, onChange }: ChoiceProps<T>) {
  const id = useId()
  return (
    <div className="grid gap-1.5">
      <Label htmlFor={id}>{label}</Label>
      <NativeSelect id={id} required={required} value={value} onChange={(event) => onChange(event.target.value as T)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </NativeSelect>
    </div>
  )
}
