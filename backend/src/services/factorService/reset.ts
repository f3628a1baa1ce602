import { db } from '../../config/database.ts'
import * as AuthChallenge from '../../models/AuthChallenge.ts'
import * as Passkey from '../../models/Passkey.ts'
import * as RecoveryCode from '../../models/RecoveryCode.ts'
import * as Session from '../../models/Session.ts'
import * as TotpFactor from '../../models/TotpFactor.ts'
import * as User from '../../models/User.ts'
import type { UserContext } from '../../utils/context.ts'
import { found } from '../../utils/problem.ts'
import { audit } from '../auditService.ts'
import { factorDeed, onOwnFactors, tellOfChange } from './own.ts'

/**
 * Takes all factors of somebody away who has lost them, for an administrator who has made sure of the person. Whoever is
 * signed in with them is signed out, and is told.
 * @throws Problem `not-found`
 */
export async function resetFactors(ctx: UserContext, id: string): Promise<void> {
  await db.read(ctx.identity, async (tx) => {
    tx.withoutAudit('the reset leaves the row')
    return found(await User.find(tx, id))
  })
  await onOwnFactors(ctx, async (tx) => {
    await User.lock(tx, id)
    await TotpFactor.remove(tx, id)
    await Passkey.removeAll(tx, id)
    await RecoveryCode.removeAll(tx, id)
    await AuthChallenge.useAll(tx, id, ctx.now)
    await Session.revokeAll(tx, id, ctx.now, 'second-factors-reset', ctx.identity.sessionId)
    tellOfChange(tx, id, ctx.requestId)
    await audit(tx, ctx, {
      ...factorDeed('D', 'reset-factors', id),
      changedFields: ['totp', 'passkeys', 'recoveryCodes'],
    })
  })
}
