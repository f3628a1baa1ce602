import { db, type WriteTx } from '../../config/database.ts'
import * as RefreshToken from '../../models/RefreshToken.ts'
import * as Session from '../../models/Session.ts'
import * as User from '../../models/User.ts'
import { authIdentity, type Context } from '../../utils/context.ts'
import { Problem } from '../../utils/problem.ts'
import { toInstant } from '../../utils/time.ts'
import { audit } from '../auditService.ts'
import { postMessage } from '../messageService/post.ts'
import { hashToken, type Opened, replyFor, successorsOf } from './session.ts'

/**
 * Trades a refresh token for its successor and a new access token. Requests that arrived before the trade was committed
 * get the same successor, so that tabs which ask at once all stay signed in. A used token that comes later has been
 * copied: the whole session ends (RFC 9700, 4.14.2). Whoever is at work or not, this does not put off the lock of the session.
 * @throws Problem `session-ended`, with a time to wait where the browser may be about to get other tokens; `session-locked`,
 * the token staying as it is
 */
export async function refresh(ctx: Context, presented: string | undefined): Promise<Opened> {
  if (!presented) throw new Problem('session-ended')
  const outcome = await db.write(authIdentity, (tx) => trade(tx, ctx, presented))
  if ('reply' in outcome) return outcome
  throw new Problem('session-ended', outcome.isRenewed ? { retryAfterSeconds: 1 } : {})
}

/** Why there are no new tokens; what has been found out about the session is to be committed all the same. */
interface Refused {
  /** It goes on with others, which went to another tab of the browser, or to whoever has shown who it is. */
  isRenewed: boolean
}

async function trade(tx: WriteTx, ctx: Context, presented: string): Promise<Opened | Refused> {
  const tokenHash = hashToken(presented)
  // Looked at before the lock: who sees it unused here came before the trade, however long the lock takes.
  const seen = await RefreshToken.find(tx, tokenHash)
  const token = seen && (await RefreshToken.lock(tx, tokenHash))
  const session = token && (await Session.find(tx, token.sessionId))
  const user = session && (await User.find(tx, session.userId))
  if (!token || !session || !user) return refused(tx, ctx, null, 'unknown-token')
  if (session.revokedReason === Session.RENEWED) return refused(tx, ctx, session, 'session-renewed', true)
  if (session.revokedAt || session.state === 'over' || user.disabledAt) return refused(tx, ctx, session, 'session-over')
  if (seen.usedAt && (await RefreshToken.wasUsedBefore(tx, tokenHash, ctx.now))) return stolen(tx, ctx, session)
  if (session.state === 'locked') throw new Problem('session-locked')
  const successor = token.usedAt ? await head(tx, presented, session) : await rotate(tx, presented, token, session)
  if (successor === null) return refused(tx, ctx, session, 'session-renewed', true)
  await Session.touch(tx, session.id, ctx.now)
  await audit(tx, ctx, { ...refreshing, resource: session, actorId: user.id })
  const opened = await replyFor(ctx, user, session, successor)
  if (!token.usedAt) await RefreshToken.markUsed(tx, tokenHash)
  return opened
}

const refreshing = { action: 'E', operation: 'auth.refresh', resourceType: 'Session' } as const

async function rotate(
  tx: WriteTx,
  presented: string,
  token: RefreshToken.RefreshToken,
  session: Session.Session,
): Promise<string> {
  const [successor] = successorsOf(presented) as [string]
  const next = { tokenHash: hashToken(successor), sessionId: session.id, generation: token.generation + 1 }
  await RefreshToken.insert(tx, next, toInstant(session.endsAt))
  return successor
}

/** The unused token at the end of the chain that a used one has begun; null where the session has begun another chain since. */
async function head(tx: WriteTx, used: string, session: Session.Session): Promise<string | null> {
  for (const successor of successorsOf(used)) {
    const row = await RefreshToken.find(tx, hashToken(successor))
    if (row?.usedAt) return head(tx, successor, session)
    if (row) return row.sessionId === session.id ? successor : null
  }
  throw new Error('A traded refresh token without a successor')
}

async function refused(
  tx: WriteTx,
  ctx: Context,
  session: Session.Session | null,
  reason: string,
  isRenewed = false,
): Promise<Refused> {
  await audit(tx, ctx, {
    ...refreshing,
    outcome: 'failed',
    reason,
    resource: session,
    actorId: session?.userId ?? null,
  })
  return { isRenewed }
}

async function stolen(tx: WriteTx, ctx: Context, session: Session.Session): Promise<Refused> {
  await Session.revoke(tx, session.userId, session.id, ctx.now, 'refresh-token-reused')
  postMessage(tx, {
    kind: 'sign-in-alert',
    receiver: { userId: session.userId },
    occurrence: session.id,
    version: 1,
    link: '/profile',
  })
  return refused(tx, ctx, session, 'refresh-token-reused')
}
