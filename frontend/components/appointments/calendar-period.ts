import { addDays, startOfWeek } from '@/lib/datetime'

/** How a calendar shows its days: as a list from one day on, or against the hours of a day or of a week. */
export type CalendarMode = 'list' | 'day' | 'week'

/** Calendar dates, both included. */
export interface Period {
  from: string
  to: string
}

const length = { list: 7, day: 1, week: 7 } as const satisfies Record<CalendarMode, number>

/** The days that are shown around `date`: weeks begin on Monday (ISO 8601), lists on the date itself. */
export function periodOf(mode: CalendarMode, date: string): Period {
  const from = mode === 'week' ? startOfWeek(date) : date
  return { from, to: addDays(from, length[mode] - 1) }
}

/** The date to show after a step back (-1) or ahead (1). */
export const stepFrom = (mode: CalendarMode, date: string, step: -1 | 1): string => addDays(date, step * length[mode])
