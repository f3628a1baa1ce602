import type { Role } from '@hms/contract/permissions'
import type { Visit } from '../../models/Appointment.ts'
import type { BookingFacts } from '../../models/BookingFacts.ts'
import { invalidField, Problem } from '../../utils/problem.ts'
import { addDays, rangeEnd, today, toWallTime } from '../../utils/time.ts'
import { isWithinAvailability } from './slots.ts'

type Rules = Pick<
  BookingFacts,
  'timeZone' | 'bookingNoticeMinutes' | 'bookingHorizonDays' | 'cancellationNoticeMinutes'
>

/** When a visit may start: from `earliest` until before `latest`. */
export interface BookingWindow {
  earliest: Temporal.Instant
  latest: Temporal.Instant
}

/** A hundred years: further ahead is a slip of the keyboard. */
const STAFF_HORIZON_DAYS = 36_525

/** Patients keep the hospital's notice and horizon, the last day of which is a whole one; staff book from now on. */
export function bookingWindow(
  role: Role,
  rules: Pick<Rules, 'timeZone' | 'bookingNoticeMinutes' | 'bookingHorizonDays'>,
  now: Temporal.Instant,
): BookingWindow {
  const [minutes, days] =
    role === 'patient' ? [rules.bookingNoticeMinutes, rules.bookingHorizonDays] : [0, STAFF_HORIZON_DAYS]
  const lastDay = addDays(today(now, rules.timeZone), days)
  return { earliest: now.add({ minutes }), latest: rangeEnd(lastDay, rules.timeZone) }
}

export interface VisitRequest {
  start: Temporal.Instant
  /** What the visit is to last when it is not what follows from the kind of visit. */
  durationMinutes: number | undefined
  /** What it lasts without a word about it. */
  usualMinutes: number
}

/**
 * The visit that a request asks for.
 * @throws Problem `in-the-past`, `too-soon`, `too-late`, `outside-availability`; `invalid` when a patient wants another
 * length than the hospital's.
 */
export function planVisit(role: Role, facts: BookingFacts, request: VisitRequest, now: Temporal.Instant): Visit {
  const { timeZone, visitType } = facts
  const { start, durationMinutes = request.usualMinutes } = request
  if (role === 'patient' && durationMinutes !== request.usualMinutes) {
    throw invalidField('/durationMinutes', `This visit takes ${request.usualMinutes} minutes`)
  }
  checkWindow(role, facts, start, now)
  const end = start.add({ minutes: durationMinutes })
  checkAvailability(role, facts, start, end)
  return {
    doctorId: facts.doctor!.id,
    visitTypeId: visitType?.id ?? null,
    start,
    end,
    durationMinutes,
    occupiedFrom: start.subtract({ minutes: visitType?.bufferBeforeMinutes ?? 0 }),
    occupiedUntil: end.add({ minutes: visitType?.bufferAfterMinutes ?? 0 }),
    localStart: toWallTime(start, timeZone),
    timeZone,
  }
}

function checkWindow(role: Role, rules: Rules, start: Temporal.Instant, now: Temporal.Instant): void {
  const { earliest, latest } = bookingWindow(role, rules, now)
  if (isBefore(start, now)) throw new Problem('in-the-past')
  if (isBefore(start, earliest)) {
    throw new Problem('too-soon', { detail: `Book at least ${rules.bookingNoticeMinutes} minutes ahead` })
  }
  if (!isBefore(start, latest)) {
    throw new Problem('too-late', { detail: `Book before ${toWallTime(latest, rules.timeZone).slice(0, 10)}` })
  }
}

function checkAvailability(role: Role, facts: BookingFacts, start: Temporal.Instant, end: Temporal.Instant): void {
  const { acceptsBookings, availability } = facts.doctor!
  const open = isWithinAvailability(availability, facts.timeZone, start, end)
  if (!open || (role === 'patient' && !acceptsBookings)) throw new Problem('outside-availability')
}

/**
 * Whether a patient may still move or cancel a visit that starts at `start`.
 * @throws Problem `too-late`
 */
export function checkCancellationNotice(
  role: Role,
  rules: Rules,
  start: Temporal.Instant,
  now: Temporal.Instant,
): void {
  if (role !== 'patient') return
  if (isBefore(start, now.add({ minutes: rules.cancellationNoticeMinutes }))) {
    throw new Problem('too-late', {
      detail: `Possible until ${rules.cancellationNoticeMinutes} minutes before the start`,
    })
  }
}

export function isBefore(a: Temporal.Instant, b: Temporal.Instant): boolean {
  return Temporal.Instant.compare(a, b) < 0
}
