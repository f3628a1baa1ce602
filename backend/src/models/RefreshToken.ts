import type { ReadTx, WriteTx } from '../config/database.ts'

export interface RefreshToken {
  tokenHash: Buffer
  sessionId: string
  generation: number
  usedAt: Date | null
}

const columns = `token_hash AS "tokenHash", session_id AS "sessionId", generation, used_at AS "usedAt"`

export function find(tx: ReadTx | WriteTx, tokenHash: Buffer): Promise<RefreshToken | null> {
  return tx.one<RefreshToken>(`SELECT ${columns} FROM refresh_tokens WHERE token_hash = $1`, [tokenHash])
}

/** Waits for whoever is trading the same token, and then sees what they did. */
export function lock(tx: WriteTx, tokenHash: Buffer): Promise<RefreshToken | null> {
  return tx.one<RefreshToken>(`SELECT ${columns} FROM refresh_tokens WHERE token_hash = $1 FOR UPDATE`, [tokenHash])
}

/** Whether the token had been traded before a request arrived; compared in microseconds, which a Date does not have. */
export async function wasUsedBefore(tx: WriteTx, tokenHash: Buffer, arrival: Temporal.Instant): Promise<boolean> {
  const row = await tx.one<{ used: boolean }>(
    'SELECT coalesce(used_at <= $2::timestamptz, false) AS used FROM refresh_tokens WHERE token_hash = $1',
    [tokenHash, arrival.toString()],
  )
  return row?.used ?? false
}

export async function insert(
  tx: WriteTx,
  token: { tokenHash: Buffer; sessionId: string; generation: number },
  expiresAt: Temporal.Instant,
): Promise<void> {
  await tx.run(`INSERT INTO refresh_tokens (token_hash, session_id, generation, expires_at) VALUES ($1, $2, $3, $4)`, [
    token.tokenHash,
    token.sessionId,
    token.generation,
    expiresAt.toString(),
  ])
}

/** Marks the token as traded now: at the end of the transaction, so that nobody who came before counts as late. */
export async function markUsed(tx: WriteTx, tokenHash: Buffer): Promise<void> {
  await tx.run('UPDATE refresh_tokens SET used_at = clock_timestamp() WHERE token_hash = $1', [tokenHash])
}

/**
 * Begins the tokens of a session in whose place another one stood: the traded ones of that one go along, so that a copy of
 * them is noticed here. Its last one stays, and is good for nothing once its session is over.
 */
export async function handOn(
  tx: WriteTx,
  former: string,
  first: { tokenHash: Buffer; sessionId: string },
  expiresAt: Temporal.Instant,
): Promise<void> {
  await tx.run('UPDATE refresh_tokens SET session_id = $2 WHERE session_id = $1 AND used_at IS NOT NULL', [
    former,
    first.sessionId,
  ])
  await tx.run(
    `INSERT INTO refresh_tokens (token_hash, session_id, generation, expires_at)
     SELECT $1, $2, coalesce(max(generation), 0) + 1, $4 FROM refresh_tokens WHERE session_id IN ($2, $3)`,
    [first.tokenHash, first.sessionId, former, expiresAt.toString()],
  )
}
