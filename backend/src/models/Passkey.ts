import type { ReadTx, WriteTx } from '../config/database.ts'

export interface Passkey {
  id: string
  userId: string
  credentialId: Buffer
  publicKey: Buffer
  /** How often it has signed; 0 for keys that do not count. */
  counter: number
  transports: string[]
  backedUp: boolean
  name: string
  createdAt: Date
  lastUsedAt: Date | null
}

export type NewPasskey = Omit<Passkey, 'id' | 'createdAt' | 'lastUsedAt'>

const columns = `id, user_id AS "userId", credential_id AS "credentialId", public_key AS "publicKey", counter::float8 AS counter,
  transports, backed_up AS "backedUp", name, created_at AS "createdAt", last_used_at AS "lastUsedAt"`

export function list(tx: ReadTx | WriteTx, userId: string): Promise<Passkey[]> {
  return tx.many<Passkey>(`SELECT ${columns} FROM passkeys WHERE user_id = $1 ORDER BY created_at, id`, [userId])
}

export function findByCredential(tx: ReadTx | WriteTx, credentialId: Buffer): Promise<Passkey | null> {
  return tx.one<Passkey>(`SELECT ${columns} FROM passkeys WHERE credential_id = $1`, [credentialId])
}

/** @returns null when the credential is known already. */
export function insert(tx: WriteTx, key: NewPasskey, now: Temporal.Instant): Promise<Passkey | null> {
  return tx.one<Passkey>(
    `INSERT INTO passkeys (user_id, credential_id, public_key, counter, transports, backed_up, name, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (credential_id) DO NOTHING RETURNING ${columns}`,
    [key.userId, key.credentialId, key.publicKey, key.counter, key.transports, key.backedUp, key.name, now.toString()],
  )
}

/** Notes that it has signed. @returns false when it has counted on in the meantime, or is gone. */
export async function noteUse(
  tx: WriteTx,
  key: Passkey,
  counter: number,
  backedUp: boolean,
  now: Temporal.Instant,
): Promise<boolean> {
  const noted = await tx.run(
    'UPDATE passkeys SET counter = $3, backed_up = $4, last_used_at = $5 WHERE id = $1 AND counter = $2',
    [key.id, key.counter, counter, backedUp, now.toString()],
  )
  return noted === 1
}

export function rename(tx: WriteTx, userId: string, id: string, name: string): Promise<Passkey | null> {
  return tx.one<Passkey>(`UPDATE passkeys SET name = $3 WHERE user_id = $1 AND id = $2 RETURNING ${columns}`, [
    userId,
    id,
    name,
  ])
}

export async function remove(tx: WriteTx, userId: string, id: string): Promise<boolean> {
  return (await tx.run('DELETE FROM passkeys WHERE user_id = $1 AND id = $2', [userId, id])) === 1
}

export async function removeAll(tx: WriteTx, userId: string): Promise<number> {
  return tx.run('DELETE FROM passkeys WHERE user_id = $1', [userId])
}
