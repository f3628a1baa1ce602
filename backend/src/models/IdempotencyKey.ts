import type { WriteTx } from '../config/database.ts'

export interface StoredRequest {
  operation: string
  requestHash: Buffer
  /** Null when it went with a patient who was erased: rows are committed with their reply. */
  response: Buffer | null
}

/** What a sealed reply is bound to. */
export const storedReplyContext = (userId: string | null, key: string) => `idempotency|${userId}|${key}`

/**
 * Claims a key. Of two requests at once the second waits here until the first is committed or undone.
 * @returns false when somebody has claimed it before.
 */
export async function claim(tx: WriteTx, key: string, operation: string, requestHash: Buffer): Promise<boolean> {
  const inserted = await tx.run(
    `INSERT INTO idempotency_keys (user_id, key, operation, request_hash) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
    [tx.actor.userId, key, operation, requestHash],
  )
  return inserted === 1
}

export async function find(tx: WriteTx, key: string): Promise<StoredRequest | null> {
  return tx.one<StoredRequest>(
    `SELECT operation, request_hash AS "requestHash", response FROM idempotency_keys WHERE user_id = $1 AND key = $2`,
    [tx.actor.userId, key],
  )
}

/** Keeps the reply with whom it is about, as the audit rows of the transaction say. */
export function keepResponse(tx: WriteTx, key: string, response: Buffer): void {
  tx.send(`UPDATE idempotency_keys SET response = $3, patient_ids = $4 WHERE user_id = $1 AND key = $2`, [
    tx.actor.userId,
    key,
    response,
    [...tx.patientIds],
  ])
}
