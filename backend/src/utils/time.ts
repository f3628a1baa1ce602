/** A stretch of time in which a zone keeps one offset from UTC, in milliseconds since the epoch, half-open. */
export interface OffsetSpan {
  start: number
  end: number
  /** Local time minus UTC, in milliseconds. */
  offset: number
}

export interface InstantRange {
  from: Temporal.Instant
  to: Temporal.Instant
}

export const MINUTE = 60_000
export const DAY = 86_400_000

/** Zones come from settings and callers, so the cache is bounded against a stream of different ones. */
const CACHED_ZONES = 50
const CACHED_SPANS = 500
const spansByZone = new Map<string, OffsetSpan[]>()

/**
 * The span of constant offset around a moment (milliseconds since the epoch) in an IANA zone.
 * Throws RangeError for an unknown zone or a moment outside of Temporal's range.
 */
export function offsetSpan(epochMs: number, timeZone: string): OffsetSpan {
  const cached = cachedSpans(timeZone)
  const known = cached.find((span) => span.start <= epochMs && epochMs < span.end)
  if (known) return known
  const span = computeSpan(epochMs, timeZone)
  if (cached.length >= CACHED_SPANS) cached.length = 0
  cached.unshift(span)
  return span
}

/** The spans of constant offset that make up [start, end), in order and cut to it. */
export function* offsetSpans(start: number, end: number, timeZone: string): Generator<OffsetSpan> {
  for (let at = start; at < end;) {
    const span = offsetSpan(at, timeZone)
    const cut = { start: at, end: Math.min(span.end, end), offset: span.offset }
    yield cut
    at = cut.end
  }
}

function cachedSpans(timeZone: string): OffsetSpan[] {
  const known = spansByZone.get(timeZone)
  if (known) return known
  if (spansByZone.size >= CACHED_ZONES) spansByZone.clear()
  const fresh: OffsetSpan[] = []
  spansByZone.set(timeZone, fresh)
  return fresh
}

function computeSpan(epochMs: number, timeZone: string): OffsetSpan {
  const zoned = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timeZone)
  const offset = zoned.offsetNanoseconds / 1e6
  const next = zoned.getTimeZoneTransition('next')
  // One nanosecond later, because "previous" leaves out a transition that is happening right now.
  const previous = zoned.add({ nanoseconds: 1 }).getTimeZoneTransition('previous')
  return { start: previous?.epochMilliseconds ?? -Infinity, end: next?.epochMilliseconds ?? Infinity, offset }
}

/** Reads an ISO 8601 instant; digits finer than a nanosecond, which Temporal refuses, are cut. */
export function parseInstant(iso: string): Temporal.Instant {
  return Temporal.Instant.from(iso.replace(/(\.\d{9})\d+/, '$1'))
}

export function toInstant(value: Temporal.Instant | Date): Temporal.Instant {
  return value instanceof Date ? Temporal.Instant.fromEpochMilliseconds(value.getTime()) : value
}

export function toDate(instant: Temporal.Instant): Date {
  return new Date(instant.epochMilliseconds)
}

/**
 * ISO 8601 to the second with the zone's offset, as `2026-03-09T09:30:00-04:00`.
 * Offsets are rounded to the minute, as RFC 3339 has no finer ones (local mean times before 1920).
 */
export function toWire(value: Temporal.Instant | Date, timeZone: string): string {
  const epochMs = value instanceof Date ? value.getTime() : value.epochMilliseconds
  const minutes = Math.round(offsetSpan(epochMs, timeZone).offset / MINUTE)
  return localIso(epochMs + minutes * MINUTE) + offsetText(minutes)
}

/** ISO 8601 to the second in UTC, as `2026-03-09T13:30:00Z`. */
export function toWireUtc(value: Temporal.Instant | Date): string {
  return `${localIso(value instanceof Date ? value.getTime() : value.epochMilliseconds)}Z`
}

/** What a clock on the wall shows, without zone, as `2026-03-09T09:30:00`. */
export function toWallTime(value: Temporal.Instant | Date, timeZone: string): string {
  const epochMs = value instanceof Date ? value.getTime() : value.epochMilliseconds
  return localIso(epochMs + offsetSpan(epochMs, timeZone).offset)
}

/** The calendar date in the zone, as `2026-03-09`. */
export function today(now: Temporal.Instant, timeZone: string): string {
  return toWallTime(now, timeZone).split('T')[0]!
}

/** The calendar date so many days later (or earlier), as `2026-03-09`. */
export function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString()
}

/** The first moment of a date in the zone; not always midnight, as a clock change can remove it. */
export function startOfDay(date: string, timeZone: string): Temporal.Instant {
  return Temporal.PlainDate.from(date).toZonedDateTime({ timeZone }).toInstant()
}

/** The beginning of a range: a date means from its first moment. */
export function rangeStart(value: string, timeZone: string): Temporal.Instant {
  return isDate(value) ? startOfDay(value, timeZone) : parseInstant(value)
}

/** The end of a half-open range: a date is included whole, an instant is not. */
export function rangeEnd(value: string, timeZone: string): Temporal.Instant {
  return isDate(value) ? startOfDay(addDays(value, 1), timeZone) : parseInstant(value)
}

/** Two query values, each a date or an instant, as a half-open range of instants. */
export function dayRange(from: string, to: string, timeZone: string): InstantRange {
  return { from: rangeStart(from, timeZone), to: rangeEnd(to, timeZone) }
}

function isDate(value: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(value)
}

function localIso(localMs: number): string {
  return new Date(localMs).toISOString().slice(0, -'.000Z'.length)
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}
