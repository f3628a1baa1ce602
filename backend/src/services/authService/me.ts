import type { Me } from '@hms/contract/auth'
import { db } from '../../config/database.ts'
import * as AccountRecords from '../../models/AccountRecords.ts'
import * as Session from '../../models/Session.ts'
import * as Settings from '../../models/Settings.ts'
import * as User from '../../models/User.ts'
import type { UserContext } from '../../utils/context.ts'
import { found } from '../../utils/problem.ts'
import { audit } from '../auditService.ts'
import { toWireUser } from '../userService.ts'

/** Who is signed in, and which records are theirs. */
export function me(ctx: UserContext): Promise<Me> {
  return db.read(ctx.identity, async (tx) => {
    const { patientId, doctorId } = tx.actor
    const user = found(await User.find(tx, ctx.identity.userId))
    const complete = patientId !== null && (await AccountRecords.isComplete(tx, patientId))
    const [session, { secondFactorRequiredFor }] = await Promise.all([
      Session.find(tx, ctx.identity.sessionId),
      Settings.security(tx),
    ])
    await audit(tx, ctx, {
      action: 'R',
      operation: 'auth.me',
      resourceType: 'Person',
      resource: { id: user.id },
      patientIds: patientId ? [patientId] : [],
    })
    return {
      user: toWireUser(user),
      patient: patientId ? { id: patientId, complete } : null,
      doctor: doctorId ? { id: doctorId } : null,
      secondFactorDue: !session?.secondFactorAt && secondFactorRequiredFor.includes(user.role),
    }
  })
}
