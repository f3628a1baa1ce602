import type { Role } from '@hms/contract/permissions'
import { describe, expect, it } from 'vitest'
import type { BookingFacts } from '../../models/BookingFacts.ts'
import type { Problem } from '../../utils/problem.ts'
import { bookingWindow, checkCancellationNotice, planVisit } from './rules.ts'

const at = (iso: string) => Temporal.Instant.from(iso)
const now = at('2026-03-02T15:00:00Z')

const facts: BookingFacts = {
  timeZone: 'America/New_York',
  bookingNoticeMinutes: 120,
  bookingHorizonDays: 10,
  cancellationNoticeMinutes: 60,
  doctor: {
    id: 'd',
    userId: 'u',
    acceptsBookings: true,
    availability: { weekly: [{ day: 4, start: '09:00', end: '12:00' }], exceptions: [], slotMinutes: 30 },
  },
  patient: { id: 'p', userId: null },
  visitType: { id: 'v', active: true, durationMinutes: 45, bufferBeforeMinutes: 5, bufferAfterMinutes: 10 },
}

function codeOf(work: () => unknown): string {
  try {
    work()
    return 'fine'
  } catch (error) {
    return (error as Problem).code
  }
}

describe('the booking window', () => {
  it('of patients ends with a whole day where the hospital is, over a clock change', () => {
    const { earliest, latest } = bookingWindow('patient', facts, now)
    expect(earliest.toString()).toBe('2026-03-02T17:00:00Z')
    expect(latest.toString()).toBe('2026-03-13T04:00:00Z')
  })

  it('of staff begins now', () => {
    for (const role of ['doctor', 'admin'] as const) expect(bookingWindow(role, facts, now).earliest).toEqual(now)
  })
})

describe('planning a visit', () => {
  const plan = (role: Role, start: string, durationMinutes?: number, about: Partial<BookingFacts> = {}) =>
    planVisit(role, { ...facts, ...about }, { start: at(start), durationMinutes, usualMinutes: 45 }, now)

  it('computes the end, the buffers and what the clock on the wall shows', () => {
    const visit = plan('patient', '2026-03-05T15:00:00Z')
    expect(visit).toMatchObject({
      durationMinutes: 45,
      localStart: '2026-03-05T10:00:00',
      timeZone: 'America/New_York',
    })
    expect([visit.occupiedFrom, visit.start, visit.end, visit.occupiedUntil].map(String)).toEqual([
      '2026-03-05T14:55:00Z',
      '2026-03-05T15:00:00Z',
      '2026-03-05T15:45:00Z',
      '2026-03-05T15:55:00Z',
    ])
  })

  it.each<[string, Role, string, number | undefined]>([
    ['fine', 'patient', '2026-03-05T14:00:00Z', undefined],
    ['fine', 'patient', '2026-03-05T16:15:00Z', 45],
    ['outside-availability', 'patient', '2026-03-05T16:16:00Z', undefined],
    ['outside-availability', 'admin', '2026-03-05T13:59:00Z', undefined],
    ['outside-availability', 'doctor', '2026-03-05T14:00:00Z', 181],
    ['invalid', 'patient', '2026-03-05T14:00:00Z', 30],
    ['fine', 'admin', '2026-03-05T14:00:00Z', 180],
    ['in-the-past', 'admin', '2026-03-02T14:59:59Z', undefined],
    ['too-soon', 'patient', '2026-03-02T16:59:59Z', undefined],
    ['outside-availability', 'admin', '2026-03-02T16:59:59Z', undefined],
    ['fine', 'patient', '2026-03-12T13:00:00Z', undefined],
    ['too-late', 'patient', '2026-03-13T04:00:00Z', undefined],
    ['fine', 'doctor', '2026-03-19T13:00:00Z', undefined],
    ['too-late', 'admin', '2262-03-19T13:00:00Z', undefined],
  ])('is %s for a %s at %s for %s minutes', (code, role, start, minutes) => {
    expect(codeOf(() => plan(role, start, minutes))).toBe(code)
  })

  it('is outside for patients where the doctor takes no bookings', () => {
    const about = { doctor: { ...facts.doctor!, acceptsBookings: false } }
    expect(codeOf(() => plan('patient', '2026-03-05T15:00:00Z', undefined, about))).toBe('outside-availability')
    expect(codeOf(() => plan('doctor', '2026-03-05T15:00:00Z', undefined, about))).toBe('fine')
  })
})

describe('notice', () => {
  it('lets patients move and cancel until exactly the notice before the start', () => {
    const check = (role: Role, start: string) => codeOf(() => checkCancellationNotice(role, facts, at(start), now))
    expect(check('patient', '2026-03-02T16:00:00Z')).toBe('fine')
    expect(check('patient', '2026-03-02T15:59:59Z')).toBe('too-late')
    expect(check('admin', '2026-03-02T15:00:01Z')).toBe('fine')
  })
})
