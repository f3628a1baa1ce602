import type { Session as WireSession } from '@hms/contract/auth'
import { db } from '../../config/database.ts'
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

/** Ends the session that the refresh cookie or the access token belongs to; without one there is nothing to do. */
export function logout(ctx: Context, refreshToken: string | undefined, identity: UserIdentity | null): Promise<void> {
  return db.write(authIdentity, async (tx) => {
    const token = refreshToken ? await RefreshToken.find(tx, hashToken(refreshToken)) : null
    const sessionId = token?.sessionId ?? identity?.sessionId
    const session = sessionId ? await Session.find(tx, sessionId) : null
    if (!session) return tx.withoutAudit('nobody was signed in')
    await Session.revoke(tx, session.userId, session.id, ctx.now, 'signed-out')
    await audit(tx, ctx, {
      action: 'E',
      operation: 'auth.logout',
      resourceType: 'Session',
      resource: session,
      actorId: session.userId,
    })
  })
}

export function logoutEverywhere(ctx: UserContext): Promise<void> {
  const { userId } = ctx.identity
  return db.write(ctx.identity, async (tx) => {
    await Session.revokeAll(tx, userId, ctx.now, 'signed-out-everywhere')
    await audit(tx, ctx, {
      action: 'E',
      operation: 'auth.logout-everywhere',
      resourceType: 'Person',
      resource: { id: userId },
    })
  })
}
