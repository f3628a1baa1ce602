'use client'

import { Copy, Plus, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ComponentProps } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { Button } from '@/components/ui/button'
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from '@/components/ui/dropdown-menu'
import { Input } from '@/components/ui/input'
import { useFormat } from '@/lib/reader'
import type { EditorValues } from './availability-editor'
import { type Hours, problemsOf, suggestHours, weekdays } from './values'

/** The hours of each weekday: add, change, remove, copy to other days. */
export function WeekEditor() {
  const { setValue } = useFormContext<EditorValues>()
  const days = useWatch<EditorValues, 'availability.days'>({ name: 'availability.days' })
  const change = (next: Record<string, Hours[]>) =>
    setValue('availability.days', { ...days, ...next }, { shouldDirty: true })
  const copy = (from: number, to: readonly number[]) =>
    change(Object.fromEntries(to.map((day) => [day, (days[from] ?? []).map((hours) => ({ ...hours }))])))
  return (
    <ul className="divide-y">
      {weekdays.map((day) => (
        <WeekdayRow
          key={day}
          day={day}
          hours={days[day] ?? []}
          onChange={(hours) => change({ [day]: hours })}
          onCopy={(to) => copy(day, to)}
        />
      ))}
    </ul>
  )
}

interface WeekdayRowProps {
  day: number
  hours: Hours[]
  onChange: (hours: Hours[]) => void
  onCopy: (to: readonly number[]) => void
}

function WeekdayRow({ day, hours, onChange, onCopy }: WeekdayRowProps) {
  const t = useTranslations('availability')
  const format = useFormat()
  const name = format.weekday(day)
  const problems = problemsOf(hours)
  return (
    <li className="grid grid-cols-[1fr_auto] gap-x-3 gap-y-2 py-3 first:pt-0 sm:grid-cols-[7rem_1fr_auto]">
      <span className="leading-9 font-medium">{name}</span>
      <div className="grid gap-2 max-sm:order-last max-sm:col-span-2">
        {hours.length === 0 && <span className="leading-9 text-muted-foreground">{t('closed')}</span>}
        {hours.map((each, index) => (
          <HoursRow
            key={index}
            name={name}
            hours={each}
            problem={problems[index] ? t(`problem.${problems[index]}`) : null}
            onChange={(next) => onChange(hours.map((other, position) => (position === index ? next : other)))}
            onRemove={() => onChange(hours.filter((_, position) => position !== index))}
          />
        ))}
      </div>
      <div className="flex gap-1">
        <Button
          variant="ghost"
          size="icon"
          aria-label={t('addHours', { day: name })}
          onClick={() => onChange([...hours, suggestHours(hours)])}
        >
          <Plus aria-hidden />
        </Button>
        <CopyMenu day={day} name={name} onCopy={onCopy} />
      </div>
    </li>
  )
}

function CopyMenu({ day, name, onCopy }: { day: number; name: string; onCopy: (to: readonly number[]) => void }) {
  const t = useTranslations('availability')
  const format = useFormat()
  const others = weekdays.filter((other) => other !== day)
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="icon" aria-label={t('copyHours', { day: name })}>
          <Copy aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuItem onSelect={() => onCopy(others.filter((other) => other <= 5))}>
          {t('copyToWorkdays')}
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={() => onCopy(others)}>{t('copyToAll')}</DropdownMenuItem>
        {others.map((other) => (
          <DropdownMenuItem key={other} onSelect={() => onCopy([other])}>
            {t('copyTo', { day: format.weekday(other) })}
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  )
}

interface HoursRowProps {
  /** Names the day, for those who cannot see beside what the fields stand. */
  name: string
  hours: Hours
  problem: string | null
  onChange: (hours: Hours) => void
  onRemove?: () => void
}

export function HoursRow({ name, hours, problem, onChange, onRemove }: HoursRowProps) {
  const t = useTranslations('availability')
  const invalid = problem ? true : undefined
  return (
    <div className="grid gap-1">
      <div className="flex items-center gap-2">
        <TimeInput
          aria-label={t('from', { day: name })}
          aria-invalid={invalid}
          value={hours.start}
          onChange={(event) => onChange({ ...hours, start: event.target.value })}
        />
        <span aria-hidden className="text-muted-foreground">
          –
        </span>
        <TimeInput
          aria-label={t('to', { day: name })}
          aria-invalid={invalid}
          value={hours.end}
          onChange={(event) => onChange({ ...hours, end: event.target.value })}
        />
        {onRemove && (
          <Button variant="ghost" size="icon-sm" aria-label={t('removeHours', { day: name })} onClick={onRemove}>
            <X aria-hidden />
          </Button>
        )}
      </div>
      {problem && (
        <p role="alert" className="text-xs font-medium text-danger">
          {problem}
        </p>
      )}
    </div>
  )
}

/** Two of them and a button stand in one line of a phone. */
function TimeInput(props: ComponentProps<typeof Input>) {
  return (
    <Input
      type="time"
      step={300}
      required
      className="min-w-0 tabular max-sm:px-1.5 max-sm:[&::-webkit-calendar-picker-indicator]:hidden sm:w-31 sm:flex-none"
      {...props}
    />
  )
}
