import type { Money } from '@hms/contract/common'

/**
 * How to write for one reader: in the reader's language and habits (BCP 47), on the hospital's
 * clock (IANA zone), whatever zone the reader's device is in.
 */
export interface Reader {
  locale: string
  timeZone: string
}

const minute = 60_000
const day = 86_400_000

/** Making a format of `Intl` costs a thousand times what using one does. */
function keep<O, F>(make: (locale: string, options: O) => F): (locale: string, options: O) => F {
  const formats = new Map<string, F>()
  return (locale, options) => {
    const key = locale + JSON.stringify(options)
    const known = formats.get(key) ?? make(locale, options)
    formats.set(key, known)
    return known
  }
}

const format = keep((locale, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options))
const numberFormat = keep((locale, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options))
const relativeFormat = keep((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }))

const dateStyles = {
  short: { day: '2-digit', month: '2-digit', year: 'numeric' },
  medium: { day: 'numeric', month: 'short', year: 'numeric' },
  long: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  day: { weekday: 'short', day: 'numeric', month: 'short' },
  month: { month: 'long', year: 'numeric' },
  dayOfMonth: { day: 'numeric', month: 'short' },
  shortMonth: { month: 'short' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

export type DateStyle = keyof typeof dateStyles

/** A calendar date has no zone: it is read and written in UTC, so that no zone can shift it. */
function isCalendarDate(value: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(value)
}

/** A calendar date (`1984-05-17`) or the day on which an instant falls at the hospital. */
export function formatDate(value: string, reader: Reader, style: DateStyle = 'medium'): string {
  const timeZone = isCalendarDate(value) ? 'UTC' : reader.timeZone
  return format(reader.locale, { ...dateStyles[style], timeZone }).format(new Date(value))
}

export function formatTime(instant: string, reader: Reader): string {
  return format(reader.locale, { hour: 'numeric', minute: '2-digit', timeZone: reader.timeZone }).format(
    new Date(instant),
  )
}

export function formatDateTime(instant: string, reader: Reader, style: DateStyle = 'medium'): string {
  const options = { ...dateStyles[style], hour: 'numeric', minute: '2-digit', timeZone: reader.timeZone } as const
  return format(reader.locale, options).format(new Date(instant))
}

/** To the second, and with the name of the zone: for evidence. */
export function formatExactTime(instant: string, reader: Reader): string {
  const time = { hour: 'numeric', minute: '2-digit', second: '2-digit', timeZoneName: 'short' } as const
  return format(reader.locale, { ...dateStyles.medium, ...time, timeZone: reader.timeZone }).format(new Date(instant))
}

/** As `9:00 – 9:30 AM`, in the reader's own way of shortening it. */
export function formatTimeRange(start: string, end: string, reader: Reader): string {
  const options = { hour: 'numeric', minute: '2-digit', timeZone: reader.timeZone } as const
  return format(reader.locale, options).formatRange(new Date(start), new Date(end))
}

/** Wall-clock time without a date, as availability has it: `09:30`, `24:00`. */
export function formatWallTime(value: string, reader: Reader): string {
  const [hour = 0, minutes = 0] = value.split(':').map(Number)
  const date = new Date(Date.UTC(2000, 0, 1, hour % 24, minutes))
  return format(reader.locale, { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' }).format(date)
}

/** Name of a weekday; ISO 8601: 1 is Monday, 7 is Sunday. */
export function formatWeekday(isoDay: number, reader: Reader, weekday: 'long' | 'short' = 'long'): string {
  return format(reader.locale, { weekday, timeZone: 'UTC' }).format(new Date(Date.UTC(2024, 0, isoDay)))
}

/** Short name of the zone on that day, as `EST` or `GMT+1`: for readers who are elsewhere. */
export function formatZone(instant: string, reader: Reader): string {
  const parts = format(reader.locale, { timeZoneName: 'short', timeZone: reader.timeZone }).formatToParts(
    new Date(instant),
  )
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? reader.timeZone
}

function unit(value: number, name: 'minute' | 'hour', locale: string): string {
  return numberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value)
}

/** A length in minutes, as `45 min` or `1 hr 30 min`. */
export function formatDuration(minutes: number, reader: Reader): string {
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  if (hours === 0) return unit(rest, 'minute', reader.locale)
  if (rest === 0) return unit(hours, 'hour', reader.locale)
  return `${unit(hours, 'hour', reader.locale)} ${unit(rest, 'minute', reader.locale)}`
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', day],
  ['hour', 60 * minute],
  ['minute', minute],
]

/** As `3 minutes ago`, `tomorrow`; beyond a week the date. `now` in milliseconds since 1970. */
export function formatRelative(instant: string, reader: Reader, now: number = Date.now()): string {
  const distance = new Date(instant).getTime() - now
  if (Math.abs(distance) > 7 * day) return formatDate(instant, reader)
  const relative = relativeFormat(reader.locale, undefined)
  const step = steps.find(([, length]) => Math.abs(distance) >= length)
  return step ? relative.format(Math.trunc(distance / step[1]), step[0]) : relative.format(0, 'second')
}

/** The amount stays a decimal string all the way: `Intl` formats it exactly, without a float. */
export function formatMoney(money: Money, reader: Pick<Reader, 'locale'>): string {
  const style = numberFormat(reader.locale, { style: 'currency', currency: money.currency })
  return style.format(money.amount as Intl.StringNumericLiteral)
}

/** For axes and tiles where space is short: `$12K`. */
export function formatMoneyCompact(money: Money, reader: Pick<Reader, 'locale'>): string {
  const options = { style: 'currency', currency: money.currency, notation: 'compact' } as const
  return numberFormat(reader.locale, options).format(money.amount as Intl.StringNumericLiteral)
}

export function formatNumber(value: number, reader: Pick<Reader, 'locale'>): string {
  return numberFormat(reader.locale, {}).format(value)
}

/** The calendar date of an instant on the hospital's clock, as `2026-03-09`. */
export function dateOf(instant: string | number, timeZone: string): string {
  return format('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone }).format(new Date(instant))
}

/** Wall-clock time of an instant on the hospital's clock, 24 hours: `09:30`. */
export function wallTimeOf(instant: string | number, timeZone: string): string {
  const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const
  return format('en-GB', options).format(new Date(instant))
}

/** Today at the hospital. `now` in milliseconds since 1970. */
export function today(timeZone: string, now: number = Date.now()): string {
  return dateOf(now, timeZone)
}

/** Moves a calendar date by days; calendar arithmetic, no clock is involved. */
export function addDays(date: string, days: number): string {
  return new Date(new Date(date).getTime() + days * day).toISOString().slice(0, 10)
}

/** The Monday of the week in which the date lies (ISO 8601). */
export function startOfWeek(date: string): string {
  const weekday = (new Date(date).getUTCDay() + 6) % 7
  return addDays(date, -weekday)
}

export function startOfMonth(date: string): string {
  return `${date.slice(0, 7)}-01`
}

/** Moves to the first day of the month that lies so many months away. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1] = date.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10)
}

export function endOfMonth(date: string): string {
  return addDays(addMonths(date, 1), -1)
}

/** Whole years between birth and `on`, both calendar dates. */
export function ageInYears(dateOfBirth: string, on: string): number {
  const years = Number(on.slice(0, 4)) - Number(dateOfBirth.slice(0, 4))
  return on.slice(5) < dateOfBirth.slice(5) ? years - 1 : years
}

/** Whole days from one calendar date to another; negative when `to` lies before. */
export function daysBetween(from: string, to: string): number {
  return Math.round((new Date(to).getTime() - new Date(from).getTime()) / day)
}
