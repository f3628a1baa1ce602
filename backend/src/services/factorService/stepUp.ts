import type { PasskeyRequest, StepUp } from '@hms/contract/factors'
import { db, type WriteTx } from '../../config/database.ts'
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
 * Notes on the session that the person has shown once more who it is, by the password or a factor.
 * @throws Problem `invalid-credentials`, `invalid-factor`, `sign-in-expired`, `too-many-requests`
 */
export async function stepUp(ctx: UserContext, proof: StepUp): Promise<void> {
  await requireSession(ctx)
  await requireProof(ctx, proof, { operation: 'step-up', alone: false, note: Session.prove })
}

/** What somebody shows once more who it is for. */
interface Proving {
  operation: string
  /** Whether a passkey has to have made sure of the person, and not only of its presence. */
  alone: boolean
  /** What is noted on the session when it was shown, and whether by a second factor. */
  note: (tx: WriteTx, sessionId: string, secondFactor: boolean) => Promise<void>
}

/**
 * Looks at what the owner of a session shows. Tries are counted before they are looked at, so that guesses made at once do
 * not outrun the count; unlocking and stepping up share the count.
 * @throws Problem `invalid-credentials`, `invalid-factor`, `sign-in-expired`, `too-many-requests`
 */
export async function requireProof(ctx: UserContext, proof: StepUp, what: Proving): Promise<void> {
  const guard = stepUpGuard(ctx.identity.userId)
  refuseWhile(await guard.count())
  const isPassword = proof.password !== undefined
  const shown = isPassword ? await byPassword(ctx, proof.password!, what) : await byFactor(ctx, proof, what)
  if (!shown) throw new Problem(isPassword ? 'invalid-credentials' : 'invalid-factor')
  await guard.giveBack()
}

async function byPassword(ctx: UserContext, password: string, { operation, note }: Proving): Promise<boolean> {
  const { userId, sessionId } = ctx.identity
  const account = await db.read(authIdentity, async (tx) => {
    tx.withoutAudit('the outcome of the proof leaves the row')
    return found(await User.find(tx, userId))
  })
  const right = await verifyPassword(account.passwordHash, password)
  await db.write(authIdentity, async (tx) => {
    if (right) await note(tx, sessionId, false)
    await audit(tx, ctx, { ...factorDeed('E', operation, userId), outcome: right ? 'success' : 'failed' })
  })
  return right
}

function byFactor(
  ctx: UserContext,
  { challenge, ...proof }: StepUp,
  { operation, alone, note }: Proving,
): Promise<boolean> {
  const { userId, sessionId } = ctx.identity
  return db.write(authIdentity, async (tx) => {
    if (challenge !== undefined) {
      const open = await openChallenge(tx, ctx, challenge)
      if (open?.purpose !== 'step-up' || open.userId !== userId) throw new Problem('sign-in-expired')
      if (!(await useChallenge(tx, ctx, challenge))) throw new Problem('sign-in-expired')
    }
    const shown = await verifyFactor(tx, ctx, userId, proof, challenge, alone)
    if (shown) await note(tx, sessionId, true)
    await audit(tx, ctx, { ...factorDeed('E', operation, userId), outcome: shown ? 'success' : 'failed' })
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
