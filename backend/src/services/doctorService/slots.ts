import type { Slot, SlotQuery } from '@hms/contract/doctors'
import { db } from '../../config/database.ts'
import * as BookingFacts from '../../models/BookingFacts.ts'
import * as Doctor from '../../models/Doctor.ts'
import type { UserContext } from '../../utils/context.ts'
import { found, invalidField } from '../../utils/problem.ts'
import { DAY, type InstantRange, MINUTE, rangeEnd, rangeStart, toWire } from '../../utils/time.ts'
import { bookingWindow, isBefore } from '../appointmentService/rules.ts'
import { freeSlots, type VisitLength } from '../appointmentService/slots.ts'

const MAX_DAYS = 62
/** As far as a zone's clock can be from UTC, and the longest visit with its buffers can reach over the ends of a range. */
const REACH = { hours: 26 }

/**
 * Free slots of a doctor, in order: for patients within the notice and the horizon of the hospital and only where the
 * doctor accepts bookings, for staff from now on.
 */
export function slots(ctx: UserContext, id: string, query: SlotQuery): Promise<{ items: Slot[] }> {
  return db.read(ctx.identity, async (tx) => {
    tx.withoutAudit('free times say nothing of who is seen in the others')
    const around = rangeAround(query)
    const asking = Promise.all([
      BookingFacts.find(tx, id, null, query.visitTypeId ?? null),
      Doctor.busy(tx, id, around.from, around.to),
    ])
    tx.endReading()
    const [facts, busy] = await asking
    const { timeZone } = facts
    const { availability, acceptsBookings } = found(facts.doctor)
    const visit = visitLength(facts, query, availability.slotMinutes)
    const asked = askedRange(query, timeZone)
    const { earliest, latest } = bookingWindow(ctx.identity.role, facts, ctx.now)
    const to = isBefore(latest, asked.to) ? latest : asked.to
    if (ctx.identity.role === 'patient' && !acceptsBookings) return { items: [] }
    if (!isBefore(asked.from, to)) return { items: [] }
    const free = freeSlots({ availability, timeZone, from: asked.from, to, visit, busy, earliest })
    return {
      items: free.map(({ start, end, repeatedHour }) => ({
        start: toWire(start, timeZone),
        end: toWire(end, timeZone),
        ...(repeatedHour ? { repeatedHour } : {}),
      })),
    }
  })
}

function visitLength(
  { visitType: type }: BookingFacts.BookingFacts,
  query: SlotQuery,
  slotMinutes: number,
): VisitLength {
  if (query.visitTypeId && !type?.active) throw invalidField('/query/visitTypeId', 'Not a kind of visit on offer')
  return {
    durationMinutes: query.durationMinutes ?? type?.durationMinutes ?? slotMinutes,
    bufferBeforeMinutes: type?.bufferBeforeMinutes ?? 0,
    bufferAfterMinutes: type?.bufferAfterMinutes ?? 0,
  }
}

/** Whatever can matter to the range, wherever the hospital is: its zone is not known yet when this is asked for. */
function rangeAround(query: SlotQuery): InstantRange {
  const { from, to } = askedRange(query, 'UTC')
  return { from: from.subtract(REACH), to: to.add(REACH) }
}

function askedRange(query: SlotQuery, timeZone: string): InstantRange {
  const from = rangeStart(query.from, timeZone)
  const last = rangeStart(query.to, timeZone)
  const length = last.epochMilliseconds - from.epochMilliseconds
  if (length < 0) throw invalidField('/query/to', 'Before from')
  // A clock change on the way makes the same number of days an hour or so longer.
  if (length > MAX_DAYS * DAY + 180 * MINUTE) throw invalidField('/query/to', `At most ${MAX_DAYS} days after from`)
  return { from, to: rangeEnd(query.to, timeZone) }
}
