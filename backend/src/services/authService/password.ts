import { setTimeout as sleep } from 'node:timers/promises'
import type { z } from 'zod'
import type { ChangePassword, ForgotPassword, ResetPassword } from '@hms/contract/auth'
import { db, type WriteTx } from '../../config/database.ts'
import * as AuthChallenge from '../../models/AuthChallenge.ts'
import * as OneTimeToken from '../../models/OneTimeToken.ts'
import * as Session from '../../models/Session.ts'
import * as User from '../../models/User.ts'
import { authIdentity, type Context, type UserContext } from '../../utils/context.ts'
import { isGenuine, rowIdOf } from '../../utils/oneTimeToken.ts'
import { hashPassword, verifyPassword } from '../../utils/password.ts'
import { requireGoodPassword } from '../../utils/passwordPolicy.ts'
import { found, Problem } from '../../utils/problem.ts'
import { toInstant } from '../../utils/time.ts'
import { audit } from '../auditService.ts'
import { hospitalName } from '../hospitalName.ts'
import { postMessage } from '../messageService/post.ts'
import { postPasswordLink } from '../passwordLink.ts'
import { forgotAccountGuard, forgotGuard, passwordChangeGuard, refuseWhile, resetGuard } from './limits.ts'
import { type Opened, renewSession } from './session.ts'

const person = { resourceType: 'Person' } as const
const changedFields = ['password']

/**
 * Changes the own password and signs the other devices out; this one goes on with new tokens.
 * @throws Problem `invalid-credentials` when the present one is wrong, `too-many-requests`, `invalid`
 */
export async function changePassword(ctx: UserContext, request: z.infer<typeof ChangePassword>): Promise<Opened> {
  const { userId, sessionId } = ctx.identity
  const guard = passwordChangeGuard(userId)
  refuseWhile(await guard.wait())
  const account = await db.read(ctx.identity, async (tx) => {
    tx.withoutAudit('the outcome of the change leaves the row')
    return found(await User.find(tx, userId))
  })
  const hospital = await hospitalName()
  await requireGoodPassword(request.newPassword, { ...account, hospital }, '/newPassword')
  const right = await verifyPassword(account.passwordHash, request.currentPassword)
  const hash = right ? await hashPassword(request.newPassword) : ''
  const changed = await db.write(ctx.identity, async (tx) => {
    const deed = { ...person, action: 'U', operation: 'auth.change-password', resource: { id: userId } } as const
    const unchanged = (await User.lock(tx, userId))?.passwordHash === account.passwordHash
    if (!right || !unchanged) return (await audit(tx, ctx, { ...deed, outcome: 'failed' }), false)
    await replacePassword(tx, ctx, userId, hash, sessionId)
    await audit(tx, ctx, { ...deed, changedFields })
    return true
  })
  if (changed) return renewed(ctx)
  refuseWhile(await guard.count())
  throw new Problem('invalid-credentials')
}

/** Whoever knows the password has shown who it is. Opening sessions is for the sign-in alone, and so a transaction of its own. */
const renewed = (ctx: UserContext): Promise<Opened> =>
  db.write(authIdentity, (tx) => {
    tx.withoutAudit('the change has left the row')
    return renewSession(tx, ctx, ctx.identity.sessionId, { secondFactor: false, opens: false })
  })

/** Stores the hash, ends the sessions and links that the old one could have opened, and tells the person. */
async function replacePassword(
  tx: WriteTx,
  ctx: Context,
  userId: string,
  hash: string,
  exceptSession: string | null,
): Promise<void> {
  const user = await User.setPassword(tx, userId, hash)
  await Session.revokeAll(tx, userId, ctx.now, 'password-changed', exceptSession)
  await AuthChallenge.useAll(tx, userId, ctx.now)
  postMessage(tx, {
    kind: 'password-changed',
    receiver: { userId },
    occurrence: userId,
    version: user.version,
    link: '/profile',
  })
}

/** Longer than either way through `ask` takes, so that the time does not tell whether there is an account. */
const FORGOT_MS = 300

/** Sends a link to set a new password, if there is such an account; says nothing about whether there is. */
export async function forgotPassword(ctx: Context, { email }: z.infer<typeof ForgotPassword>): Promise<void> {
  refuseWhile(await forgotGuard(ctx).count())
  await Promise.all([ask(ctx, email), sleep(FORGOT_MS)])
}

async function ask(ctx: Context, email: string): Promise<void> {
  const tooMany = (await forgotAccountGuard(email).count()) > 0
  await db.write(authIdentity, async (tx) => {
    const account = await User.findByEmail(tx, email)
    const reachable = account !== null && account.disabledAt === null
    if (reachable && !tooMany) await postPasswordLink(tx, ctx, account.id, 'password-reset')
    await audit(tx, ctx, {
      action: 'E',
      operation: 'auth.forgot-password',
      resourceType: 'Person',
      outcome: tooMany ? 'refused' : reachable ? 'success' : 'failed',
      reason: tooMany ? 'too-many-requests' : null,
      resource: account && { id: account.id },
      actorId: account?.id ?? null,
    })
  })
}

/**
 * Sets the password with the link of a reset or an invitation, once, and signs every device out.
 * @throws Problem `invalid-token`, `too-many-requests`, `invalid`
 */
export async function resetPassword(ctx: Context, request: z.infer<typeof ResetPassword>): Promise<void> {
  const guard = resetGuard(ctx)
  refuseWhile(await guard.wait())
  const target = await targetOf(ctx, request.token)
  if (target) {
    await requireGoodPassword(request.password, { ...target, hospital: await hospitalName() }, '/password')
    const hash = await hashPassword(request.password)
    if (await setWithToken(ctx, rowIdOf(request.token)!, target, hash)) return
  }
  refuseWhile(await guard.count())
  throw new Problem('invalid-token')
}

const reset = { ...person, action: 'U', operation: 'auth.reset-password' } as const

/** The account that a good token is for; of any other token a row is left. */
function targetOf(ctx: Context, token: string): Promise<User.Account | null> {
  return db.read(authIdentity, async (tx) => {
    const id = rowIdOf(token)
    const row = id ? await OneTimeToken.find(tx, id) : null
    const genuine = row && isGenuine(token, row) ? row : null
    const user = genuine && (await User.find(tx, genuine.userId))
    const open = genuine && !genuine.usedAt && Temporal.Instant.compare(ctx.now, toInstant(genuine.expiresAt)) < 0
    if (user && !user.disabledAt && open) {
      tx.withoutAudit('the outcome of the reset leaves the row')
      return user
    }
    await audit(tx, ctx, { ...reset, outcome: 'failed', resource: user && { id: user.id }, actorId: user?.id ?? null })
    return null
  })
}

/** @returns false when somebody else has used the token in the meantime. */
function setWithToken(ctx: Context, tokenId: string, { id }: User.Account, hash: string): Promise<boolean> {
  return db.write(authIdentity, async (tx) => {
    const deed = { ...reset, resource: { id }, actorId: id }
    const won = await OneTimeToken.use(tx, tokenId, ctx.now)
    if (!won) return (await audit(tx, ctx, { ...deed, outcome: 'failed' }), false)
    await OneTimeToken.useAll(tx, id, ctx.now)
    await replacePassword(tx, ctx, id, hash, null)
    await audit(tx, ctx, { ...deed, changedFields })
    return true
  })
}
