import type { PasskeyRequest, StepUp } from '@hms/contract/factors'
import { db } from '../../config/database.ts'
import * as User from '../../models/User.ts'
import { authIdentity, type UserContext } from '../../utils/context.ts'
import { verifyPassword } from '../../utils/password.ts'
import { found, Problem } from '../../utils/problem.ts'
import { audit } from '../auditService.ts'
import { refuseWhile, stepUpGuard } from '../authService/limits.ts'
import { type Opened, renewSession } from '../authService/session.ts'
import { challengeFor, openChallenge, useChallenge } from './challenges.ts'
import { factorDeed, onOwnFactors, requireSession } from './own.ts'
import { requestFor } from './passkeys.ts'
import { verifyFactor } from './verify.ts'

/**
 * Gives the session new tokens for a person who has shown once more who it is, by the password or a factor.
 * @throws Problem `invalid-credentials`, `invalid-factor`, `sign-in-expired`, `too-many-requests`
 */
export async function stepUp(ctx: UserContext, proof: StepUp): Promise<Opened> {
  await requireSession(ctx)
  return requireProof(ctx, proof, { operation: 'step-up', alone: false, opens: false })
}

/** What somebody shows once more who it is for. */
interface Proving {
  operation: string
  /** Whether a passkey has to have made sure of the person, and not only of its presence. */
  alone: boolean
  /** Whether it opens a locked session. */
  opens: boolean
}

/**
 * Looks at what the owner of a session shows. Tries are counted before they are looked at, so that guesses made at once do
 * not outrun the count; unlocking and stepping up share the count. Whoever has shown it goes on with other tokens.
 * @throws Problem `invalid-credentials`, `invalid-factor`, `sign-in-expired`, `session-ended`, `too-many-requests`
 */
export async function requireProof(ctx: UserContext, proof: StepUp, what: Proving): Promise<Opened> {
  const guard = stepUpGuard(ctx.identity.userId)
  refuseWhile(await guard.count())
  const isPassword = proof.password !== undefined
  const opened = isPassword ? await byPassword(ctx, proof.password!, what) : await byFactor(ctx, proof, what)
  if (!opened) throw new Problem(isPassword ? 'invalid-credentials' : 'invalid-factor')
  await guard.giveBack()
  return opened
}

async function byPassword(ctx: UserContext, password: string, { operation, opens }: Proving): Promise<Opened | null> {
  const { userId, sessionId } = ctx.identity
  const account = await db.read(authIdentity, async (tx) => {
    tx.withoutAudit('the outcome of the proof leaves the row')
    return found(await User.find(tx, userId))
  })
  const right = await verifyPassword(account.passwordHash, password)
  return db.write(authIdentity, async (tx) => {
    await audit(tx, ctx, { ...factorDeed('E', operation, userId), outcome: right ? 'success' : 'failed' })
    return right ? renewSession(tx, ctx, sessionId, { secondFactor: false, opens }) : null
  })
}

function byFactor(
  ctx: UserContext,
  { challenge, ...proof }: StepUp,
  { operation, alone, opens }: Proving,
): Promise<Opened | null> {
  const { userId, sessionId } = ctx.identity
  return db.write(authIdentity, async (tx) => {
    if (challenge !== undefined) {
      const open = await openChallenge(tx, ctx, challenge)
      if (open?.purpose !== 'step-up' || open.userId !== userId) throw new Problem('sign-in-expired')
      if (!(await useChallenge(tx, ctx, challenge))) throw new Problem('sign-in-expired')
    }
    const shown = await verifyFactor(tx, ctx, userId, proof, challenge, alone)
    await audit(tx, ctx, { ...factorDeed('E', operation, userId), outcome: shown ? 'success' : 'failed' })
    return shown ? renewSession(tx, ctx, sessionId, { secondFactor: true, opens }) : null
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
