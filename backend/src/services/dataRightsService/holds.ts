import type { HoldReason, LegalHold as WireHold } from '@hms/contract/dataRights'
import { db, type ReadTx, type WriteTx } from '../../config/database.ts'
import * as LegalHold from '../../models/LegalHold.ts'
import * as Patient from '../../models/Patient.ts'
import type { UserContext } from '../../utils/context.ts'
import { newId } from '../../utils/id.ts'
import { found, Problem } from '../../utils/problem.ts'
import { audit } from '../auditService.ts'
import { toHold } from './wire.ts'

/** Legal holds on a record, the newest first. */
export function list(ctx: UserContext, patientId: string): Promise<{ items: WireHold[] }> {
  return db.read(ctx.identity, async (tx) => {
    found(await Patient.findEntry(tx, patientId))
    const rows = await LegalHold.ofPatient(tx, patientId)
    await record(tx, ctx, 'R', 'legal-hold.list', patientId)
    return { items: rows.map(toHold) }
  })
}

/** Keeps a record from being erased until somebody lifts the hold. */
export function hold(ctx: UserContext, patientId: string, { reason }: HoldReason): Promise<WireHold> {
  return db.write(ctx.identity, async (tx) => {
    const { erased } = found(await Patient.findEntry(tx, patientId))
    if (erased) throw new Problem('patient-erased')
    const id = newId()
    if (!(await LegalHold.insert(tx, { id, patientId, reason }))) {
      throw new Problem('wrong-status', { detail: 'A hold stands already' })
    }
    await record(tx, ctx, 'C', 'legal-hold.set', patientId, id)
    return one(tx, patientId, id)
  })
}

export function lift(ctx: UserContext, patientId: string, { reason }: HoldReason): Promise<WireHold> {
  return db.write(ctx.identity, async (tx) => {
    found(await Patient.findEntry(tx, patientId))
    const standing = (await LegalHold.ofPatient(tx, patientId)).find(({ liftedAt }) => liftedAt === null)
    if (!standing || !(await LegalHold.lift(tx, standing, reason))) {
      throw new Problem('wrong-status', { detail: 'No hold stands' })
    }
    await record(tx, ctx, 'U', 'legal-hold.lift', patientId, standing.id)
    return one(tx, patientId, standing.id)
  })
}

async function one(tx: WriteTx, patientId: string, id: string): Promise<WireHold> {
  return toHold(found((await LegalHold.ofPatient(tx, patientId)).find((row) => row.id === id) ?? null))
}

function record(
  tx: ReadTx | WriteTx,
  ctx: UserContext,
  action: 'C' | 'R' | 'U',
  operation: string,
  patientId: string,
  id?: string,
): Promise<void> {
  const resource = id ? { id } : null
  return audit(tx, ctx, { action, operation, resourceType: 'Flag', resource, patientIds: [patientId] })
}
