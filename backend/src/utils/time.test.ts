import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  dayRange,
  offsetSpans,
  parseInstant,
  startOfDay,
  today,
  toWallTime,
  toWire,
  toWireUtc,
} from './time.ts'

const at = (iso: string) => Temporal.Instant.from(iso)
const zones = [
  'America/New_York',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Africa/Casablanca',
  'America/St_Johns',
  'UTC',
]

describe('times on the wire', () => {
  it.each([
    ['2026-03-09T13:30:00Z', 'America/New_York', '2026-03-09T09:30:00-04:00'],
    ['2026-03-08T06:59:59.999Z', 'America/New_York', '2026-03-08T01:59:59-05:00'],
    ['2026-03-08T07:00:00Z', 'America/New_York', '2026-03-08T03:00:00-04:00'],
    ['2026-11-01T05:30:00Z', 'America/New_York', '2026-11-01T01:30:00-04:00'],
    ['2026-11-01T06:30:00Z', 'America/New_York', '2026-11-01T01:30:00-05:00'],
    ['2026-01-15T00:00:00Z', 'Asia/Kolkata', '2026-01-15T05:30:00+05:30'],
    ['2026-01-15T00:00:00Z', 'America/St_Johns', '2026-01-14T20:30:00-03:30'],
    ['2026-07-01T00:00:00Z', 'UTC', '2026-07-01T00:00:00+00:00'],
    ['1850-01-01T00:00:00Z', 'America/New_York', '1849-12-31T19:04:00-04:56'],
  ])('writes %s in %s as %s', (instant, zone, wire) => {
    expect(toWire(at(instant), zone)).toBe(wire)
    expect(toWire(new Date(instant), zone)).toBe(wire)
  })

  it('writes UTC with Z, to the second', () => {
    expect(toWireUtc(at('2026-03-09T13:30:00.987Z'))).toBe('2026-03-09T13:30:00Z')
  })

  it('agrees with Temporal at any moment in any zone', () => {
    const seconds = fc.integer({ min: -1_000_000_000, max: 4_000_000_000 })
    fc.assert(
      fc.property(seconds, fc.constantFrom(...zones), (epoch, zone) => {
        const instant = Temporal.Instant.fromEpochMilliseconds(epoch * 1000)
        const reference = instant.toString({ timeZone: zone, smallestUnit: 'second' })
        expect(toWire(instant, zone)).toBe(reference)
        expect(toWallTime(instant, zone)).toBe(
          instant.toZonedDateTimeISO(zone).toPlainDateTime().toString().slice(0, 19),
        )
        expect(at(toWire(instant, zone)).equals(instant)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('refuses a zone that does not exist', () => {
    expect(() => toWire(at('2026-01-01T00:00Z'), 'Mars/Olympus')).toThrow(RangeError)
  })

  it('reads instants with more digits than a nanosecond has', () => {
    expect(parseInstant('2026-03-09T09:30:00.123456789123Z').epochNanoseconds % 1_000_000_000n).toBe(123456789n)
  })
})

describe('calendar days', () => {
  it('knows today where the hospital is', () => {
    expect(today(at('2026-03-09T03:00:00Z'), 'America/New_York')).toBe('2026-03-08')
    expect(today(at('2026-03-09T03:00:00Z'), 'Asia/Kolkata')).toBe('2026-03-09')
  })

  it('counts days over the ends of months and years', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addDays('2028-03-01', -1)).toBe('2028-02-29')
  })

  it.each([
    ['midnight', '2026-03-08', 'America/New_York', '2026-03-08T05:00:00Z'],
    ['the first moment when midnight is removed', '2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00Z'],
    ['the next day when the whole date is removed', '2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00Z'],
  ])('starts at %s', (_, date, zone, expected) => {
    expect(startOfDay(date, zone).toString()).toBe(expected)
  })

  it.each([
    ['dates: the last one whole', '2026-03-08', '2026-03-08', '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z'],
    ['dates: 25 hours in autumn', '2026-11-01', '2026-11-01', '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'],
    [
      'instants as they are',
      '2026-03-08T09:00:00-04:00',
      '2026-03-08T10:00:00Z',
      '2026-03-08T13:00:00Z',
      '2026-03-08T10:00:00Z',
    ],
    ['a date and an instant', '2026-03-08', '2026-03-09T04:00:00Z', '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z'],
  ])('takes %s', (_, from, to, start, end) => {
    const range = dayRange(from, to, 'America/New_York')
    expect([range.from.toString(), range.to.toString()]).toEqual([start, end])
  })
})

describe('spans of one offset', () => {
  it('cut a range at the clock changes, without gaps', () => {
    const from = at('2026-01-01T00:00Z').epochMilliseconds
    const to = at('2027-01-01T00:00Z').epochMilliseconds
    const spans = [...offsetSpans(from, to, 'America/New_York')]
    expect(spans.map(({ offset }) => offset / 3_600_000)).toEqual([-5, -4, -5])
    expect(spans[0]!.start).toBe(from)
    expect(spans[2]!.end).toBe(to)
    expect(spans[0]!.end).toBe(spans[1]!.start)
    expect(new Date(spans[1]!.end).toISOString()).toBe('2026-11-01T06:00:00.000Z')
  })
})
