import type { Availability } from '@hms/contract/doctors'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toWire } from '../../utils/time.ts'
import { dayRange, freeSlots, isWithinAvailability, type FreeSlot, type Interval, type SlotRequest } from './slots.ts'

const newYork = 'America/New_York'
const at = (iso: string) => Temporal.Instant.from(iso)
const interval = (start: string, end: string): Interval => ({ start: at(start), end: at(end) })
const allDay = { start: '00:00', end: '24:00' }
const daily = (start: string, end: string) => [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, start, end }))
const open = (weekly: Availability['weekly'], rest: Partial<Availability> = {}): Availability => ({
  weekly,
  exceptions: [],
  slotMinutes: 30,
  ...rest,
})

/** The slots of some dates; what a case does not name is plain: 30 minutes, nothing busy, no notice. */
function slotsOf(availability: Availability, from: string, to: string, rest: Partial<SlotRequest> = {}): FreeSlot[] {
  const timeZone = rest.timeZone ?? newYork
  return freeSlots({
    availability,
    timeZone,
    ...dayRange(from, to, timeZone),
    visit: { durationMinutes: 30, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 },
    busy: [],
    earliest: at('1970-01-01T00:00Z'),
    ...rest,
  })
}

/** Wall-clock starts, the second pass of a repeated time marked. */
const starts = (slots: FreeSlot[], timeZone = newYork) =>
  slots.map(({ start, repeatedHour }) => toWire(start, timeZone).slice(11, 16) + (repeatedHour ? ' again' : ''))

describe('free slots of an ordinary day', () => {
  it.each<[string, Availability, string[]]>([
    ['open hours', open([{ day: 1, start: '09:00', end: '10:30' }]), ['09:00', '09:30', '10:00']],
    ['another weekday only', open([{ day: 2, start: '09:00', end: '10:30' }]), []],
    ['no hours at all', open([]), []],
    [
      'two stretches',
      open([
        { day: 1, start: '13:00', end: '14:00' },
        { day: 1, start: '09:00', end: '10:00' },
      ]),
      ['09:00', '09:30', '13:00', '13:30'],
    ],
    [
      'touching stretches as one',
      open([
        { day: 1, start: '09:00', end: '09:45' },
        { day: 1, start: '09:45', end: '10:30' },
      ]),
      ['09:00', '09:30', '10:00'],
    ],
    [
      'overlapping stretches as one',
      open([
        { day: 1, start: '09:00', end: '10:00' },
        { day: 1, start: '09:30', end: '10:30' },
      ]),
      ['09:00', '09:30', '10:00'],
    ],
    [
      'a grid that does not fit',
      open([{ day: 1, start: '09:10', end: '10:20' }], { slotMinutes: 25 }),
      ['09:10', '09:35'],
    ],
    [
      'a grid finer than the visit',
      open([{ day: 1, start: '09:00', end: '10:00' }], { slotMinutes: 10 }),
      ['09:00', '09:10', '09:20', '09:30'],
    ],
    ['the end of the day', open([{ day: 1, start: '23:00', end: '24:00' }]), ['23:00', '23:30']],
    ['an exception: closed', open(daily('09:00', '17:00'), { exceptions: [{ date: '2026-06-15', hours: [] }] }), []],
    [
      'an exception: other hours',
      open(daily('09:00', '17:00'), {
        exceptions: [{ date: '2026-06-15', hours: [{ start: '18:00', end: '19:00' }] }],
      }),
      ['18:00', '18:30'],
    ],
    [
      'an exception of another date',
      open([{ day: 1, start: '09:00', end: '10:00' }], { exceptions: [{ date: '2026-06-16', hours: [] }] }),
      ['09:00', '09:30'],
    ],
    [
      'an exception without weekly hours',
      open([], { exceptions: [{ date: '2026-06-15', hours: [{ start: '08:00', end: '08:30' }] }] }),
      ['08:00'],
    ],
  ])('follow %s', (_, availability, expected) => {
    expect(starts(slotsOf(availability, '2026-06-15', '2026-06-15'))).toEqual(expected)
  })

  it('run over midnight where one day ends at 24:00 and the next begins at 00:00', () => {
    const slots = slotsOf(open(daily('00:00', '24:00'), { slotMinutes: 45 }), '2026-06-15', '2026-06-15', {
      visit: { durationMinutes: 60, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 },
    })
    expect(starts(slots).at(-1)).toBe('23:15')
  })
})

