import type { PasskeyRequest } from '@hms/contract/factors'
import type { LockState, Unlock } from '@hms/contract/lock'
import { db, type ReadTx, type WriteTx } from '../config/database.ts'
import * as Passkey from '../models/Passkey.ts'
import * as RefreshToken from '../models/RefreshToken.ts'
import * as Session from '../models/Session.ts'
import * as User from '../models/User.ts'
import { authIdentity, type Context, purposeOf, type UserContext, type UserIdentity } from '../utils/context.ts'
import type { Presented } from '../utils/presented.ts'
import { Problem } from '../utils/problem.ts'
import { audit } from './auditService.ts'
import { hashToken, type Opened } from './authService/session.ts'
import { challengeFor } from './factorService/challenges.ts'
import { requireProof } from './factorService/index.ts'
import { factorDeed, onOwnFactors } from './factorService/own.ts'
import { requestFor } from './factorService/passkeys.ts'
import { linkedProvider } from './oidcService/identities.ts'

/**
 * Whose session it is that somebody presents, as long as it stands, locked or not.
 * A refresh token that was traded already may be a copy, and counts for nothing.
 * @throws Problem `session-ended`
 */
async function ownerOf(tx: ReadTx | WriteTx, { refreshToken, identity }: Presented): Promise<UserIdentity> {
  const token = refreshToken ? await RefreshToken.find(tx, hashToken(refreshToken)) : null
  const sessionId = token && !token.usedAt ? token.sessionId : identity?.sessionId
  const session = sessionId ? await Session.find(tx, sessionId) : null
  const user = session && (await User.find(tx, session.userId))
  if (!session || !user) throw new Problem('session-ended')
  if (session.revokedAt || session.state === 'over' || user.disabledAt) throw new Problem('session-ended')
  return { kind: 'user', userId: user.id, sessionId: session.id, role: user.role }
}

async function stateOf(tx: ReadTx | WriteTx, { userId, sessionId }: UserIdentity): Promise<LockState> {
  const [clock, passkeys, provider, user] = await Promise.all([
    Session.clock(tx, sessionId),
    Passkey.list(tx, userId),
    linkedProvider(tx, userId),
    User.find(tx, userId),
  ])
  const ways = { password: Boolean(user?.passwordHash), passkey: passkeys.length > 0, provider }
  return { userId, locked: clock.lockInSeconds === 0, ...ways, ...clock }
}

/** How long the session at hand stays open. @throws Problem `session-ended` */
export function state(_ctx: Context, presented: Presented): Promise<LockState> {
  return db.read(authIdentity, async (tx) => {
    tx.withoutAudit('tells nothing of anybody but how long the session stays open')
    return stateOf(tx, await ownerOf(tx, presented))
  })
}

/** Locks the session at hand. */
export function lock(ctx: UserContext): Promise<void> {
  const { userId, sessionId } = ctx.identity
  return onOwnFactors(ctx, async (tx) => {
    await Session.lock(tx, sessionId)
    await audit(tx, ctx, factorDeed('E', 'lock', userId))
  })
}

/** A session that is open again. */
export interface Unlocked {
  opened: Opened
  state: LockState
}

/**
 * Opens a locked session again for its person, with new tokens.
 * @throws Problem `session-ended`, `invalid-credentials`, `invalid-factor`, `sign-in-expired`, `too-many-requests`
 */
export async function unlock(ctx: Context, presented: Presented, proof: Unlock): Promise<Unlocked> {
  const identity = await owner(presented)
  const owning = { ...ctx, identity, purpose: purposeOf(identity) }
  const opened = await requireProof(owning, proof, { operation: 'unlock', alone: true, opens: true })
  const state = await db.read(authIdentity, (tx) => {
    tx.withoutAudit('tells nothing of anybody but how long the session stays open')
    return stateOf(tx, { ...identity, sessionId: opened.sessionId })
  })
  return { opened, state }
}

/** What the browser needs to ask for a passkey, to unlock with. @throws Problem `session-ended` */
export async function unlockPasskey(ctx: Context, presented: Presented): Promise<PasskeyRequest> {
  const { userId } = await owner(presented)
  return db.write(authIdentity, async (tx) => {
    tx.withoutAudit('nothing is done before the answer')
    return requestFor(tx, await challengeFor(tx, ctx, { purpose: 'step-up', userId }), userId, true)
  })
}

/** Whose session it is, locked or not. @throws Problem `session-ended` */
export function owner(presented: Presented): Promise<UserIdentity> {
  return db.read(authIdentity, (tx) => {
    tx.withoutAudit('what follows leaves the row')
    return ownerOf(tx, presented)
  })
}

/** Puts off the lock of the session at hand: the person was there so many seconds ago. */
export function activity(ctx: UserContext, secondsAgo: number): Promise<void> {
  return onOwnFactors(ctx, async (tx) => {
    tx.withoutAudit('says only that the person is still there')
    await Session.noteActivity(tx, ctx.identity.sessionId, secondsAgo)
  })
}
