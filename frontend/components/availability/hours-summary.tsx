'use client'

import type { Availability } from '@hms/contract/doctors'
import { useTranslations } from 'next-intl'
import { useFormat } from '@/lib/reader'
import { weekdays } from './values'

/** The hours of every week, to read. */
export function HoursSummary({ availability }: { availability: Availability }) {
  const t = useTranslations('availability')
  const format = useFormat()
  return (
    <dl className="grid gap-1.5 text-sm">
      {weekdays.map((day) => {
        const hours = availability.weekly.filter((each) => each.day === day)
        return (
          <div key={day} className="flex justify-between gap-4">
            <dt className="text-muted-foreground">{format.weekday(day)}</dt>
            <dd className="text-right tabular">
              {hours.length === 0 && <span className="text-muted-foreground">{t('closed')}</span>}
              {hours
                .toSorted((a, b) => a.start.localeCompare(b.start))
                .map(({ start, end }) => (
                  <span key={start} className="block">
                    {t('range', { start: format.wallTime(start), end: format.wallTime(end) })}
                  </span>
                ))}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}