describe('free slots beside other visits', () => {
  const morning = open([{ day: 1, start: '09:00', end: '11:00' }])
  const none = { durationMinutes: 30, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 }
  const taken = (start: string, end: string) => interval(`2026-06-15T${start}-04:00`, `2026-06-15T${end}-04:00`)
  it.each<[string, Partial<SlotRequest>, string[]]>([
    [
      'touching visits leave the slot free',
      { busy: [taken('08:00', '09:00'), taken('09:30', '10:00')] },
      ['09:00', '10:00', '10:30'],
    ],
    ['a minute too long takes the slot', { busy: [taken('08:00', '09:01')] }, ['09:30', '10:00', '10:30']],
    [
      'unsorted and nested ones',
      { busy: [taken('10:40', '10:50'), taken('09:00', '10:30'), taken('09:10', '09:20')] },
      [],
    ],
    ['empty ones take nothing', { busy: [taken('09:10', '09:10')] }, ['09:00', '09:30', '10:00', '10:30']],
    [
      'a buffer before',
      { busy: [taken('09:30', '10:00')], visit: { ...none, bufferBeforeMinutes: 10 } },
      ['09:00', '10:30'],
    ],
    [
      'a buffer after',
      { busy: [taken('09:30', '10:00')], visit: { ...none, bufferAfterMinutes: 10 } },
      ['10:00', '10:30'],
    ],
    [
      'buffers may lie outside of the hours',
      { visit: { durationMinutes: 120, bufferBeforeMinutes: 30, bufferAfterMinutes: 30 } },
      ['09:00'],
    ],
    ['nothing that has begun', { earliest: at('2026-06-15T09:30:00.000000001-04:00') }, ['10:00', '10:30']],
    ['what begins at the earliest moment', { earliest: at('2026-06-15T10:00-04:00') }, ['10:00', '10:30']],
    [
      'starts within the asked range',
      { from: at('2026-06-15T09:30-04:00'), to: at('2026-06-15T10:30-04:00') },
      ['09:30', '10:00'],
    ],
    [
      'a range that ends before it begins',
      { from: at('2026-06-15T11:00-04:00'), to: at('2026-06-15T09:00-04:00') },
      [],
    ],
  ])('%s', (_, rest, expected) => {
    expect(starts(slotsOf(morning, '2026-06-15', '2026-06-15', rest))).toEqual(expected)
  })
})

describe('free slots when the clocks change', () => {
  const night = open(daily('00:00', '04:00'))
  it.each<[string, string, string, Availability, string[]]>([
    ['New York, forward', newYork, '2026-03-08', night, ['00:00', '00:30', '01:00', '01:30', '03:00', '03:30']],
    [
      'New York, back',
      newYork,
      '2026-11-01',
      open(daily('00:30', '02:30')),
      ['00:30', '01:00', '01:30', '01:00 again', '01:30 again', '02:00'],
    ],
    [
      'New York, back, hours ending inside',
      newYork,
      '2026-11-01',
      open(daily('00:30', '01:30')),
      ['00:30', '01:00', '01:00 again'],
    ],
    ['New York, forward, hours starting inside', newYork, '2026-03-08', open(daily('02:15', '03:45')), ['03:15']],
    ['New York, forward, hours all removed', newYork, '2026-03-08', open(daily('02:00', '03:00')), []],
    ['Berlin, forward', 'Europe/Berlin', '2026-03-29', night, ['00:00', '00:30', '01:00', '01:30', '03:00', '03:30']],
    [
      'Berlin, back',
      'Europe/Berlin',
      '2026-10-25',
      open(daily('02:00', '03:30')),
      ['02:00', '02:30', '02:00 again', '02:30 again', '03:00'],
    ],
    [
      'Kolkata, never',
      'Asia/Kolkata',
      '2026-03-29',
      night,
      ['00:00', '00:30', '01:00', '01:30', '02:00', '02:30', '03:00', '03:30'],
    ],
    [
      'Lord Howe, half an hour back',
      'Australia/Lord_Howe',
      '2026-04-05',
      open(daily('01:00', '02:30')),
      ['01:00', '01:30', '01:30 again', '02:00'],
    ],
    [
      'Lord Howe, half an hour forward',
      'Australia/Lord_Howe',
      '2026-10-04',
      open(daily('01:00', '03:00')),
      ['01:00', '01:30', '02:30'],
    ],
    ['Apia, a whole date removed', 'Pacific/Apia', '2011-12-30', open([{ day: 5, ...allDay }]), []],
  ])('%s', (_, timeZone, date, availability, expected) => {
    expect(starts(slotsOf(availability, date, date, { timeZone }), timeZone)).toEqual(expected)
  })

  it.each([
    ['2026-03-08', 23],
    ['2026-11-01', 25],
    ['2026-06-15', 24],
  ])('a day that is open all day has all of its hours: %s, %i', (date, hours) => {
    expect(slotsOf(open(daily('00:00', '24:00')), date, date)).toHaveLength(hours * 2)
  })

  it('a visit may span the change, by its real length', () => {
    const slots = slotsOf(open(daily('01:00', '03:30')), '2026-03-08', '2026-03-08', {
      visit: { durationMinutes: 60, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 },
    })
    expect(slots.map(({ start, end }) => [toWire(start, newYork), toWire(end, newYork)])).toEqual([
      ['2026-03-08T01:00:00-05:00', '2026-03-08T03:00:00-04:00'],
      ['2026-03-08T01:30:00-05:00', '2026-03-08T03:30:00-04:00'],
    ])
  })
})

