import type { ReadTx, WriteTx } from '../config/database.ts'

/** Puts a new link in the place of whatever there was. */
export async function replace(
  tx: WriteTx,
  tokenHash: Buffer,
  now: Temporal.Instant,
  expiresAt: Temporal.Instant,
): Promise<void> {
  await tx.run(
    `INSERT INTO setup_links (token_hash, created_at, expires_at) VALUES ($1, $2, $3)
     ON CONFLICT (id) DO UPDATE
        SET token_hash = excluded.token_hash, created_at = excluded.created_at, expires_at = excluded.expires_at`,
    [tokenHash, now.toString(), expiresAt.toString()],
  )
}

export async function isGood(tx: ReadTx | WriteTx, tokenHash: Buffer, now: Temporal.Instant): Promise<boolean> {
  const row = await tx.one('SELECT FROM setup_links WHERE token_hash = $1 AND expires_at > $2', [
    tokenHash,
    now.toString(),
  ])
  return row !== null
}

/** Uses the link up; of two at once one wins. @returns false when it is used, replaced or too old. */
export async function use(tx: WriteTx, tokenHash: Buffer, now: Temporal.Instant): Promise<boolean> {
  const used = await tx.run('DELETE FROM setup_links WHERE token_hash = $1 AND expires_at > $2', [
    tokenHash,
    now.toString(),
  ])
  return used === 1
}
