import { db, type WriteTx } from '../../config/database.ts'
import * as ExternalIdentity from '../../models/ExternalIdentity.ts'
import type { Former } from '../../models/Session.ts'
import * as User from '../../models/User.ts'
import { authIdentity, type Context } from '../../utils/context.ts'
import { deviceMark } from '../../utils/device.ts'
import { Problem, type SignInChallenge } from '../../utils/problem.ts'
import { audit } from '../auditService.ts'
import { externalGuard } from '../authService/limits.ts'
import { askForFactor } from '../authService/login.ts'
import { type Opened, openSession } from '../authService/session.ts'
import { tellOfChange } from '../factorService/own.ts'
import type { Vouched } from './callback.ts'
import { sealIdToken } from './idToken.ts'
import { record, refused, signingIn } from './record.ts'

/** Whose account it is and whether it is linked just now; or why there is none to open. */
type Whose = { user: User.Account; isNew: boolean } | { userId: string | null; reason: string }

/**
 * Signs in whom the provider vouches for: an account that is there, of somebody of the staff, as it stands here. Nothing of
 * it follows from claims. The session that the browser had is over then.
 * @throws Problem `external-sign-in-refused`; `mfa-required` with a challenge for whoever has a second factor here
 */
export async function signIn(ctx: Context, vouched: Vouched, former: Former, shownOn: string): Promise<Opened> {
  const outcome = await db.write(authIdentity, async (tx) => {
    const whose = await whoIs(tx, ctx, vouched)
    if ('user' in whose) return open(tx, ctx, whose, vouched, former)
    tx.withoutAudit('the failure leaves the row')
    return whose
  })
  if (!('reason' in outcome)) await externalGuard(ctx).giveBack()
  if ('reply' in outcome) return outcome
  if ('challenge' in outcome) throw new Problem('mfa-required', { challenge: outcome, shownOn })
  await record(ctx, outcome.userId, 'failed', outcome.reason)
  throw refused(shownOn)
}

/** By issuer and subject; by the e-mail address only where neither the subject nor the account is linked yet. */
async function whoIs(tx: WriteTx, ctx: Context, vouched: Vouched): Promise<Whose> {
  const linked = await ExternalIdentity.find(tx, vouched)
  const userId = linked?.userId ?? (vouched.email && (await User.findByEmail(tx, vouched.email))?.id)
  if (!userId) return { userId: null, reason: vouched.email ? 'unknown-account' : 'email-not-verified' }
  // Locked first: of two first sign-ins at once the second finds what the first has linked.
  const user = await User.lock(tx, userId)
  if (!user || user.disabledAt) return { userId, reason: 'account-disabled' }
  if (user.role === 'patient') return { userId, reason: 'not-staff' }
  if (linked) await ExternalIdentity.noteUse(tx, vouched, ctx.now)
  const isNew = !linked && (await ExternalIdentity.insert(tx, userId, vouched, ctx.now))
  const theirs = linked || isNew || (await ExternalIdentity.find(tx, vouched))?.userId === userId
  return theirs ? { user, isNew } : { userId, reason: 'linked-to-another-subject' }
}

async function open(
  tx: WriteTx,
  ctx: Context,
  { user, isNew }: Extract<Whose, { user: User.Account }>,
  { secondFactor, ...vouched }: Vouched,
  former: Former,
): Promise<Opened | SignInChallenge> {
  const deed = { ...signingIn, changedFields: isNew ? ['externalIdentities'] : [] }
  if (isNew) tellOfChange(tx, user.id, ctx.requestId, 'sign-in-linked')
  const idToken = sealIdToken(user.id, vouched.idToken)
  if (user.secondFactor && !secondFactor) return askForFactor(tx, ctx, user, deed, idToken)
  const opening = { former, secondFactor, idToken }
  const opened = await openSession(tx, ctx, await User.recordSignIn(tx, user.id, ctx.now, null), opening)
  await audit(tx, ctx, { ...deed, resource: user, actorId: user.id })
  return { ...opened, device: deviceMark(user.id) }
}