describe('whether a visit lies in the hours', () => {
  const hours = open(
    [
      { day: 1, start: '09:00', end: '12:00' },
      { day: 1, start: '12:00', end: '17:00' },
      { day: 1, start: '22:00', end: '24:00' },
      { day: 2, start: '00:00', end: '02:00' },
    ],
    { exceptions: [{ date: '2026-06-22', hours: [] }] },
  )
  it.each([
    ['within', '2026-06-15T09:00', '2026-06-15T09:30', true],
    ['off the grid', '2026-06-15T09:07', '2026-06-15T09:20', true],
    ['over touching stretches', '2026-06-15T11:45', '2026-06-15T12:15', true],
    ['over midnight', '2026-06-15T23:45', '2026-06-16T00:15', true],
    ['up to midnight', '2026-06-15T23:30', '2026-06-16T00:00', true],
    ['a minute early', '2026-06-15T08:59', '2026-06-15T09:30', false],
    ['a minute late', '2026-06-15T16:31', '2026-06-15T17:01', false],
    ['over a gap', '2026-06-15T16:30', '2026-06-15T22:30', false],
    ['on a closed date', '2026-06-22T09:00', '2026-06-22T09:30', false],
    ['of no length', '2026-06-15T09:00', '2026-06-15T09:00', false],
    ['ending before it starts', '2026-06-15T09:30', '2026-06-15T09:00', false],
  ])('%s', (_, start, end, expected) => {
    expect(isWithinAvailability(hours, newYork, at(`${start}-04:00`), at(`${end}-04:00`))).toBe(expected)
  })
})

