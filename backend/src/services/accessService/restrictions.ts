import type { CreateRestriction, Restriction as WireRestriction } from '@hms/contract/access'
import { db } from '../../config/database.ts'
import * as AccessRestriction from '../../models/AccessRestriction.ts'
import * as Doctor from '../../models/Doctor.ts'
import * as Patient from '../../models/Patient.ts'
import type { UserContext } from '../../utils/context.ts'
import { newId } from '../../utils/id.ts'
import { found, invalidField, notFound } from '../../utils/problem.ts'
import { audit } from '../auditService.ts'
import { endOf } from './endOf.ts'
import { toWireSpan } from './wire.ts'

const resourceType = 'Consent'

/** That there are restrictions, for those who answer for access; why, for the patient alone. */
export function restrictions(ctx: UserContext, patientId: string): Promise<{ items: WireRestriction[] }> {
  return db.read(ctx.identity, async (tx) => {
    found(await Patient.findEntry(tx, patientId))
    const rows = await AccessRestriction.list(tx, patientId)
    await audit(tx, ctx, { action: 'R', operation: 'restriction.list', resourceType, patientIds: [patientId] })
    return { items: rows.map(toWire) }
  })
}

/** Keeps the own record from a doctor, whatever visits and assignments give; visits stay visible to both. */
export function restrict(
  ctx: UserContext,
  patientId: string,
  { doctorId, until, reason = null }: CreateRestriction,
): Promise<WireRestriction> {
  return db.write(ctx.identity, async (tx) => {
    found(await Patient.findEntry(tx, patientId))
    const { userId } = found(await Doctor.find(tx, doctorId))
    const id = newId()
    if (!(await AccessRestriction.insert(tx, { id, patientId, userId, until: endOf(until, ctx.now), reason })))
      throw invalidField('/doctorId', 'This doctor does not see the record already')
    const row = found(await AccessRestriction.find(tx, id))
    await audit(tx, ctx, {
      action: 'C',
      operation: 'restriction.create',
      resourceType,
      resource: { id },
      patientIds: [patientId],
    })
    return toWire(row)
  })
}

/** @throws Problem `not-found` also when it is over */
export function liftRestriction(ctx: UserContext, id: string): Promise<WireRestriction> {
  return db.write(ctx.identity, async (tx) => {
    if (!(await AccessRestriction.lift(tx, id))) throw notFound()
    const row = found(await AccessRestriction.find(tx, id))
    await audit(tx, ctx, {
      action: 'U',
      operation: 'restriction.lift',
      resourceType,
      resource: { id },
      patientIds: [row.patientId],
      changedFields: ['until'],
    })
    return toWire(row)
  })
}

const toWire = ({ reason, ...span }: AccessRestriction.RestrictionRow): WireRestriction => ({
  ...toWireSpan(span),
  reason,
})
