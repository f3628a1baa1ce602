'use client'

import { cn } from '@/lib/utils'

interface SegmentsProps<T extends string> {
  label: string
  value: T
  options: readonly { value: T; label: string }[]
  onValueChange: (value: T) => void
}

/** A choice of few that shows all of them at once. */
export function Segments<T extends string>({ label, value, options, onValueChange }: SegmentsProps<T>) {
  return (
    <div role="group" aria-label={label} data-slot="segments" className="inline-flex rounded-md bg-muted p-0.5">
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onValueChange(option.value)}
          className={cn(
            'h-7 rounded-[5px] px-2.5 text-xs font-medium text-muted-foreground hover:text-foreground',
            option.value === value && 'bg-card text-foreground shadow-xs',
          )}
        >
          {option.label}
        </button>
      ))}
    </div>
  )
}