describe('free slots of any request', () => {
  it('are what looking at every minute finds', () => {
    fc.assert(
      fc.property(requests(), (request) => {
        const slots = freeSlots(request)
        const plain = (slot: FreeSlot) => ({ ...slot, start: slot.start.toString(), end: slot.end.toString() })
        expect(slots.map(plain)).toEqual(minuteByMinute(request).map(plain))
      }),
      { numRuns: 60 },
    )
  }, 60_000)

  it('are sorted, unique, open, free, not too early and as long as the visit', () => {
    fc.assert(
      fc.property(requests(), (request) => {
        const { availability, timeZone, visit, busy, earliest } = request
        let last = -Infinity
        for (const { start, end } of freeSlots(request)) {
          expect(start.epochMilliseconds).toBeGreaterThan(last)
          last = start.epochMilliseconds
          expect(Temporal.Instant.compare(start, earliest)).toBeGreaterThanOrEqual(0)
          expect(end.since(start).total('minutes')).toBe(visit.durationMinutes)
          expect(isWithinAvailability(availability, timeZone, start, end)).toBe(true)
          expect(busy.some((other) => overlaps(other, withBuffers({ start, end }, request)))).toBe(false)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('are found quickly for 62 days of five-minute slots beside thousands of visits', () => {
    const from = at('2026-02-01T05:00Z')
    const busy = Array.from({ length: 5000 }, (_, index) => {
      const start = from.add({ minutes: index * 17 })
      return { start, end: start.add({ minutes: 3 }) }
    })
    const availability = open(daily('00:00', '24:00'), { slotMinutes: 5 })
    const visit = { durationMinutes: 5, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 }
    const began = performance.now()
    const slots = slotsOf(availability, '2026-02-01', '2026-04-03', { visit, busy })
    expect(performance.now() - began).toBeLessThan(1000)
    expect(slots.length).toBeGreaterThan(5000)
  })

  it('refuse more days than are offered', () => {
    expect(() => slotsOf(open([]), '2026-01-01', '2026-12-31')).toThrow(RangeError)
  })
})

/** Requests of a day or two around clock changes, on a coarse grid so that things collide. */
function requests(): fc.Arbitrary<SlotRequest> {
  const time = fc.integer({ min: 0, max: 96 }).map((quarter) => quarter * 15)
  const clock = (minutes: number) =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
  const hours = fc
    .tuple(time, time)
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => ({ start: clock(Math.min(a, b)), end: clock(Math.max(a, b)) }))
  const places = fc.constantFrom(
    [newYork, '2026-03-08'],
    [newYork, '2026-11-01'],
    [newYork, '2026-06-15'],
    ['Europe/Berlin', '2026-10-25'],
    ['Asia/Kolkata', '2026-03-08'],
    ['Australia/Lord_Howe', '2026-04-05'],
    ['Australia/Lord_Howe', '2026-10-04'],
    ['Pacific/Apia', '2011-12-29'],
    ['America/Sao_Paulo', '2018-11-04'],
  )
  return places.chain(([timeZone, date]) => {
    const { from, to } = dayRange(date!, date!, timeZone!)
    const moment = fc.integer({ min: -120, max: 1700 }).map((minute) => from.add({ minutes: minute }))
    const busy = fc
      .tuple(moment, fc.integer({ min: 0, max: 90 }))
      .map(([start, minutes]) => ({ start, end: start.add({ minutes }) }))
    return fc.record({
      availability: fc.record({
        weekly: fc.array(
          fc.tuple(fc.integer({ min: 1, max: 7 }), hours).map(([day, span]) => ({ day, ...span })),
          { maxLength: 20 },
        ),
        exceptions: fc.array(fc.record({ date: fc.constant(date!), hours: fc.array(hours, { maxLength: 3 }) }), {
          maxLength: 1,
        }),
        slotMinutes: fc.constantFrom(5, 15, 20, 30, 60),
      }),
      timeZone: fc.constant(timeZone!),
      from: fc.constant(from),
      to: fc.constantFrom(to, to.add({ hours: 12 })),
      visit: fc.record({
        durationMinutes: fc.constantFrom(5, 15, 30, 45, 60, 90),
        bufferBeforeMinutes: fc.constantFrom(0, 0, 5, 15),
        bufferAfterMinutes: fc.constantFrom(0, 0, 5, 15),
      }),
      busy: fc.array(busy, { maxLength: 12 }),
      earliest: moment,
    })
  })
}

const overlaps = (a: Interval, b: Interval) =>
  Temporal.Instant.compare(a.start, a.end) < 0 &&
  Temporal.Instant.compare(a.start, b.end) < 0 &&
  Temporal.Instant.compare(b.start, a.end) < 0

const withBuffers = ({ start, end }: Interval, { visit }: SlotRequest): Interval => ({
  start: start.subtract({ minutes: visit.bufferBeforeMinutes }),
  end: end.add({ minutes: visit.bufferAfterMinutes }),
})

/** The slow way: asks Temporal what the wall clock shows at every minute. */
function minuteByMinute(request: SlotRequest): FreeSlot[] {
  const { availability, timeZone, from, to, visit, busy, earliest } = request
  const shown = new Map<number, { minuteOfDay: number; opening: number | undefined; repeated: boolean }>()
  const look = (instant: Temporal.Instant) => {
    const key = instant.epochMilliseconds
    if (!shown.has(key)) shown.set(key, wallClock(availability, instant.toZonedDateTimeISO(timeZone)))
    return shown.get(key)!
  }
  const slots: FreeSlot[] = []
  for (let start = from; Temporal.Instant.compare(start, to) < 0; start = start.add({ minutes: 1 })) {
    const { minuteOfDay, opening, repeated } = look(start)
    if (opening === undefined || (minuteOfDay - opening) % availability.slotMinutes !== 0) continue
    if (Temporal.Instant.compare(start, earliest) < 0) continue
    const minutes = Array.from({ length: visit.durationMinutes }, (_, index) => start.add({ minutes: index }))
    if (!minutes.every((minute) => look(minute).opening !== undefined)) continue
    const end = start.add({ minutes: visit.durationMinutes })
    if (busy.some((other) => overlaps(other, withBuffers({ start, end }, request)))) continue
    slots.push({ start, end, repeatedHour: repeated })
  }
  return slots
}

/** Where the stretch of open hours around a moment begins, by walking back a minute at a time. */
function wallClock(availability: Availability, zoned: Temporal.ZonedDateTime) {
  const date = zoned.toPlainDate().toString()
  const exceptions = availability.exceptions.filter((exception) => exception.date === date)
  const hours = exceptions.length
    ? exceptions.flatMap((exception) => exception.hours)
    : availability.weekly.filter(({ day }) => day === zoned.dayOfWeek)
  const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
  const isOpen = (minute: number) => hours.some((span) => minuteOf(span.start) <= minute && minute < minuteOf(span.end))
  const minuteOfDay = zoned.hour * 60 + zoned.minute
  let opening = isOpen(minuteOfDay) ? minuteOfDay : undefined
  while (opening !== undefined && isOpen(opening - 1)) opening--
  const first = zoned.toPlainDateTime().toZonedDateTime(zoned.timeZoneId, { disambiguation: 'earlier' })
  return { minuteOfDay, opening, repeated: !first.equals(zoned) }
}
