import type { PasskeyRequest, StepUp } from '@hms/contract/factors'
import { db } from '../../config/database.ts'
import * as Session from '../../models/Session.ts'
import * as User from '../../models/User.ts'
import { authIdentity, type UserContext } from '../../utils/context.ts'
import { verifyPassword } from '../../utils/password.ts'
import { found, Problem } from '../../utils/problem.ts'
import { audit } from '../auditService.ts'
import { refuseWhile, stepUpGuard } from '../authService/limits.ts'
import { challengeFor, openChallenge, useChallenge } from './challenges.ts'
import { factorDeed, onOwnFactors, requireSession } from './own.ts'
import { requestFor } from './passkeys.ts'
import { verifyFactor } from './verify.ts'

/**
 * Notes on the session that the person has shown once more who it is, by the password or a factor. Tries are counted before
 * they are looked at, so that guesses made at once do not outrun the count.
 * @throws Problem `invalid-credentials`, `invalid-factor`, `sign-in-expired`, `too-many-requests`
 */
export async function stepUp(ctx: UserContext, proof: StepUp): Promise<void> {
  const { userId } = ctx.identity
  await requireSession(ctx)
  const guard = stepUpGuard(userId)
  refuseWhile(await guard.count())
  const shown = proof.password === undefined ? await byFactor(ctx, proof) : await byPassword(ctx, proof.password)
  if (!shown) throw new Problem(proof.password === undefined ? 'invalid-factor' : 'invalid-credentials')
  await guard.giveBack()
}

const deed = (userId: string) => factorDeed('E', 'step-up', userId)

async function byPassword({ identity, ...ctx }: UserContext, password: string): Promise<boolean> {
  const { userId, sessionId } = identity
  const account = await db.read(authIdentity, async (tx) => {
    tx.withoutAudit('the outcome of the step-up leaves the row')
    return found(await User.find(tx, userId))
  })
  const right = await verifyPassword(account.passwordHash, password)
  await db.write(authIdentity, async (tx) => {
    if (right) await Session.prove(tx, sessionId, false)
    await audit(tx, { ...ctx, identity }, { ...deed(userId), outcome: right ? 'success' : 'failed' })
  })
  return right
}

function byFactor(ctx: UserContext, { challenge, ...proof }: StepUp): Promise<boolean> {
  const { userId, sessionId } = ctx.identity
  return db.write(authIdentity, async (tx) => {
    if (challenge !== undefined) {
      const open = await openChallenge(tx, ctx, challenge)
      if (open?.purpose !== 'step-up' || open.userId !== userId) throw new Problem('sign-in-expired')
      await useChallenge(tx, ctx, challenge)
    }
    const shown = await verifyFactor(tx, ctx, userId, proof, challenge)
    if (shown) await Session.prove(tx, sessionId, true)
    await audit(tx, ctx, { ...deed(userId), outcome: shown ? 'success' : 'failed' })
    return shown
  })
}

/** What the browser needs to ask for a passkey, to step up with. */
export function stepUpPasskey(ctx: UserContext): Promise<PasskeyRequest> {
  const { userId } = ctx.identity
  return onOwnFactors(ctx, async (tx) => {
    const challenge = await challengeFor(tx, ctx, { purpose: 'step-up', userId })
    await audit(tx, ctx, factorDeed('E', 'begin-step-up', userId))
    return requestFor(tx, challenge, userId)
  })
}
