import type { Login } from '@hms/contract/auth'
import { db, type WriteTx } from '../../config/database.ts'
import * as User from '../../models/User.ts'
import { authIdentity, type Context } from '../../utils/context.ts'
import { deviceMark, knownDevice } from '../../utils/device.ts'
import { hashPassword, needsRehash, verifyPassword } from '../../utils/password.ts'
import type { Presented } from '../../utils/presented.ts'
import { Problem, type SignInChallenge } from '../../utils/problem.ts'
import { audit, type Deed } from '../auditService.ts'
import { CHALLENGE_SECONDS, challengeFor } from '../factorService/challenges.ts'
import { factorsOf } from '../factorService/overview.ts'
import { recordFailure, type SigningIn } from './failure.ts'
import { refuseWhile, signInGuard } from './limits.ts'
import { formerOf, type Opened, openSession } from './session.ts'

/**
 * Signs in with e-mail and password. Whether the address is unknown, the password wrong or the account disabled, the
 * answer and its time are the same; only failures count towards the limits.
 * @param presented what the browser has of an earlier sign-in, and of the session that ends with this one
 * @throws Problem `invalid-credentials`, `too-many-requests`; `mfa-required` with a challenge for whoever has a second factor
 */
export async function login(ctx: Context, { email, password }: Login, presented: Presented): Promise<Opened> {
  const account = await accountOf(email)
  const guard = signInGuard(ctx, email, knownDevice(presented.device, account?.id))
  refuseWhile(await noted(ctx, account, await guard.wait()))
  const right = await verifyPassword(account?.passwordHash, password)
  // Asked again: guesses that were made in the same moment must not outrun the count.
  if (right) refuseWhile(await noted(ctx, account, await guard.wait()))
  const opened = right && account ? await open(ctx, account, password, presented) : null
  if (opened && 'challenge' in opened) throw new Problem('mfa-required', { challenge: opened })
  if (opened) return opened
  const wait = await guard.count()
  refuseWhile(await noted(ctx, account, wait))
  await recordFailure(ctx, signIn, account?.id ?? null, 'failed', reasonOf(account, right))
  throw new Problem('invalid-credentials')
}

function accountOf(email: string): Promise<User.Account | null> {
  return db.read(authIdentity, (tx) => {
    tx.withoutAudit('the outcome of the sign-in leaves the row')
    return User.findByEmail(tx, email)
  })
}

/** Opens the session, or asks for the second factor of somebody who has one, unless the account has been disabled or its password changed while we looked. */
async function open(
  ctx: Context,
  account: User.Account,
  password: string,
  presented: Presented,
): Promise<Opened | SignInChallenge | null> {
  const hash = account.passwordHash!
  const rehashed = needsRehash(hash) ? await hashPassword(password) : null
  return db.write(authIdentity, async (tx) => {
    const current = await User.lock(tx, account.id)
    if (!current || current.disabledAt || current.passwordHash !== hash) {
      tx.withoutAudit('the failure leaves the row')
      return null
    }
    if (current.secondFactor) return askForFactor(tx, ctx, current, signIn)
    const user = await User.recordSignIn(tx, account.id, ctx.now, rehashed)
    const opened = await openSession(tx, ctx, user, { former: formerOf(presented) })
    await audit(tx, ctx, { ...signIn, resource: user, actorId: user.id })
    return { ...opened, device: deviceMark(user.id) }
  })
}

/**
 * The first step was right, and opens nothing yet.
 * @param deed what it is called in the log
 * @param idToken with which the session is to end, where it comes from a provider; sealed
 */
export async function askForFactor(
  tx: WriteTx,
  ctx: Context,
  user: User.Account,
  deed: Pick<Deed, 'action' | 'operation' | 'resourceType' | 'changedFields'>,
  idToken: Buffer | null = null,
): Promise<SignInChallenge> {
  const challenge = await challengeFor(tx, ctx, { purpose: 'sign-in', userId: user.id, idToken })
  const factors = await factorsOf(tx, user.id)
  await audit(tx, ctx, { ...deed, outcome: 'refused', reason: 'mfa-required', resource: user, actorId: user.id })
  return { challenge, factors, expiresIn: CHALLENGE_SECONDS }
}

const signIn: SigningIn = { action: 'E', operation: 'auth.login', resourceType: 'Person' }

function reasonOf(account: User.Account | null, right: boolean): string {
  if (!account) return 'unknown-account'
  return right ? 'account-disabled' : 'wrong-password'
}

/** Records that a try was refused unheard, when there is something to wait for; hands the seconds on. */
async function noted(ctx: Context, account: User.Account | null, wait: number): Promise<number> {
  if (wait > 0) await recordFailure(ctx, signIn, account?.id ?? null, 'refused', 'too-many-requests')
  return wait
}
