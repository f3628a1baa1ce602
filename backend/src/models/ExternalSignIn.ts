import type { WriteTx } from '../config/database.ts'
import { type Former, formerSession } from './Session.ts'

/** A sign-in under way at an OpenID Provider. */
export interface ExternalSignIn {
  /** Of whom a fresh proof is asked; null for a sign-in. */
  sessionId: string | null
  /** The session that the browser had when it went to sign in. */
  formerSessionId: string | null
  /** Path of the page to open afterwards. */
  returnTo: string
  createdAt: Date
}

/** What is begun. */
export interface Beginning extends Pick<ExternalSignIn, 'sessionId' | 'returnTo'> {
  former: Former
}

/** What has to come back together. */
export interface Marks {
  stateHash: Buffer
  browserHash: Buffer
}

export async function insert(
  tx: WriteTx,
  { stateHash, browserHash }: Marks,
  { sessionId, returnTo, former }: Beginning,
  now: Temporal.Instant,
  expiresAt: Temporal.Instant,
): Promise<void> {
  await tx.run(
    `INSERT INTO external_sign_ins (former_session_id, state_hash, browser_hash, session_id, return_to, created_at, expires_at)
     VALUES (${formerSession}, $3, $4, $5, $6, $7, $8)`,
    [
      former.refreshHash,
      former.sessionId,
      stateHash,
      browserHash,
      sessionId,
      returnTo,
      now.toString(),
      expiresAt.toString(),
    ],
  )
}

/** Uses up one that is open, of this browser; of two at once one gets it. */
export function take(tx: WriteTx, { stateHash, browserHash }: Marks, now: Temporal.Instant) {
  return tx.one<ExternalSignIn>(
    `UPDATE external_sign_ins SET used_at = $3
      WHERE state_hash = $1 AND browser_hash = $2 AND used_at IS NULL AND expires_at > $3
      RETURNING session_id AS "sessionId", former_session_id AS "formerSessionId", return_to AS "returnTo",
                created_at AS "createdAt"`,
    [stateHash, browserHash, now.toString()],
  )
}

/** Whose session it is; null when it is over, or its owner may not sign in any more. */
export async function ownerOf(tx: WriteTx, sessionId: string, now: Temporal.Instant): Promise<string | null> {
  const row = await tx.one<{ userId: string }>(
    `SELECT s.user_id AS "userId" FROM sessions s JOIN users u ON u.id = s.user_id
      WHERE s.id = $1 AND s.revoked_at IS NULL AND s.expires_at > $2 AND u.disabled_at IS NULL`,
    [sessionId, now.toString()],
  )
  return row?.userId ?? null
}
