import type { ReadTx, WriteTx } from '../config/database.ts'

/** Puts new codes in the place of whatever there was. */
export async function replaceAll(
  tx: WriteTx,
  userId: string,
  hashes: readonly Buffer[],
  now: Temporal.Instant,
): Promise<void> {
  await removeAll(tx, userId)
  await tx.run(
    'INSERT INTO recovery_codes (user_id, code_hash, created_at) SELECT $1, unnest($2::bytea[]), $3::timestamptz',
    [userId, hashes, now.toString()],
  )
}

/** Uses a code up; of two at once one wins. `hashes` are those of one code under every key of the ring. */
export async function use(
  tx: WriteTx,
  userId: string,
  hashes: readonly Buffer[],
  now: Temporal.Instant,
): Promise<boolean> {
  const used = await tx.run(
    'UPDATE recovery_codes SET used_at = $3 WHERE user_id = $1 AND code_hash = ANY ($2::bytea[]) AND used_at IS NULL',
    [userId, hashes, now.toString()],
  )
  return used === 1
}

/** How many are unused; null where none were ever given out. */
export async function left(tx: ReadTx | WriteTx, userId: string): Promise<number | null> {
  const row = await tx.one<{ given: number; unused: number }>(
    'SELECT count(*)::int AS given, count(*) FILTER (WHERE used_at IS NULL)::int AS unused FROM recovery_codes WHERE user_id = $1',
    [userId],
  )
  return row && row.given > 0 ? row.unused : null
}

export async function removeAll(tx: WriteTx, userId: string): Promise<void> {
  await tx.run('DELETE FROM recovery_codes WHERE user_id = $1', [userId])
}
