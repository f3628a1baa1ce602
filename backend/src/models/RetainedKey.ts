import type { ReadTx, WriteTx } from '../config/database.ts'
import { keys } from '../config/runtime.ts'

/** Codes on paper outlive the key that they were hashed with. */
const PURPOSE = 'recovery-code'

const contextOf = (keyId: string) => `retained-key|${keyId}|${PURPOSE}`

interface Row {
  keyId: string
  wrappedBy: string
  wrapped: Buffer
}

const list = (tx: ReadTx | WriteTx) =>
  tx.many<Row>(
    'SELECT key_id AS "keyId", wrapped_by AS "wrappedBy", wrapped FROM retained_keys WHERE purpose = $1 ORDER BY key_id',
    [PURPOSE],
  )

/** Keeps what was derived of every key but the current one, so that those may leave the ring. */
export async function retain(tx: WriteTx): Promise<void> {
  const leaving = keys.ids.filter((id) => id !== keys.currentId)
  const wrapped = leaving.map((id) => keys.wrap(keys.derive(PURPOSE, id), contextOf(id)).wrapped)
  await tx.run(
    `INSERT INTO retained_keys (key_id, purpose, wrapped_by, wrapped)
     SELECT key_id, $1, $2, wrapped FROM unnest($3::text[], $4::bytea[]) AS new (key_id, wrapped) ON CONFLICT DO NOTHING`,
    [PURPOSE, keys.currentId, leaving, wrapped],
  )
}

/** Wraps what was kept by the current key. @returns how many there were @throws KeyError */
export async function rewrap(tx: WriteTx): Promise<number> {
  const rows = (await list(tx)).filter(({ wrappedBy }) => wrappedBy !== keys.currentId)
  for (const { keyId, wrappedBy, wrapped } of rows) {
    const key = keys.unwrap({ keyId: wrappedBy, wrapped }, contextOf(keyId))
    await tx.run('UPDATE retained_keys SET wrapped_by = $3, wrapped = $4 WHERE key_id = $1 AND purpose = $2', [
      keyId,
      PURPOSE,
      keys.currentId,
      keys.wrap(key, contextOf(keyId)).wrapped,
    ])
  }
  return rows.length
}

/** Keys for recovery codes that the ring does not hold any more. @throws KeyError */
export async function recoveryCodeKeys(tx: ReadTx | WriteTx): Promise<{ keyId: string; key: Buffer }[]> {
  return (await list(tx))
    .filter(({ keyId }) => !keys.holds(keyId))
    .map(({ keyId, wrappedBy, wrapped }) => ({
      keyId,
      key: keys.unwrap({ keyId: wrappedBy, wrapped }, contextOf(keyId)),
    }))
}
