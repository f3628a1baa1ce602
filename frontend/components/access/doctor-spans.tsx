'use client'

import { Button } from '@/components/ui/button'
import { fullName } from '@/lib/auth'

interface Span {
  id: string
  doctor: { firstName: string; lastName: string }
  /** Since when, and why. */
  note: string
}

interface DoctorSpansProps {
  label: string
  spans: readonly Span[]
  endLabel: string
  isEnding: boolean
  /** `name` is the doctor's. */
  onEnd: (id: string, name: string) => void
}

/** What holds with regard to doctors until somebody ends it. */
export function DoctorSpans({ label, spans, endLabel, isEnding, onEnd }: DoctorSpansProps) {
  return (
    <ul aria-label={label} className="grid gap-3">
      {spans.map(({ id, doctor, note }) => (
        <li key={id} className="flex flex-wrap items-center justify-between gap-2">
          <span>
            {fullName(doctor)}
            <span className="block text-sm text-muted-foreground">{note}</span>
          </span>
          <Button size="sm" variant="outline" disabled={isEnding} onClick={() => onEnd(id, fullName(doctor))}>
            {endLabel}
          </Button>
        </li>
      ))}
    </ul>
  )
}
