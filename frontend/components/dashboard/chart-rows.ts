import type { AppointmentReport, RevenueReport } from '@hms/contract/reports'
import { addDays, addMonths, endOfMonth, startOfWeek } from '@/lib/datetime'

export interface ChartSeries {
  key: string
  name: string
  /** A CSS colour, as `var(--chart-1)`. */
  color: string
}

export interface ChartRow {
  key: string
  /** In full, for tooltip and table. */
  label: string
  /** On the axis. */
  tick: string
  /** Heights of the bars. */
  values: Record<string, number>
  /** The same in words, exact. */
  texts: Record<string, string>
}

export const statusSeries = [
  { key: 'completed', status: 'completed', color: 'var(--chart-1)' },
  { key: 'checkedIn', status: 'checked-in', color: 'var(--chart-5)' },
  { key: 'booked', status: 'booked', color: 'var(--chart-2)' },
  { key: 'noShow', status: 'no-show', color: 'var(--chart-3)' },
  { key: 'cancelled', status: 'cancelled', color: 'var(--chart-neutral)' },
] as const

type StatusKey = (typeof statusSeries)[number]['key']
type Counts = Record<StatusKey, number> & { key: string; label: string; total: number }

export type Span = 'day' | 'week' | 'month'

/** The days that a chart shows: mostly what was, and some of what is booked. Calendar dates. */
export function trendPeriod(span: Span, today: string): { from: string; to: string } {
  if (span === 'day') return { from: addDays(today, -13), to: addDays(today, 7) }
  const monday = startOfWeek(today)
  if (span === 'week') return { from: addDays(monday, -49), to: addDays(monday, 34) }
  return { from: addMonths(today, -5), to: endOfMonth(addMonths(today, 1)) }
}

/** The last eight weeks or six months, the present one included. */
export function revenuePeriod(span: 'week' | 'month', today: string): { from: string; to: string } {
  if (span === 'week') return { from: addDays(startOfWeek(today), -49), to: addDays(startOfWeek(today), 6) }
  return { from: addMonths(today, -5), to: endOfMonth(today) }
}

/** How a row is called, on the axis and in full. */
export type NameRow = (row: { key: string; label: string }) => { label: string; tick: string }

export function appointmentRows(
  items: AppointmentReport['items'],
  name: NameRow,
  write: (count: number) => string,
): ChartRow[] {
  return items.map((item) => {
    const values = Object.fromEntries(statusSeries.map(({ key }) => [key, item[key]]))
    const texts = Object.fromEntries(statusSeries.map(({ key }) => [key, write(item[key])]))
    return { key: item.key, ...name(item), values, texts: { ...texts, total: write(item.total) } }
  })
}

/** The busiest groups first; those beyond `most` are added up as one. */
export function busiest(items: AppointmentReport['items'], most: number, others: string): AppointmentReport['items'] {
  const sorted = items.filter(({ total }) => total > 0).toSorted((one, other) => other.total - one.total)
  const rest: Counts[] = sorted.slice(most)
  if (rest.length < 2) return sorted
  const sum = (key: StatusKey | 'total') => rest.reduce((total, item) => total + item[key], 0)
  const counts = { booked: sum('booked'), checkedIn: sum('checkedIn'), completed: sum('completed') }
  const missed = { cancelled: sum('cancelled'), noShow: sum('noShow') }
  return [...sorted.slice(0, most), { key: 'others', label: others, total: sum('total'), ...counts, ...missed }]
}

type RevenueItem = RevenueReport['items'][number]

/** A bar's height may be a float; what is read is the exact amount. */
export function revenueRows(
  items: RevenueItem[],
  name: NameRow,
  write: (money: RevenueItem['billed']) => string,
): ChartRow[] {
  return items.map((item) => ({
    key: item.key,
    ...name(item),
    values: { billed: Number(item.billed.amount), received: Number(item.received.amount) },
    texts: { billed: write(item.billed), received: write(item.received) },
  }))
}
