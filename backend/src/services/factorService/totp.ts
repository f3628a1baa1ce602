import type { RecoveryCodes, TotpSetUp } from '@hms/contract/factors'
import type { WriteTx } from '../../config/database.ts'
import { keys } from '../../config/runtime.ts'
import * as Session from '../../models/Session.ts'
import * as Settings from '../../models/Settings.ts'
import * as TotpFactor from '../../models/TotpFactor.ts'
import * as User from '../../models/User.ts'
import type { UserContext } from '../../utils/context.ts'
import { found, invalidField, notFound, Problem } from '../../utils/problem.ts'
import { audit } from '../auditService.ts'
import { factorGuard, refuseWhile } from '../authService/limits.ts'
import { factorDeed, onOwnFactors, requireSession, tellOfChange } from './own.ts'
import { dropIfAlone, firstRecoveryCodes } from './recoveryCodes.ts'

/** RFC 6238 as every app has it: SHA-1, six digits, steps of 30 seconds. */
const PERIOD_SECONDS = 30

/**
 * The step of time whose code this is, one before and one after the present included, for clocks that differ (RFC 6238, 5.2);
 * null for any other code.
 */
async function stepOf(factor: TotpFactor.TotpFactor, userId: string, code: string, now: Temporal.Instant) {
  const { verifySync } = await import('otplib')
  const secret = keys.openText(factor.secret, TotpFactor.totpContext(userId), 'second-factor')
  const epoch = Math.floor(now.epochMilliseconds / 1000)
  const result = verifySync({ secret, token: code, epoch, period: PERIOD_SECONDS, epochTolerance: PERIOD_SECONDS })
  return result.valid ? Math.floor(epoch / PERIOD_SECONDS) + result.delta : null
}

/** Whether the code is good now; it is used then, here and at once everywhere. */
export async function useTotp(tx: WriteTx, userId: string, code: string, now: Temporal.Instant): Promise<boolean> {
  const factor = await TotpFactor.find(tx, userId)
  const step = factor?.confirmedAt ? await stepOf(factor, userId, code, now) : null
  return step !== null && (await TotpFactor.useStep(tx, userId, step))
}

/** A new secret, of no effect until a code of it is shown. @throws Problem `wrong-status` when there is an app already */
export async function beginTotp(ctx: UserContext): Promise<TotpSetUp> {
  const { userId } = ctx.identity
  const { generateSecret, generateURI } = await import('otplib')
  const secret = generateSecret()
  const sealed = keys.sealText(secret, TotpFactor.totpContext(userId), 'second-factor')
  return onOwnFactors(ctx, async (tx) => {
    if (!(await TotpFactor.begin(tx, userId, sealed, ctx.now))) throw new Problem('wrong-status')
    const { email } = found(await User.find(tx, userId))
    const { name } = await Settings.get(tx)
    await audit(tx, ctx, factorDeed('C', 'begin-totp', userId))
    return { secret, address: generateURI({ issuer: name, label: email, secret }) }
  })
}

/**
 * Lets the app count from now on. Its first code is used by that.
 * @returns recovery codes when there were none
 * @throws Problem `invalid` for a wrong code, `wrong-status` when there is nothing to confirm, `too-many-requests`
 */
export async function confirmTotp(ctx: UserContext, code: string): Promise<RecoveryCodes> {
  const { userId, sessionId } = ctx.identity
  await requireSession(ctx)
  refuseWhile(await factorGuard(ctx, userId, null).count())
  return onOwnFactors(ctx, async (tx) => {
    const factor = await TotpFactor.find(tx, userId)
    if (!factor || factor.confirmedAt) throw new Problem('wrong-status')
    const step = await stepOf(factor, userId, code, ctx.now)
    if (step === null) throw invalidField('/totp', 'Not the code that the app shows now')
    if (!(await TotpFactor.confirm(tx, userId, step, ctx.now))) throw new Problem('wrong-status')
    await Session.prove(tx, sessionId, true)
    tellOfChange(tx, userId, ctx.requestId)
    await audit(tx, ctx, { ...factorDeed('U', 'confirm-totp', userId), changedFields: ['totp'] })
    return { recoveryCodes: await firstRecoveryCodes(tx, userId, ctx.now) }
  })
}

export function removeTotp(ctx: UserContext): Promise<void> {
  const { userId } = ctx.identity
  return onOwnFactors(ctx, async (tx) => {
    if (!(await TotpFactor.remove(tx, userId))) throw notFound()
    await dropIfAlone(tx, userId)
    tellOfChange(tx, userId, ctx.requestId)
    await audit(tx, ctx, { ...factorDeed('D', 'remove-totp', userId), changedFields: ['totp'] })
  })
}
