import type { ReadTx, WriteTx } from '../config/database.ts'

export type OneTimePurpose = 'password-reset' | 'invitation'

export interface OneTimeToken {
  id: string
  userId: string
  purpose: OneTimePurpose
  expiresAt: Date
  usedAt: Date | null
}

export async function insert(
  tx: WriteTx,
  token: { userId: string; purpose: OneTimePurpose },
  now: Temporal.Instant,
  expiresAt: Temporal.Instant,
): Promise<string> {
  const row = await tx.one<{ id: string }>(
    'INSERT INTO one_time_tokens (user_id, purpose, created_at, expires_at) VALUES ($1, $2, $3, $4) RETURNING id',
    [token.userId, token.purpose, now.toString(), expiresAt.toString()],
  )
  return row!.id
}

export function find(tx: ReadTx | WriteTx, id: string): Promise<OneTimeToken | null> {
  return tx.one<OneTimeToken>(
    `SELECT id, user_id AS "userId", purpose, expires_at AS "expiresAt", used_at AS "usedAt"
       FROM one_time_tokens WHERE id = $1`,
    [id],
  )
}

/** Uses a token up; of two at once one wins. @returns false when it is used or too old. */
export async function use(tx: WriteTx, id: string, now: Temporal.Instant): Promise<boolean> {
  const used = await tx.run(
    'UPDATE one_time_tokens SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND expires_at > $2',
    [id, now.toString()],
  )
  return used === 1
}

/** Uses up whatever links a person still has. */
export async function useAll(tx: WriteTx, userId: string, now: Temporal.Instant): Promise<void> {
  await tx.run('UPDATE one_time_tokens SET used_at = $2 WHERE user_id = $1 AND used_at IS NULL', [
    userId,
    now.toString(),
  ])
}
