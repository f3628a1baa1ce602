import { db, type WriteTx } from '../../config/database.ts'
import * as AuthChallenge from '../../models/AuthChallenge.ts'
import * as OneTimeToken from '../../models/OneTimeToken.ts'
import * as Passkey from '../../models/Passkey.ts'
import * as RecoveryCode from '../../models/RecoveryCode.ts'
import * as Session from '../../models/Session.ts'
import * as TotpFactor from '../../models/TotpFactor.ts'
import * as User from '../../models/User.ts'
import { authIdentity, type Context, type UserContext } from '../../utils/context.ts'
import { found } from '../../utils/problem.ts'
import { audit } from '../auditService.ts'
import { urlOf } from '../messageService/wire.ts'
import { LINK_MINUTES } from '../passwordLink.ts'
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
    await takeAway(tx, ctx, id, ctx.identity.sessionId)
    await audit(tx, ctx, { ...factorDeed('D', 'reset-factors', id), changedFields: allFactors })
  })
}

const allFactors = ['totp', 'passkeys', 'recoveryCodes']

async function takeAway(tx: WriteTx, ctx: Context, id: string, exceptSession: string | null): Promise<void> {
  await TotpFactor.remove(tx, id)
  await Passkey.removeAll(tx, id)
  await RecoveryCode.removeAll(tx, id)
  await AuthChallenge.useAll(tx, id, ctx.now)
  await Session.revokeAll(tx, id, ctx.now, 'second-factors-reset', exceptSession)
  tellOfChange(tx, id, ctx.requestId)
}

/**
 * Lets an administrator in again whom nobody else could help, for whoever works at the machine itself: takes all factors
 * away, signs out everywhere, and makes a link to set a new password, which takes the place of every link before.
 * @returns the link, good once and for `LINK_MINUTES`; null when no administrator who may sign in has this address
 */
export function letAdministratorIn(ctx: Context, email: string): Promise<string | null> {
  return db.write(authIdentity, async (tx) => {
    const known = await User.findByEmail(tx, email)
    const user = known && (await User.lock(tx, known.id))
    if (user?.role !== 'admin' || user.disabledAt) {
      tx.withoutAudit('nothing was done')
      return null
    }
    await takeAway(tx, ctx, user.id, null)
    await OneTimeToken.useAll(tx, user.id, ctx.now)
    const token = { userId: user.id, purpose: 'password-reset' } as const
    const id = await OneTimeToken.insert(tx, token, ctx.now, ctx.now.add({ minutes: LINK_MINUTES }))
    await audit(tx, ctx, { ...factorDeed('D', 'let-admin-in', user.id), changedFields: allFactors })
    return urlOf({ kind: token.purpose, userId: user.id, link: '/reset-password', oneTimeTokenId: id })
  })
}
