import { createHash, randomBytes } from 'node:crypto'
import type { SignedIn } from '@hms/contract/auth'
import type { WriteTx } from '../../config/database.ts'
import { keys } from '../../config/runtime.ts'
import * as RefreshToken from '../../models/RefreshToken.ts'
import * as Session from '../../models/Session.ts'
import * as User from '../../models/User.ts'
import { ACCESS_TOKEN_SECONDS, signAccessToken } from '../../utils/accessToken.ts'
import type { Context } from '../../utils/context.ts'
import type { Presented } from '../../utils/presented.ts'
import { Problem } from '../../utils/problem.ts'
import type { OpenedSession } from '../../utils/sessionCookies.ts'
import { toInstant } from '../../utils/time.ts'
import { toWireUser } from '../userService.ts'

export interface Opened extends OpenedSession<SignedIn> {
  sessionId: string
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** What may follow a token: one for each key of the ring, the current one first. */
export function successorsOf(token: string): string[] {
  return keys.macs('refresh-token', token).map((mac) => mac.toString('base64url'))
}

const newToken = () => randomBytes(32).toString('base64url')

/** How a session comes about. */
export interface Opening {
  /** What the browser has of the session before, which ends with this. */
  former: Session.Former
  /** Whether a second factor was shown; not, unless told. */
  secondFactor?: boolean
  /** What the provider wants to see when the person signs out there, too; sealed. */
  idToken?: Buffer | null
}

/**
 * What a request brings of the session that its browser has, as it may be kept. Programs may be several people at once, and
 * keep cookies without meaning it: a sign-in of theirs ends no other.
 */
export const formerOf = ({ refreshToken, identity, fromOwnPage }: Presented): Session.Former => ({
  refreshHash: fromOwnPage && refreshToken ? hashToken(refreshToken) : null,
  sessionId: (fromOwnPage && identity?.sessionId) || null,
})

/** Opens a session for somebody who has shown who they are; the one that the browser had is over. */
export async function openSession(
  tx: WriteTx,
  ctx: Context,
  user: User.User,
  { former, secondFactor = false, idToken = null }: Opening,
): Promise<Opened> {
  const { userAgent, clientAddress, now } = ctx
  Session.endFormer(tx, former, now)
  const opened = { userId: user.id, role: user.role, userAgent, clientAddress, now, secondFactor, idToken }
  const session = await Session.insert(tx, opened)
  const refreshToken = newToken()
  const first = { tokenHash: hashToken(refreshToken), sessionId: session.id, generation: 1 }
  await RefreshToken.insert(tx, first, toInstant(session.endsAt))
  return replyFor(ctx, user, session, refreshToken)
}

/**
 * Gives a session new tokens, for somebody who has shown once more who it is: it goes on as another one, and what was given
 * out for it before is good for nothing from now on.
 * @throws Problem `session-ended` when it is over, or somebody else has just renewed it
 */
export async function renewSession(
  tx: WriteTx,
  ctx: Context,
  sessionId: string,
  shown: Session.Shown,
): Promise<Opened> {
  const session = await Session.renew(tx, sessionId, shown)
  const user = session && (await User.find(tx, session.userId))
  if (!session || !user) throw new Problem('session-ended')
  const refreshToken = newToken()
  const first = { tokenHash: hashToken(refreshToken), sessionId: session.id }
  await RefreshToken.handOn(tx, sessionId, first, toInstant(session.endsAt))
  // After the tokens, as whoever trades one of them has it.
  if (!(await Session.revoke(tx, user.id, sessionId, ctx.now, Session.RENEWED))) throw new Problem('session-ended')
  return replyFor(ctx, user, session, refreshToken)
}

/** The tokens of a session as they go to the client. */
export async function replyFor(
  ctx: Context,
  user: User.User,
  session: Session.Session,
  refreshToken: string,
): Promise<Opened> {
  const identity = { kind: 'user', userId: user.id, sessionId: session.id, role: user.role } as const
  const accessToken = await signAccessToken(identity, Math.floor(ctx.now.epochMilliseconds / 1000))
  const left = toInstant(session.endsAt).since(ctx.now).total('seconds')
  return {
    reply: { user: toWireUser(user), accessToken, expiresIn: ACCESS_TOKEN_SECONDS },
    sessionId: session.id,
    refreshToken,
    refreshSeconds: Math.max(1, Math.floor(left)),
  }
}
