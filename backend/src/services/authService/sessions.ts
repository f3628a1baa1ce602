import type { Session as WireSession } from '@hms/contract/auth'
import { db, type ReadTx, type WriteTx } from '../../config/database.ts'
import { env } from '../../config/runtime.ts'
import * as RefreshToken from '../../models/RefreshToken.ts'
import * as Session from '../../models/Session.ts'
import { authIdentity, type Context, type UserContext, type UserIdentity } from '../../utils/context.ts'
import { notFound } from '../../utils/problem.ts'
import { toWireUtc } from '../../utils/time.ts'
import { audit } from '../auditService.ts'
import { hashToken } from './session.ts'

const toWire =
  (currentId: string) =>
  (session: Session.Session): WireSession => ({
    id: session.id,
    current: session.id === currentId,
    createdAt: toWireUtc(session.createdAt),
    lastSeenAt: toWireUtc(session.lastSeenAt),
    clientAddress: session.clientAddress,
    userAgent: session.userAgent,
    secondFactor: session.secondFactorAt !== null,
    locked: session.state === 'locked',
  })

export function sessions(ctx: UserContext): Promise<{ items: WireSession[] }> {
  const { userId, sessionId } = ctx.identity
  return db.read(ctx.identity, async (tx) => {
    const live = await Session.listLive(tx, userId)
    await audit(tx, ctx, { action: 'R', operation: 'auth.sessions', resourceType: 'Person', resource: { id: userId } })
    return { items: live.map(toWire(sessionId)) }
  })
}

/** Ends one of the own sessions. @throws Problem `not-found` for everybody else's and for what is over. */
export function endSession(ctx: UserContext, id: string): Promise<void> {
  return db.write(ctx.identity, async (tx) => {
    if (!(await Session.revoke(tx, ctx.identity.userId, id, ctx.now, 'ended-by-owner'))) throw notFound()
    await audit(tx, ctx, { action: 'E', operation: 'auth.end-session', resourceType: 'Session', resource: { id } })
  })
}

/** Whose session is over, and what the provider wants to see that has vouched for the person, if one has; sealed. */
export interface SignedOut {
  userId: string
  idToken: Buffer | null
}

/** Where no provider is to be asked, nothing is looked for. */
const idTokenOf = (tx: ReadTx | WriteTx, sessionId: string) =>
  env.oidc?.signOut ? Session.idTokenOf(tx, sessionId) : Promise.resolve(null)

/** Ends the session that the refresh cookie or the access token belongs to; without one there is nothing to do. */
export function logout(
  ctx: Context,
  refreshToken: string | undefined,
  identity: UserIdentity | null,
): Promise<SignedOut | null> {
  return db.write(authIdentity, async (tx) => {
    const token = refreshToken ? await RefreshToken.find(tx, hashToken(refreshToken)) : null
    const sessionId = token?.sessionId ?? identity?.sessionId
    const session = sessionId ? await Session.find(tx, sessionId) : null
    if (!session) return (tx.withoutAudit('nobody was signed in'), null)
    const idToken = await idTokenOf(tx, session.id)
    await Session.revoke(tx, session.userId, session.id, ctx.now, 'signed-out')
    await audit(tx, ctx, {
      action: 'E',
      operation: 'auth.logout',
      resourceType: 'Session',
      resource: session,
      actorId: session.userId,
    })
    return { userId: session.userId, idToken }
  })
}

export function logoutEverywhere(ctx: UserContext): Promise<SignedOut> {
  const { userId, sessionId } = ctx.identity
  return db.write(ctx.identity, async (tx) => {
    const idToken = await idTokenOf(tx, sessionId)
    await Session.revokeAll(tx, userId, ctx.now, 'signed-out-everywhere')
    await audit(tx, ctx, {
      action: 'E',
      operation: 'auth.logout-everywhere',
      resourceType: 'Person',
      resource: { id: userId },
    })
    return { userId, idToken }
  })
}
