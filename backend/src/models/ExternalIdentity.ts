import type { ReadTx, WriteTx } from '../config/database.ts'

/** A sign-in at an OpenID Provider that stands for an account. */
export interface ExternalIdentity {
  id: string
  userId: string
  issuer: string
  subject: string
  createdAt: Date
  lastUsedAt: Date
}

export type Subject = Pick<ExternalIdentity, 'issuer' | 'subject'>

const columns = `id, user_id AS "userId", issuer, subject, created_at AS "createdAt", last_used_at AS "lastUsedAt"`

export function find(tx: ReadTx | WriteTx, { issuer, subject }: Subject): Promise<ExternalIdentity | null> {
  return tx.one<ExternalIdentity>(`SELECT ${columns} FROM external_identities WHERE issuer = $1 AND subject = $2`, [
    issuer,
    subject,
  ])
}

export function list(tx: ReadTx | WriteTx, userId: string): Promise<ExternalIdentity[]> {
  return tx.many<ExternalIdentity>(
    `SELECT ${columns} FROM external_identities WHERE user_id = $1 ORDER BY created_at, id`,
    [userId],
  )
}

/** @returns false when the subject is linked already, or the person to another subject of the same provider. */
export async function insert(
  tx: WriteTx,
  userId: string,
  { issuer, subject }: Subject,
  now: Temporal.Instant,
): Promise<boolean> {
  const inserted = await tx.run(
    `INSERT INTO external_identities (user_id, issuer, subject, created_at, last_used_at) VALUES ($1, $2, $3, $4, $4)
     ON CONFLICT DO NOTHING`,
    [userId, issuer, subject, now.toString()],
  )
  return inserted === 1
}

export async function noteUse(tx: WriteTx, { issuer, subject }: Subject, now: Temporal.Instant): Promise<void> {
  await tx.run('UPDATE external_identities SET last_used_at = $3 WHERE issuer = $1 AND subject = $2', [
    issuer,
    subject,
    now.toString(),
  ])
}

export async function remove(tx: WriteTx, userId: string, id: string): Promise<boolean> {
  return (await tx.run('DELETE FROM external_identities WHERE user_id = $1 AND id = $2', [userId, id])) === 1
}

export async function removeAll(tx: WriteTx, userId: string): Promise<number> {
  return tx.run('DELETE FROM external_identities WHERE user_id = $1', [userId])
}
