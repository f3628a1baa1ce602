import type { z } from 'zod'
import type { PasskeyLogin, PasskeyRequest, VerifyLogin } from '@hms/contract/factors'
import { db, type WriteTx } from '../../config/database.ts'
import type { AuthChallenge } from '../../models/AuthChallenge.ts'
import * as User from '../../models/User.ts'
import { authIdentity, type Context } from '../../utils/context.ts'
import { deviceMark, knownDevice } from '../../utils/device.ts'
import type { Presented } from '../../utils/presented.ts'
import { Problem } from '../../utils/problem.ts'
import { audit } from '../auditService.ts'
import { challengeFor, openChallenge, useChallenge } from '../factorService/challenges.ts'
import { passkeyOf, requestFor } from '../factorService/passkeys.ts'
import { verifyFactor } from '../factorService/verify.ts'
import { recordFailure, type SigningIn } from './failure.ts'
import { challengeGuard, factorGuard, refuseWhile } from './limits.ts'
import { formerOf, type Opened, type Opening, openSession } from './session.ts'

const verifying: SigningIn = { action: 'E', operation: 'auth.login-verify', resourceType: 'Person' }

/**
 * Completes the sign-in that a challenge stands for, with one factor of the person; or, for a challenge without a password
 * before it, signs in with a passkey that makes sure of the person itself. The challenge is good once, and for nobody else.
 * @param presented what the browser has of an earlier sign-in, and of the session that ends with this one
 * @throws Problem `invalid-factor`, `sign-in-expired`, `too-many-requests`
 */
export async function verifyLogin(
  ctx: Context,
  { challenge, ...proof }: VerifyLogin,
  presented: Presented,
): Promise<Opened> {
  const { what, userId } = await whose(ctx, challenge, proof)
  const guard = userId ? factorGuard(ctx, userId, knownDevice(presented.device, userId)) : challengeGuard(ctx)
  const wait = await guard.count()
  if (wait > 0) await recordFailure(ctx, verifying, userId, 'refused', 'too-many-requests')
  refuseWhile(wait)
  if (!what) {
    await recordFailure(ctx, verifying, null, 'failed', 'unknown-challenge')
    throw new Problem('sign-in-expired')
  }
  const alone = what.purpose === 'passkey-sign-in'
  const opening = { former: formerOf(presented), secondFactor: true }
  const opened =
    userId && (!alone || proof.passkey) ? await open(ctx, userId, { challenge, proof, alone }, opening) : null
  if (!opened) {
    await recordFailure(ctx, verifying, userId, 'failed', 'wrong-factor')
    throw new Problem('invalid-factor')
  }
  await guard.giveBack()
  return opened
}

type Proof = Omit<VerifyLogin, 'challenge'>

interface Answered {
  challenge: string
  proof: Proof
  /** Whether it is all that was shown. */
  alone: boolean
}

/** What the challenge is for, and who it is: as it says, or as the passkey says. */
function whose(ctx: Context, challenge: string, { passkey }: Proof) {
  return db.write(authIdentity, async (tx) => {
    tx.withoutAudit('the outcome of the sign-in leaves the row')
    const found = await openChallenge(tx, ctx, challenge)
    const what = found && isSignIn(found) ? found : null
    const userId = what?.userId ?? (what && passkey ? ((await passkeyOf(tx, passkey))?.userId ?? null) : null)
    return { what, userId }
  })
}

const isSignIn = ({ purpose }: AuthChallenge) => purpose === 'sign-in' || purpose === 'passkey-sign-in'

/** Null when the factor is wrong or used, or the account or the challenge is over in the meantime. */
function open(
  ctx: Context,
  userId: string,
  { challenge, proof, alone }: Answered,
  opening: Opening,
): Promise<Opened | null> {
  return db.write(authIdentity, async (tx) => {
    const user = await User.lock(tx, userId)
    const good = user && !user.disabledAt && (await openChallenge(tx, ctx, challenge))
    if (!good || !(await verifyFactor(tx, ctx, userId, proof, challenge, alone))) return unopened(tx)
    if (!(await useChallenge(tx, ctx, challenge))) return unopened(tx)
    const opened = await openSession(tx, ctx, await User.recordSignIn(tx, userId, ctx.now, null), {
      ...opening,
      idToken: good.idToken ?? null,
    })
    await audit(tx, ctx, { ...verifying, resource: user, actorId: userId })
    return { ...opened, device: deviceMark(userId) }
  })
}

function unopened(tx: WriteTx): null {
  tx.withoutAudit('the failure leaves the row')
  return null
}

/**
 * What the browser needs to ask for a passkey: one of the person's whose password was right, or of anybody's.
 * @throws Problem `sign-in-expired`, `too-many-requests`
 */
export async function passkeyLogin(ctx: Context, { challenge }: z.infer<typeof PasskeyLogin>): Promise<PasskeyRequest> {
  refuseWhile(await challengeGuard(ctx).count())
  const request = await db.write(authIdentity, async (tx) => {
    tx.withoutAudit('nobody is known, and nothing is done, before the answer')
    if (challenge === undefined) {
      return requestFor(tx, await challengeFor(tx, ctx, { purpose: 'passkey-sign-in', userId: null }), null)
    }
    const what = await openChallenge(tx, ctx, challenge)
    return what?.purpose === 'sign-in' ? requestFor(tx, challenge, what.userId) : null
  })
  if (!request) throw new Problem('sign-in-expired')
  return request
}
