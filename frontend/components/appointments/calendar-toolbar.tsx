'use client'

import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { Segments } from '@/components/ui/segments'
import { useFormat } from '@/lib/reader'
import { type CalendarMode, periodOf, stepFrom } from './calendar-period'

interface CalendarToolbarProps {
  mode: CalendarMode
  /** The modes that the window has room for. */
  modes: readonly CalendarMode[]
  date: string
  today: string
  onMode: (mode: CalendarMode) => void
  onDate: (date: string) => void
}

/** Which days the calendar shows, and how: there at once, before the calendar itself is. */
export function CalendarToolbar({ mode, modes, date, today, onMode, onDate }: CalendarToolbarProps) {
  const t = useTranslations('appointments')
  const format = useFormat()
  const { from, to } = periodOf(mode, date)
  const title =
    mode === 'day'
      ? format.date(date, 'long')
      : t('weekRange', { from: format.date(from, 'dayOfMonth'), to: format.date(to) })
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
      <div className="flex gap-1">
        <Button
          variant="outline"
          size="icon-sm"
          aria-label={t('previous')}
          onClick={() => onDate(stepFrom(mode, date, -1))}
        >
          <ChevronLeft aria-hidden />
        </Button>
        <Button variant="outline" size="icon-sm" aria-label={t('next')} onClick={() => onDate(stepFrom(mode, date, 1))}>
          <ChevronRight aria-hidden />
        </Button>
        <Button variant="outline" size="sm" onClick={() => onDate(today)}>
          {t('today')}
        </Button>
      </div>
      <h2 aria-live="polite" className="text-base font-semibold tabular max-sm:order-first max-sm:w-full">
        {title}
      </h2>
      <Segments
        label={t('daysShown')}
        value={mode}
        onValueChange={onMode}
        options={modes.map((value) => ({ value, label: t(value) }))}
      />
    </div>
  )
}
