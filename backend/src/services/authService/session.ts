import { createHash, randomBytes } from 'node:crypto'
import type { SignedIn } from '@hms/contract/auth'
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

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** What may follow a token: one for each key of the ring, the current one first. */
export function successorsOf(token: string): string[] {
  return keys.macs('refresh-token', token).map((mac) => mac.toString('base64url'))
}

/** Opens a session for somebody who has shown who they are, with a second factor or without. */
export async function openSession(tx: WriteTx, ctx: Context, user: User, secondFactor = false): Promise<Opened> {
  const { userAgent, clientAddress, now } = ctx
  const opened = { userId: user.id, role: user.role, userAgent, clientAddress, now, secondFactor }
  const session = await Session.insert(tx, opened)
  const refreshToken = randomBytes(32).toString('base64url')
  const first = { tokenHash: hashToken(refreshToken), sessionId: session.id, generation: 1 }
  await RefreshToken.insert(tx, first, toInstant(session.endsAt))
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
  const left = toInstant(session.endsAt).since(ctx.now).total('seconds')
  return {
    reply: { user: toWireUser(user), accessToken, expiresIn: ACCESS_TOKEN_SECONDS },
    refreshToken,
    refreshSeconds: Math.max(1, Math.floor(left)),
  }
}
