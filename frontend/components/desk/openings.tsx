'use client'

import type { Doctor, Slot } from '@hms/contract/doctors'
import { useQueries } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useId } from 'react'
import { Alert } from '@/components/ui/alert'
import { RadioGroup, RadioGroupItem } from '@/components/ui/radio-group'
import { SearchInput } from '@/components/ui/search-input'
import { LoadingBlock } from '@/components/ui/skeleton'
import { fullName } from '@/lib/auth'
import { useProblemText } from '@/lib/problem-text'
import { doctorQueries, useDoctors } from '@/lib/queries/doctors'
import { useFormat } from '@/lib/reader'

export interface Opening {
  doctor: Doctor
  slot: Slot
}

/** So many doctors are asked at once for their next free time; the others are found by name or field. */
const asked = 8

/** Who has a free time left today that is long enough for the kind of visit, the next one first. */
export function useOpenings(q: string, visitTypeId: string | null) {
  const today = useFormat().today()
  const doctors = useDoctors({ ...(q ? { q } : {}), limit: asked })
  const bookable = doctors.items.filter(({ acceptsBookings }) => acceptsBookings)
  const wanted = { from: today, to: today, ...(visitTypeId && { visitTypeId }) }
  const slots = useQueries({ queries: bookable.map(({ id }) => doctorQueries.slots(id, wanted)) })
  const openings = bookable
    .flatMap((doctor, i): Opening[] => slots[i]?.data?.slice(0, 1).map((slot) => ({ doctor, slot })) ?? [])
    .toSorted((one, other) => Date.parse(one.slot.start) - Date.parse(other.slot.start))
  const failed = doctors.error ?? slots.find(({ error }) => error)?.error ?? null
  return {
    openings,
    failed,
    isPending: doctors.isPending || slots.some(({ isPending }) => isPending),
    hasOthers: doctors.hasMore || q !== '',
    /** What to say when nobody has. */
    none: doctors.hasMore || q ? ('noneOf' as const) : visitTypeId ? ('noneLongEnough' as const) : ('none' as const),
  }
}

interface OpeningsProps extends ReturnType<typeof useOpenings> {
  term: string
  onTerm: (term: string) => void
  chosen: Opening | undefined
  onChoose: (doctorId: string) => void
}

/** The doctors, each with the next free time. */
export function Openings({
  openings,
  failed,
  isPending,
  hasOthers,
  none,
  term,
  onTerm,
  chosen,
  onChoose,
}: OpeningsProps) {
  const t = useTranslations('desk.walkInDialog')
  const format = useFormat()
  const text = useProblemText()
  const id = useId()
  return (
    <div className="grid grid-cols-1 gap-2">
      <p id={id} className="text-sm font-medium">
        {t('doctor')}
      </p>
      {(hasOthers || term) && (
        <SearchInput aria-label={t('findDoctor')} placeholder={t('findDoctor')} value={term} onValueChange={onTerm} />
      )}
      {isPending && <LoadingBlock className="h-32" />}
      {failed && <Alert variant="destructive">{text(failed)}</Alert>}
      {!isPending && !failed && openings.length === 0 && <p className="text-sm text-muted-foreground">{t(none)}</p>}
      {!isPending && openings.length > 0 && (
        <RadioGroup
          aria-labelledby={id}
          value={chosen?.doctor.id ?? ''}
          onValueChange={onChoose}
          className="max-h-56 gap-0 divide-y overflow-y-auto rounded-lg border"
        >
          {openings.map(({ doctor, slot }) => (
            <div key={doctor.id} className="flex items-center gap-3 px-3 py-2">
              <RadioGroupItem id={`${id}-${doctor.id}`} value={doctor.id} />
              <label htmlFor={`${id}-${doctor.id}`} className="flex min-w-0 flex-1 items-center justify-between gap-3">
                <span className="min-w-0">
                  <span className="block truncate text-sm font-medium">{fullName(doctor)}</span>
                  <span className="block truncate text-xs text-muted-foreground">{doctor.specialization}</span>
                </span>
                <span className="shrink-0 text-sm tabular">{format.time(slot.start)}</span>
              </label>
            </div>
          ))}
        </RadioGroup>
      )}
    </div>
  )
}
