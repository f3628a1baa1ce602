'use client'

import { useTranslations } from 'next-intl'
import { useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { DateInput } from '@/components/ui/date-input'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { RadioGroup, RadioGroupItem } from '@/components/ui/radio-group'
import { useFormat } from '@/lib/reader'
import { type ExceptionRange, type Hours, problemsOf } from './values'
import { HoursRow } from './week-editor'

/** The contract's limit of dates that differ. */
const maxExceptions = 400

interface ExceptionFormProps {
  /** How many dates differ already. */
  count: number
  onAdd: (range: ExceptionRange) => void
  onCancel: () => void
}

const daysBetween = (first: string, last: string) => (Date.parse(last) - Date.parse(first)) / 86_400_000 + 1

/** Asks for one date or several in a row, and for the hours on them. */
export function ExceptionForm({ count, onAdd, onCancel }: ExceptionFormProps) {
  const t = useTranslations('availability')
  const format = useFormat()
  const id = useId()
  const [first, setFirst] = useState(format.today())
  const [last, setLast] = useState('')
  const [kind, setKind] = useState<'off' | 'hours'>('off')
  const [hours, setHours] = useState<Hours>({ start: '09:00', end: '12:00' })
  const [reason, setReason] = useState('')
  const end = last || first
  const hoursProblem = kind === 'hours' ? (problemsOf([hours])[0] ?? null) : null
  const problem = datesProblem(first, end, count)

  return (
    <div role="group" aria-label={t('addException')} className="grid gap-4 rounded-lg border bg-muted/40 p-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <div className="grid gap-1.5">
          <Label htmlFor={`${id}-first`}>{t('firstDay')}</Label>
          <DateInput
            id={`${id}-first`}
            autoFocus
            min={format.today()}
            value={first}
            onChange={(event) => setFirst(event.target.value)}
          />
        </div>
        <div className="grid gap-1.5">
          <Label htmlFor={`${id}-last`}>{t('lastDay')}</Label>
          <DateInput
            id={`${id}-last`}
            min={first}
            value={end}
            aria-invalid={problem ? true : undefined}
            onChange={(event) => setLast(event.target.value)}
          />
        </div>
      </div>
      {problem && (
        <p role="alert" className="text-xs font-medium text-danger">
          {t(problem, { max: maxExceptions })}
        </p>
      )}
      <RadioGroup value={kind} onValueChange={(value) => setKind(value as typeof kind)} aria-label={t('whatDiffers')}>
        {(['off', 'hours'] as const).map((value) => (
          <div key={value} className="flex items-center gap-2">
            <RadioGroupItem value={value} id={`${id}-${value}`} />
            <Label htmlFor={`${id}-${value}`}>{value === 'off' ? t('dayOff') : t('otherHours')}</Label>
          </div>
        ))}
      </RadioGroup>
      {kind === 'hours' && (
        <HoursRow
          name={t('otherHours')}
          hours={hours}
          problem={hoursProblem && t(`problem.${hoursProblem}`)}
          onChange={setHours}
        />
      )}
      <div className="grid gap-1.5">
        <Label htmlFor={`${id}-reason`}>{t('reason')}</Label>
        <Input id={`${id}-reason`} maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
        <p className="text-xs text-muted-foreground">{t('reasonHint')}</p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button
          variant="secondary"
          disabled={problem !== null || hoursProblem !== null}
          onClick={() =>
            onAdd({
              first,
              last: end,
              hours: kind === 'off' ? [] : [{ ...hours, end: hours.end === '00:00' ? '24:00' : hours.end }],
              ...(reason.trim() ? { reason: reason.trim() } : {}),
            })
          }
        >
          {t('add')}
        </Button>
        <Button variant="ghost" onClick={onCancel}>
          {t('cancel')}
        </Button>
      </div>
    </div>
  )
}

function datesProblem(first: string, last: string, count: number): 'datesMissing' | 'datesOrder' | 'datesMany' | null {
  if (!first) return 'datesMissing'
  if (last < first) return 'datesOrder'
  return count + daysBetween(first, last) > maxExceptions ? 'datesMany' : null
}
