import type { WriteTx } from '../../config/database.ts'
import * as Bill from '../../models/Bill.ts'
import * as Settings from '../../models/Settings.ts'
import * as VisitType from '../../models/VisitType.ts'
import type { Context } from '../../utils/context.ts'
import { issue } from './issue.ts'

export interface Visit {
  id: string
  patientId: string
  doctorId: string
  visitTypeId: string | null
  appointmentDate: Date
  durationMinutes: number
}

/**
 * Raises the bill of a completed visit: one line, the price of its visit type as it is now. Whoever booked without naming
 * a kind is charged the one that comes closest to the visit's length. Leaves no audit row of its own, as it belongs to
 * the deed that completed the visit.
 *
 * @returns null when there is nothing to charge: a visit type without a price, or none on offer. A visit that has a bill
 * keeps it.
 */
export async function raiseForVisit(tx: WriteTx, ctx: Context, visit: Visit): Promise<{ billId: string } | null> {
  const visitType = visit.visitTypeId
    ? await VisitType.find(tx, visit.visitTypeId)
    : await VisitType.closestTo(tx, visit.durationMinutes)
  if (!visitType || Number(visitType.price) === 0) return null
  const raised = await Bill.idOfVisit(tx, visit.id)
  if (raised) return { billId: raised }
  const { name } = visitType
  const { id } = await issue(tx, ctx, await Settings.get(tx), {
    patientId: visit.patientId,
    appointmentId: visit.id,
    description: name,
    lines: [{ description: name, quantity: 1, unitPrice: visitType.price.toString() }],
  })
  return { billId: id }
}
