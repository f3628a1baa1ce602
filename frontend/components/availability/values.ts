import type { Availability } from '@hms/contract/doctors'
import { addDays } from '@/lib/datetime'

/** ISO 8601: 1 is Monday, 7 is Sunday. */
export const weekdays = [1, 2, 3, 4, 5, 6, 7] as const

export type Hours = { start: string; end: string }
export type Exception = Availability['exceptions'][number]

/** What the editor's fields hold: hours by weekday, midnight at the end of a day as `00:00`. */
export interface AvailabilityValues {
  days: Record<string, Hours[]>
  exceptions: Exception[]
  slotMinutes: number | undefined
}

/** Time fields know no 24:00. */
const toField = ({ start, end }: Hours): Hours => ({ start, end: end === '24:00' ? '00:00' : end })
const fromField = ({ start, end }: Hours): Hours => ({ start, end: end === '00:00' ? '24:00' : end })

const byStart = (a: Hours, b: Hours) => a.start.localeCompare(b.start)

export function toValues({ weekly, exceptions, slotMinutes }: Availability): AvailabilityValues {
  const days = weekdays.map((day) => [
    day,
    weekly
      .filter((each) => each.day === day)
      .toSorted(byStart)
      .map(toField),
  ])
  return { days: Object.fromEntries(days) as AvailabilityValues['days'], exceptions, slotMinutes }
}

export function toAvailability({ days, exceptions, slotMinutes }: AvailabilityValues): Availability {
  const weekly = weekdays.flatMap((day) =>
    (days[day] ?? []).map((hours) => ({ day, ...fromField(hours) })).toSorted(byStart),
  )
  return { weekly, exceptions, slotMinutes: slotMinutes ?? Number.NaN }
}

export type HoursProblem = 'incomplete' | 'order' | 'overlap'

/** What is wrong with the hours of one day, by their position; an empty list when all is well. */
export function problemsOf(hours: Hours[]): (HoursProblem | null)[] {
  const given = hours.map(fromField)
  return given.map(({ start, end }, index) => {
    if (!start || !end) return 'incomplete'
    if (start >= end) return 'order'
    const overlaps = given.some((other, position) => position < index && other.start < end && start < other.end)
    return overlaps ? 'overlap' : null
  })
}

/** The next hours to suggest: after the last ones of the day, else a morning. */
export function suggestHours(hours: Hours[]): Hours {
  const last = hours
    .map(({ end }) => end)
    .toSorted()
    .at(-1)
  if (!last) return { start: '09:00', end: '12:00' }
  const start = Math.min(Number(last.slice(0, 2)) + 1, 22)
  const two = (hour: number) => String(hour).padStart(2, '0')
  return { start: `${two(start)}:00`, end: `${two(Math.min(start + 4, 23))}:00` }
}

/** One entry for each date from `first` to `last`, in place of what was said of them before. */
export function withException(exceptions: Exception[], first: string, last: string, what: Omit<Exception, 'date'>) {
  const added: Exception[] = []
  for (let date = first; date <= last; date = addDays(date, 1)) added.push({ date, ...what })
  const kept = exceptions.filter(({ date }) => date < first || date > last)
  return [...kept, ...added].toSorted((a, b) => a.date.localeCompare(b.date))
}

export interface ExceptionRange extends Omit<Exception, 'date'> {
  first: string
  last: string
}

/** Neighbouring dates that say the same, as one line each. */
export function asRanges(exceptions: Exception[]): ExceptionRange[] {
  const ranges: ExceptionRange[] = []
  for (const { date, ...what } of exceptions.toSorted((a, b) => a.date.localeCompare(b.date))) {
    const before = ranges.at(-1)
    const isSame = before && JSON.stringify([before.hours, before.reason]) === JSON.stringify([what.hours, what.reason])
    if (isSame && addDays(before.last, 1) === date) before.last = date
    else ranges.push({ first: date, last: date, ...what })
  }
  return ranges
}
