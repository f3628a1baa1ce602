import type { ReadTx, WriteTx } from '../config/database.ts'

/** A key that some process has been started with, and by what it is known again. */
export interface RingKeyRow {
  keyId: string
  proof: Buffer
  firstSeenAt: Date
}

export function list(tx: ReadTx | WriteTx): Promise<RingKeyRow[]> {
  return tx.many<RingKeyRow>(
    'SELECT key_id AS "keyId", proof, first_seen_at AS "firstSeenAt" FROM ring_keys ORDER BY first_seen_at, key_id',
  )
}

/** Keeps when a key was first seen; what is known already stays. */
export async function note(tx: WriteTx, keys: readonly { keyId: string; proof: Buffer }[]): Promise<void> {
  await tx.run(
    `INSERT INTO ring_keys (key_id, proof) SELECT * FROM unnest($1::text[], $2::bytea[]) ON CONFLICT DO NOTHING`,
    [keys.map(({ keyId }) => keyId), keys.map(({ proof }) => proof)],
  )
}
