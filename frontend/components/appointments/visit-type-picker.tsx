'use client'

import type { VisitType } from '@hms/contract/visitTypes'
import { useTranslations } from 'next-intl'
import { useId } from 'react'
import { useFormat } from '@/lib/reader'

interface VisitTypePickerProps {
  types: VisitType[]
  value: string | null
  onChange: (id: string) => void
}

/** The kinds of visit on offer, with what decides between them: length and price. */
export function VisitTypePicker({ types, value, onChange }: VisitTypePickerProps) {
  const t = useTranslations('appointments')
  const format = useFormat()
  const name = useId()
  return (
    <fieldset>
      <legend className="mb-3 text-base font-semibold">{t('visitType')}</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        {types.map((type) => (
          <label key={type.id} className="cursor-pointer">
            <input
              type="radio"
              name={name}
              className="peer sr-only"
              checked={type.id === value}
              onChange={() => onChange(type.id)}
            />
            <span className="flex h-full items-start justify-between gap-4 rounded-lg border bg-card px-4 py-3 transition-colors peer-checked:border-primary peer-checked:bg-accent peer-checked:text-accent-foreground peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-ring hover:border-input">
              <span className="grid gap-0.5">
                <span className="font-medium">{type.name}</span>
                <span className="text-xs text-muted-foreground">{format.duration(type.durationMinutes)}</span>
              </span>
              <span className="font-medium tabular">{format.money(type.price)}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
