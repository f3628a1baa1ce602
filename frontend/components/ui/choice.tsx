'use client'

import { type ReactNode } from 'react'
import { Labelled } from './labelled'
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
  return (
    <Labelled label={label}>
      {(id) => (
        <NativeSelect id={id} required={required} value={value} onChange={(event) => onChange(event.target.value as T)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </NativeSelect>
      )}
    </Labelled>
  )
}
