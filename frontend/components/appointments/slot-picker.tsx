'use client'

import type { Slot } from '@hms/contract/doctors'
import { useQuery } from '@tanstack/react-query'
import { CalendarX, ChevronLeft, ChevronRight } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type MouseEvent, useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Empty } from '@/components/ui/empty'
import { ErrorState } from '@/components/ui/error-state'
import { Skeleton } from '@/components/ui/skeleton'
import { dateOf } from '@/lib/datetime'
import { doctorQueries } from '@/lib/queries/doctors'
import { useFormat } from '@/lib/reader'
import { cn } from '@/lib/utils'
import { type Day, daysOfWeek, mondayOf, partsOfDay, rangeAround, weekOf, weeksAtOnce } from './slots'

export interface SlotPickerProps {
  doctorId: string
  visitTypeId?: string | undefined
  durationMinutes?: number | undefined
  /** Start of the chosen time. */
  value: string | null
  onChange: (slot: Slot) => void
  /** The pointer pressed a time: what arrow keys only pass over is not meant yet. */
  onPick?: (slot: Slot) => void
}

/** Free times of a doctor, a week at a time; opens where the first free one is. */
export function SlotPicker(props: SlotPickerProps) {
  const { doctorId, visitTypeId, durationMinutes, value } = props
  const format = useFormat()
  const today = format.today()
  const { timeZone } = format.reader
  const [chosenWeek, setWeek] = useState(value ? weekOf(dateOf(value, timeZone), today) : null)
  const [chosenDate, setDate] = useState<string | null>(value ? dateOf(value, timeZone) : null)
  const query = useQuery(
    doctorQueries.slots(doctorId, {
      ...rangeAround(chosenWeek ?? 0, today),
      ...(visitTypeId ? { visitTypeId } : {}),
      ...(durationMinutes ? { durationMinutes } : {}),
    }),
  )
  const slots = query.data ?? []
  const week = chosenWeek ?? (slots[0] ? weekOf(dateOf(slots[0].start, timeZone), today) : 0)
  const days = daysOfWeek(mondayOf(week, today), slots, timeZone)
  const day = days.find(({ date }) => date === chosenDate) ?? days.find((each) => each.slots.length > 0)
  const laterDate = slots.map((slot) => dateOf(slot.start, timeZone)).find((date) => date > days[6]!.date)

  function show(nextWeek: number, date: string | null = null) {
    setWeek(nextWeek)
    setDate(date)
  }

  if (query.error && !query.data) return <ErrorState error={query.error} onRetry={query.refetch} />
  return (
    <div aria-busy={query.isPending} className="grid gap-4">
      <WeekBar days={days} week={week} onWeek={show} />
      <DayStrip days={days} today={today} selected={day?.date ?? null} isPending={query.isPending} onSelect={setDate} />
      {query.isPending ? (
        <TimesSkeleton />
      ) : day && day.slots.length > 0 ? (
        <Times {...props} day={day} timeZone={timeZone} />
      ) : (
        <NoTimes
          onLater={() => (laterDate ? show(weekOf(laterDate, today), laterDate) : show(nextRange(week)))}
          isWeekFree={days.some((each) => each.slots.length > 0)}
          laterDate={laterDate}
        />
      )}
    </div>
  )
}

const nextRange = (week: number) => (Math.floor(week / weeksAtOnce) + 1) * weeksAtOnce

function WeekBar({ days, week, onWeek }: { days: Day[]; week: number; onWeek: (week: number) => void }) {
  const t = useTranslations('appointments')
  const format = useFormat()
  return (
    <div className="flex items-center justify-between gap-2">
      <Button
        variant="outline"
        size="icon-sm"
        aria-label={t('previousWeek')}
        disabled={week <= 0}
        onClick={() => onWeek(week - 1)}
      >
        <ChevronLeft aria-hidden />
      </Button>
      <p aria-live="polite" className="text-sm font-medium">
        {t('weekRange', { from: format.date(days[0]!.date, 'day'), to: format.date(days[6]!.date, 'day') })}
      </p>
      <Button variant="outline" size="icon-sm" aria-label={t('nextWeek')} onClick={() => onWeek(week + 1)}>
        <ChevronRight aria-hidden />
      </Button>
    </div>
  )
}

interface DayStripProps {
  days: Day[]
  today: string
  selected: string | null
  isPending: boolean
  onSelect: (date: string) => void
}

