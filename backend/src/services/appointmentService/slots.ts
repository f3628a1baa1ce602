import type { Availability } from '@hms/contract/doctors'
import { DAY, MINUTE, offsetSpan, offsetSpans } from '../../utils/time.ts'

export { dayRange } from '../../utils/time.ts'

export interface Interval {
  start: Temporal.Instant
  end: Temporal.Instant
}

export interface FreeSlot extends Interval {
  /** True in the second pass of a time that a clock change repeats. */
  repeatedHour: boolean
}

export interface VisitLength {
  durationMinutes: number
  bufferBeforeMinutes: number
  bufferAfterMinutes: number
}

export interface SlotRequest {
  availability: Availability
  /** IANA zone in which the availability is meant. */
  timeZone: string
  /** Slots start in [from, to). */
  from: Temporal.Instant
  to: Temporal.Instant
  visit: VisitLength
  /** Taken times, half-open, in any order, with the other visits' buffers included. */
  busy: readonly Interval[]
  /** The first moment that may still be booked. */
  earliest: Temporal.Instant
}

/** Milliseconds since the epoch, half-open. */
interface Span {
  start: number
  end: number
}

interface OpenSpan extends Span {
  /** Where the grid of starts begins: the start of the hours, although they may be cut. */
  anchor: number
  /** Local times before this moment have been shown by the clock before. */
  repeatedUntil: number
}

/** 62 days with both ends included and a clock change on top. */
const MAX_RANGE = 64 * DAY

/**
 * The free slots of a doctor, in order. Starts lie on a grid of `slotMinutes` of wall-clock time from the start of
 * each stretch of open hours; the visit lies in open hours; the visit with its buffers touches nothing busy.
 * Wall-clock times that a clock change removes don't exist, those that it repeats are offered twice.
 * Throws RangeError when the range is longer than 64 days or the zone unknown.
 */
export function freeSlots(request: SlotRequest): FreeSlot[] {
  const { availability, timeZone, visit } = request
  const from = ceilMs(request.from)
  const to = ceilMs(request.to)
  if (to - from > MAX_RANGE) throw new RangeError('A range of slots has at most 62 days')
  const duration = visit.durationMinutes * MINUTE
  const open = openSpans(availability, timeZone, from, to + duration)
  const fits = coverage(merge(open))
  const isFree = vacancy(merge(request.busy.map(({ start, end }) => ({ start: floorMs(start), end: ceilMs(end) }))))
  const first = Math.max(from, ceilMs(request.earliest))
  const slots: FreeSlot[] = []
  for (const span of open) {
    for (const start of grid(span, availability.slotMinutes * MINUTE, first, to)) {
      const end = start + duration
      if (!fits(start, end)) continue
      if (!isFree(start - visit.bufferBeforeMinutes * MINUTE, end + visit.bufferAfterMinutes * MINUTE)) continue
      slots.push({ start: instant(start), end: instant(end), repeatedHour: start < span.repeatedUntil })
    }
  }
  return slots
}

/** Whether a visit lies in open hours from its start to its end. */
export function isWithinAvailability(
  availability: Availability,
  timeZone: string,
  start: Temporal.Instant,
  end: Temporal.Instant,
): boolean {
  const [from, to] = [floorMs(start), ceilMs(end)]
  if (to <= from || to - from > MAX_RANGE) return false
  const spans = merge(openSpans(availability, timeZone, from, to))
  return spans.length === 1 && spans[0]!.start === from && spans[0]!.end === to
}

/**
 * Open hours within [from, to). Open is every moment at which the clock on the wall shows a time within the hours,
 * so that a removed time opens nothing and a repeated one opens twice.
 */
function openSpans(availability: Availability, timeZone: string, from: number, to: number): OpenSpan[] {
  const hoursOf = hoursByDay(availability)
  const spans: OpenSpan[] = []
  for (const span of offsetSpans(from, to, timeZone)) {
    const whole = offsetSpan(span.start, timeZone)
    const before = whole.start > -Infinity ? offsetSpan(whole.start - 1, timeZone).offset : whole.offset
    const repeatedUntil = whole.start + Math.max(0, before - whole.offset)
    const lastDay = Math.floor((span.end + span.offset - 1) / DAY)
    for (let day = Math.floor((span.start + span.offset) / DAY); day <= lastDay; day++) {
      for (const hours of hoursOf(day)) {
        const anchor = day * DAY + hours.start - span.offset
        const start = Math.max(anchor, span.start)
        const end = Math.min(day * DAY + hours.end - span.offset, span.end)
        if (start < end) spans.push({ start, end, anchor, repeatedUntil })
      }
    }
  }
  return spans
}

/** Merged hours of a day (counted from 1970-01-01), in milliseconds since its midnight. */
function hoursByDay({ weekly, exceptions }: Availability): (day: number) => Span[] {
  const weekdays = Array.from({ length: 7 }, (_, index) => toSpans(weekly.filter(({ day }) => day === index + 1)))
  const dates = new Map<number, Span[]>()
  for (const { date, hours } of exceptions) {
    const day = Date.parse(`${date}T00:00Z`) / DAY
    dates.set(day, merge([...(dates.get(day) ?? []), ...toSpans(hours)]))
  }
  // 1970-01-01 was a Thursday, the fourth day of its week.
  return (day) => dates.get(day) ?? weekdays[(((day + 3) % 7) + 7) % 7]!
}

function toSpans(hours: readonly { start: string; end: string }[]): Span[] {
  return merge(hours.map(({ start, end }) => ({ start: wallMs(start), end: wallMs(end) })))
}

function wallMs(time: string): number {
  return Number(time.slice(0, 2)) * 60 * MINUTE + Number(time.slice(3, 5)) * MINUTE
}

/** The starts on the grid of a span that lie in [first, to). */
function* grid(span: OpenSpan, step: number, first: number, to: number): Generator<number> {
  const begin = Math.max(span.start, first)
  const end = Math.min(span.end, to)
  for (let at = span.anchor + Math.ceil((begin - span.anchor) / step) * step; at < end; at += step) yield at
}

/** Sorted, without empty ones, overlapping and touching ones made one. */
function merge(spans: readonly Span[]): Span[] {
  const merged: Span[] = []
  for (const { start, end } of spans.filter((span) => span.start < span.end).sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1)
    if (last && start <= last.end) last.end = Math.max(last.end, end)
    else merged.push({ start, end })
  }
  return merged
}

/** Tells whether [start, end) lies in one of the merged spans; asked with ascending starts. */
function coverage(spans: readonly Span[]): (start: number, end: number) => boolean {
  let index = 0
  return (start, end) => {
    while (index < spans.length && spans[index]!.end <= start) index++
    const span = spans[index]
    return span !== undefined && span.start <= start && end <= span.end
  }
}

/** Tells whether [start, end) overlaps none of the merged spans; asked with ascending starts. */
function vacancy(spans: readonly Span[]): (start: number, end: number) => boolean {
  let index = 0
  return (start, end) => {
    while (index < spans.length && spans[index]!.end <= start) index++
    return index === spans.length || spans[index]!.start >= end
  }
}

function instant(epochMs: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(epochMs)
}

function floorMs(value: Temporal.Instant): number {
  return value.epochMilliseconds
}

function ceilMs(value: Temporal.Instant): number {
  const ms = value.epochMilliseconds
  return value.epochNanoseconds === BigInt(ms) * 1_000_000n ? ms : ms + 1
}
