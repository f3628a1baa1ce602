import { createHash, randomBytes } from 'node:crypto'
import type { SignedIn } from '@hms/contract/auth'
import type { Role } from '@hms/contract/permissions'
import type { WriteTx } from '../../config/database.ts'
import { keys } from '../../config/runtime.ts'
import * as RefreshToken from '../../models/RefreshToken.ts'
import * as Session from '../../models/Session.ts'
import type { User } from '../../models/User.ts'
import { ACCESS_TOKEN_SECONDS, signAccessToken } from '../../utils/accessToken.ts'
import type { Context } from '../../utils/context.ts'
import type { OpenedSession } from '../../utils/sessionCookies.ts'
import { toInstant } from '../../utils/time.ts'
import { toWireUser } from '../userService.ts'

export type Opened = OpenedSession<SignedIn>

const WORKING_DAY = 12
const lifetimeHours: Record<Role, number> = {
  patient: 30 * 24,
  doctor: WORKING_DAY,
  admin: WORKING_DAY,
  receptionist: WORKING_DAY,
  nurse: WORKING_DAY,
  billing: WORKING_DAY,
  privacy_officer: WORKING_DAY,
}

/** When a session ends however busy it is; somebody who has become staff is held to the shorter time. */
export function sessionEnd(session: { createdAt: Date; expiresAt: Date }, role: Role): Temporal.Instant {
  const longest = toInstant(session.createdAt).add({ hours: lifetimeHours[role] })
  const granted = toInstant(session.expiresAt)
  return Temporal.Instant.compare(longest, granted) < 0 ? longest : granted
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** What may follow a token: one for each key of the ring, the current one first. */
export function successorsOf(token: string): string[] {
  return keys.macs('refresh-token', token).map((mac) => mac.toString('base64url'))
}

/** Opens a session for somebody who has shown who they are, with a second factor or without. */
export async function openSession(tx: WriteTx, ctx: Context, user: User, secondFactor = false): Promise<Opened> {
  const expiresAt = ctx.now.add({ hours: lifetimeHours[user.role] })
  const { userAgent, clientAddress, now } = ctx
  const session = await Session.insert(tx, { userId: user.id, userAgent, clientAddress, now, expiresAt, secondFactor })
  const refreshToken = randomBytes(32).toString('base64url')
  await RefreshToken.insert(tx, { tokenHash: hashToken(refreshToken), sessionId: session.id, generation: 1 }, expiresAt)
  return replyFor(ctx, user, session, refreshToken)
}

/** The tokens of a session as they go to the client. */
export async function replyFor(
  ctx: Context,
  user: User,
  session: Session.Session,
  refreshToken: string,
): Promise<Opened> {
  const identity = { kind: 'user', userId: user.id, sessionId: session.id, role: user.role } as const
  const accessToken = await signAccessToken(identity, Math.floor(ctx.now.epochMilliseconds / 1000))
  const left = sessionEnd(session, user.role).since(ctx.now).total('seconds')
  return {
    reply: { user: toWireUser(user), accessToken, expiresIn: ACCESS_TOKEN_SECONDS },
    refreshToken,
    refreshSeconds: Math.max(1, Math.floor(left)),
  }
}