function DayStrip({ days, today, selected, isPending, onSelect }: DayStripProps) {
  const t = useTranslations('appointments')
  const format = useFormat()
  const name = useId()
  return (
    <fieldset>
      <legend className="sr-only">{t('chooseDay')}</legend>
      <div className="grid grid-cols-7 gap-1 sm:gap-2">
        {days.map(({ date, slots }, index) => {
          const isOver = date < today || (!isPending && slots.length === 0)
          return (
            <label key={date} className="min-w-0">
              <input
                type="radio"
                name={name}
                className="peer sr-only"
                checked={date === selected}
                disabled={isOver}
                onChange={() => onSelect(date)}
                aria-label={t('dayWithTimes', { day: format.date(date, 'long'), count: slots.length })}
              />
              <span
                className={cn(
                  'grid justify-items-center gap-0.5 rounded-md border bg-card py-2 text-center transition-colors peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-ring peer-checked:border-primary peer-checked:bg-accent peer-checked:text-accent-foreground',
                  isOver ? 'border-transparent bg-transparent text-muted-foreground' : 'cursor-pointer hover:bg-accent',
                )}
              >
                <span className="text-xs">{format.weekday(index + 1, 'short')}</span>
                <span className="text-base leading-6 font-semibold tabular">{Number(date.slice(8))}</span>
                <span aria-hidden className={cn('size-1.5 rounded-full', slots.length > 0 && 'bg-primary')} />
              </span>
            </label>
          )
        })}
      </div>
    </fieldset>
  )
}

function Times({ day, timeZone, value, onChange, onPick }: SlotPickerProps & { day: Day; timeZone: string }) {
  const t = useTranslations('appointments')
  const format = useFormat()
  const name = useId()
  /** Keyboards make clicks without a count. */
  const press = (slot: Slot) => (event: MouseEvent) => event.detail > 0 && onPick?.(slot)
  return (
    <fieldset className="grid gap-4">
      <legend className="sr-only">{t('chooseTime', { day: format.date(day.date, 'long') })}</legend>
      {partsOfDay(day.slots, timeZone).map(({ part, slots }) => (
        <div key={part} className="grid gap-2">
          <h3 className="text-xs font-medium text-muted-foreground">{t(part)}</h3>
          <div className="grid grid-cols-[repeat(auto-fill,minmax(5.75rem,1fr))] gap-2">
            {slots.map((slot) => (
              <label key={slot.start} onClick={press(slot)}>
                <input
                  type="radio"
                  name={name}
                  className="peer sr-only"
                  checked={value !== null && Date.parse(slot.start) === Date.parse(value)}
                  onClick={(event) => event.stopPropagation()}
                  onChange={() => onChange(slot)}
                />
                <span className="flex h-10 cursor-pointer items-center justify-center rounded-md border border-input bg-card px-2 text-sm font-medium tabular transition-colors peer-checked:border-primary peer-checked:bg-primary peer-checked:text-primary-foreground peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-ring hover:bg-accent peer-checked:hover:bg-primary">
                  {format.time(slot.start)}
                  {slot.repeatedHour && <span className="ml-1 text-xs">{format.zone(slot.start)}</span>}
                </span>
              </label>
            ))}
          </div>
        </div>
      ))}
      <p className="text-xs text-muted-foreground">{t('zoneHint', { zone: format.zone(day.slots[0]!.start) })}</p>
    </fieldset>
  )
}

function TimesSkeleton() {
  return (
    <div className="grid grid-cols-[repeat(auto-fill,minmax(5.75rem,1fr))] gap-2">
      {Array.from({ length: 8 }, (_, index) => (
        <Skeleton key={index} className="h-10" />
      ))}
    </div>
  )
}

interface NoTimesProps {
  onLater: () => void
  isWeekFree: boolean
  laterDate: string | undefined
}

function NoTimes({ onLater, isWeekFree, laterDate }: NoTimesProps) {
  const t = useTranslations('appointments')
  const format = useFormat()
  return (
    <Empty icon={CalendarX} title={isWeekFree ? t('noTimesDay') : t('noTimesWeek')} className="py-8">
      <Button variant="outline" size="sm" onClick={onLater}>
        {laterDate ? t('goToNextFree', { day: format.date(laterDate, 'day') }) : t('lookFurther')}
      </Button>
    </Empty>
  )
}
