import type { Slot, SlotQuery } from '@hms/contract/doctors'
import { db, type ReadTx } from '../../config/database.ts'
import * as Doctor from '../../models/Doctor.ts'
import * as Settings from '../../models/Settings.ts'
import * as VisitType from '../../models/VisitType.ts'
import type { UserContext } from '../../utils/context.ts'
import { found, invalidField } from '../../utils/problem.ts'
import { DAY, type InstantRange, MINUTE, rangeEnd, rangeStart, toWire } from '../../utils/time.ts'
import { bookingWindow, isBefore } from '../appointmentService/rules.ts'
import { freeSlots, type VisitLength } from '../appointmentService/slots.ts'

const MAX_DAYS = 62
/** The longest visit with the longest buffers reaches this far over the ends of a range. */
const REACH = { hours: 12 }

/**
 * Free slots of a doctor, in order: for patients within the notice and the horizon of the hospital and only where the
 * doctor accepts bookings, for staff from now on.
 */
export function slots(ctx: UserContext, id: string, query: SlotQuery): Promise<{ items: Slot[] }> {
  return db.read(ctx.identity, async (tx) => {
    tx.withoutAudit('free times say nothing of who is seen in the others')
    const doctor = found(await Doctor.find(tx, id))
    const settings = await Settings.get(tx)
    const { timeZone } = settings
    const visit = await visitLength(tx, query, doctor.availability.slotMinutes)
    const asked = askedRange(query, timeZone)
    const { earliest, latest } = bookingWindow(ctx.identity.role, settings, ctx.now)
    const to = isBefore(latest, asked.to) ? latest : asked.to
    if (ctx.identity.role === 'patient' && !doctor.acceptsBookings) return { items: [] }
    if (!isBefore(asked.from, to)) return { items: [] }
    const busy = await Doctor.busy(tx, id, asked.from.subtract(REACH), to.add(REACH))
    const { availability } = doctor
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

async function visitLength(tx: ReadTx, query: SlotQuery, slotMinutes: number): Promise<VisitLength> {
  const type = query.visitTypeId ? await VisitType.find(tx, query.visitTypeId) : null
  if (query.visitTypeId && !type?.active) throw invalidField('/query/visitTypeId', 'Not a kind of visit on offer')
  return {
    durationMinutes: query.durationMinutes ?? type?.durationMinutes ?? slotMinutes,
    bufferBeforeMinutes: type?.bufferBeforeMinutes ?? 0,
    bufferAfterMinutes: type?.bufferAfterMinutes ?? 0,
  }
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
