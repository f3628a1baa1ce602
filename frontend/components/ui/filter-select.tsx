'use client'

import { NativeSelect } from './native-select'

interface FilterSelectProps<T extends string> {
  label: string
  /** What it says while nothing is chosen: “All roles”. */
  allLabel: string
  value: T | undefined
  options: readonly { value: T; label: string }[]
  onValueChange: (value: T | undefined) => void
  className?: string
}

/** Narrows a list to one value, or to none. */
export function FilterSelect<T extends string>(props: FilterSelectProps<T>) {
  const { label, allLabel, value, options, onValueChange, className } = props
  return (
    <NativeSelect
      aria-label={label}
      className={className}
      value={value ?? ''}
      onChange={(event) => onValueChange((event.target.value || undefined) as T | undefined)}
    >
      <option value="">{allLabel}</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </NativeSelect>
  )
}
