import type { CareAssignment as WireAssignment, CreateCareAssignment } from '@hms/contract/access'
import { db } from '../../config/database.ts'
import * as CareAssignment from '../../models/CareAssignment.ts'
import * as Doctor from '../../models/Doctor.ts'
import * as Patient from '../../models/Patient.ts'
import type { UserContext } from '../../utils/context.ts'
import { newId } from '../../utils/id.ts'
import { found, invalidField, notFound } from '../../utils/problem.ts'
import { audit } from '../auditService.ts'
import { endOf } from './endOf.ts'
import { toWireSpan } from './wire.ts'

const resourceType = 'CareTeam'

export function assignments(ctx: UserContext, patientId: string): Promise<{ items: WireAssignment[] }> {
  return db.read(ctx.identity, async (tx) => {
    found(await Patient.findEntry(tx, patientId))
    const rows = await CareAssignment.list(tx, patientId)
    await audit(tx, ctx, { action: 'R', operation: 'care-assignment.list', resourceType, patientIds: [patientId] })
    return { items: rows.map(toWireSpan) }
  })
}

/** Gives a doctor the record of a patient, until a time or until it is ended. */
export function assign(
  ctx: UserContext,
  patientId: string,
  { doctorId, until }: CreateCareAssignment,
): Promise<WireAssignment> {
  return db.write(ctx.identity, async (tx) => {
    found(await Patient.findEntry(tx, patientId))
    found(await Doctor.find(tx, doctorId))
    const id = newId()
    if (!(await CareAssignment.insert(tx, { id, patientId, doctorId, until: endOf(until, ctx.now) })))
      throw invalidField('/doctorId', 'The patient is assigned to this doctor already')
    const row = found(await CareAssignment.find(tx, id))
    await audit(tx, ctx, {
      action: 'C',
      operation: 'care-assignment.create',
      resourceType,
      resource: { id },
      patientIds: [patientId],
    })
    return toWireSpan(row)
  })
}

/** @throws Problem `not-found` also when it is over */
export function endAssignment(ctx: UserContext, id: string): Promise<WireAssignment> {
  return db.write(ctx.identity, async (tx) => {
    if (!(await CareAssignment.end(tx, id))) throw notFound()
    const row = found(await CareAssignment.find(tx, id))
    await audit(tx, ctx, {
      action: 'U',
      operation: 'care-assignment.end',
      resourceType,
      resource: { id },
      patientIds: [row.patientId],
      changedFields: ['until'],
    })
    return toWireSpan(row)
  })
}
