import type { Doctor as WireDoctor, UpdateDoctor } from '@hms/contract/doctors'
import { type Actor, db, type WriteTx } from '../../config/database.ts'
import * as Doctor from '../../models/Doctor.ts'
import * as User from '../../models/User.ts'
import type { UserContext } from '../../utils/context.ts'
import { found, Problem } from '../../utils/problem.ts'
import { audit } from '../auditService.ts'
import { toWire } from './wire.ts'

/** What doctors say of themselves; names, specialization and license are the hospital's to confirm. */
const ownFields = new Set(['phone', 'bio', 'availability', 'acceptsBookings'])

/**
 * Edits a profile: administrators all of it, doctors parts of their own. The account keeps the same name.
 * @throws Problem `not-permitted`, `edit-conflict`, `license-taken`, or `wrong-status` when patients were to book with
 * somebody whose account is disabled.
 */
export function update(ctx: UserContext, id: string, request: UpdateDoctor): Promise<WireDoctor> {
  return db.write(ctx.identity, async (tx) => {
    const before = found(await Doctor.find(tx, id))
    const { version = before.version, ...changes } = request
    const changedFields = Object.keys(changes)
    checkReach(tx.actor, before, changedFields)
    if (version !== before.version) throw new Problem('edit-conflict')
    if (changes.acceptsBookings && !before.acceptsBookings) await checkAccount(tx, before)
    const after = await Doctor.update(tx, before, changes as Doctor.DoctorChanges)
    if (!after) throw new Problem('edit-conflict')
    if (after.firstName !== before.firstName || after.lastName !== before.lastName)
      await Doctor.renameAccount(tx, after)
    await audit(tx, ctx, {
      action: 'U',
      operation: 'doctor.update',
      resourceType: 'Practitioner',
      resource: after,
      changedFields,
    })
    return toWire(after, tx.actor)
  })
}

function checkReach(actor: Actor, doctor: Doctor.Doctor, changedFields: string[]): void {
  if (actor.role === 'admin') return
  if (actor.doctorId !== doctor.id) throw new Problem('not-permitted')
  const foreign = changedFields.filter((field) => !ownFields.has(field))
  if (foreign.length === 0) return
  const errors = foreign.map((field) => ({ pointer: `/${field}`, detail: 'An administrator edits this' }))
  throw new Problem('not-permitted', { detail: `An administrator edits ${foreign.join(', ')}`, errors })
}

async function checkAccount(tx: WriteTx, doctor: Doctor.Doctor): Promise<void> {
  const account = found(await User.find(tx, doctor.userId))
  if (account.disabledAt || account.role !== 'doctor') throw new Problem('wrong-status')
}
