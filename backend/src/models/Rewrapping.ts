import type { WriteTx } from '../config/database.ts'
import { keys } from '../config/runtime.ts'
import { storedReplyContext } from './IdempotencyKey.ts'
import { phoneIndex } from './Patient.ts'
import { findingField, SEALED_BY_RING } from './PrivacyCase.ts'
import { contextOf, openFields, visible, type WrappedKey } from './sealing.ts'
import { totpContext } from './TotpFactor.ts'

/**
 * Has the current key wrap what other keys of the ring wrapped before, some rows at a time and each in one statement of one
 * transaction: whoever reads finds the old or the new, and both open. Rows that somebody is changing are left for the next
 * pass. Nothing is kept of how far it came: what is done is not found again.
 */
export interface Batch {
  /** Where to go on; null at the end. */
  after: string[] | null
  rows: number
}

export type Rewrapping = (tx: WriteTx, after: string[] | null, limit: number) => Promise<Batch>

const NO_ID = '00000000-0000-0000-0000-000000000000'

const batchOf = <R>(found: R[], limit: number, place: (row: R) => string[], rows: number): Batch => ({
  after: found.length < limit ? null : place(found.at(-1)!),
  rows,
})

/** Keys of patients' fields. The fields themselves stay as they are. As `system`. @throws KeyError */
export const patientKeys: Rewrapping = async (tx, after, limit) => {
  const found = await tx.many<WrappedKey>(
    `SELECT patient_id AS "patientId", scope, key_id AS "keyId", wrapped FROM patient_keys
      WHERE (patient_id, scope) > ($1::uuid, $2) AND key_id <> $3 ORDER BY patient_id, scope LIMIT $4
        FOR UPDATE SKIP LOCKED`,
    [...(after ?? [NO_ID, '']), keys.currentId, limit],
  )
  const made = found.map((row) => {
    const context = contextOf(row.patientId, row.scope)
    return keys.wrap(keys.unwrap(row, context), context).wrapped
  })
  const rows = await tx.run(
    `UPDATE patient_keys k SET key_id = $1, wrapped = new.wrapped
       FROM unnest($2::uuid[], $3::text[], $4::bytea[], $5::bytea[]) AS new (patient_id, scope, old, wrapped)
      WHERE k.patient_id = new.patient_id AND k.scope = new.scope AND k.wrapped = new.old`,
    [
      keys.currentId,
      found.map((row) => row.patientId),
      found.map((row) => row.scope),
      found.map((row) => row.wrapped),
      made,
    ],
  )
  return batchOf(found, limit, (row) => [row.patientId, row.scope], rows)
}

interface Indexed {
  id: string
  phone: Buffer | null
  old: Buffer
}

/**
 * What patients are found by from their telephone number. Of patients whose key is gone nothing is left to find them by. As
 * `system`. @throws KeyError
 */
export const phoneIndexes: Rewrapping = async (tx, after, limit) => {
  tx.send(`SELECT set_config('hms.resealing', 'on', true)`)
  const found = await tx.many<Indexed>(
    `SELECT p.id, p.phone, p.phone_index AS old FROM patients p
      WHERE p.id > $1::uuid AND p.phone_index IS NOT NULL AND substr(p.phone_index, 1, octet_length($2::bytea)) <> $2::bytea
      ORDER BY p.id LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED`,
    [after?.[0] ?? NO_ID, inFront(keys.currentId), limit],
  )
  const sealed = found.map(({ id, phone }) => {
    return { patientId: id, scope: 'contact' as const, field: 'patients.phone', cipher: phone }
  })
  const opened = await openFields(tx, sealed)
  const rows = await tx.run(
    `UPDATE patients p SET phone_index = new.index FROM unnest($1::uuid[], $2::bytea[], $3::bytea[]) AS new (id, old, index)
      WHERE p.id = new.id AND p.phone_index = new.old`,
    [found.map(({ id }) => id), found.map(({ old }) => old), opened.map((phone) => phoneIndex(visible(phone)))],
  )
  return batchOf(found, limit, ({ id }) => [id], rows)
}

const inFront = (keyId: string) => Buffer.concat([Buffer.from([keyId.length]), Buffer.from(keyId)])

const resealed = (sealed: Buffer, context: string, purpose: 'seal' | 'second-factor') =>
  keys.sealText(keys.openText(sealed, context, purpose), context, purpose)

/** Replies that wait for their request to come again. As `system`. @throws KeyError */
export const storedReplies: Rewrapping = async (tx, after, limit) => {
  const found = await tx.many<{ userId: string; key: string; old: Buffer }>(
    `SELECT user_id AS "userId", key, response AS old FROM idempotency_keys
      WHERE (user_id, key) > ($1::uuid, $2) AND response IS NOT NULL AND hms_key_in_front(response) <> $3
      ORDER BY user_id, key LIMIT $4 FOR UPDATE SKIP LOCKED`,
    [...(after ?? [NO_ID, '']), keys.currentId, limit],
  )
  const rows = await tx.run(
    `UPDATE idempotency_keys i SET response = new.response
       FROM unnest($1::uuid[], $2::text[], $3::bytea[]) AS new (user_id, key, response)
      WHERE i.user_id = new.user_id AND i.key = new.key`,
    [
      found.map(({ userId }) => userId),
      found.map(({ key }) => key),
      found.map(({ userId, key, old }) => resealed(old, storedReplyContext(userId, key), 'seal')),
    ],
  )
  return batchOf(found, limit, ({ userId, key }) => [userId, key], rows)
}

/** Findings about cases of no patient in particular, or of one who was erased. As `system`. @throws KeyError */
export const unnamedFindings: Rewrapping = async (tx, after, limit) => {
  const found = await tx.many<{ id: string; old: Buffer }>(
    `SELECT id, finding AS old FROM privacy_cases
      WHERE id > $1::uuid AND ${SEALED_BY_RING} AND hms_key_in_front(finding) <> $2
      ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED`,
    [after?.[0] ?? NO_ID, keys.currentId, limit],
  )
  const rows = await tx.run(
    `UPDATE privacy_cases c SET finding = new.finding FROM unnest($1::uuid[], $2::bytea[]) AS new (id, finding)
      WHERE c.id = new.id`,
    [found.map(({ id }) => id), found.map(({ id, old }) => resealed(old, findingField(id), 'seal'))],
  )
  return batchOf(found, limit, ({ id }) => [id], rows)
}

/** Secrets of authenticator apps. As `auth`. @throws KeyError */
export const totpSecrets: Rewrapping = async (tx, after, limit) => {
  const found = await tx.many<{ userId: string; old: Buffer }>(
    `SELECT user_id AS "userId", secret AS old FROM totp_factors
      WHERE user_id > $1::uuid AND hms_key_in_front(secret) <> $2 ORDER BY user_id LIMIT $3 FOR UPDATE SKIP LOCKED`,
    [after?.[0] ?? NO_ID, keys.currentId, limit],
  )
  const rows = await tx.run(
    `UPDATE totp_factors f SET secret = new.secret FROM unnest($1::uuid[], $2::bytea[]) AS new (user_id, secret)
      WHERE f.user_id = new.user_id`,
    [
      found.map(({ userId }) => userId),
      found.map(({ userId, old }) => resealed(old, totpContext(userId), 'second-factor')),
    ],
  )
  return batchOf(found, limit, ({ userId }) => [userId], rows)
}

/**
 * What a provider wants to see when somebody signs out there, kept for hours: it goes, and the provider asks the person then. As
 * `auth`.
 */
export const idTokens =
  (table: 'sessions' | 'auth_challenges'): Rewrapping =>
  async (tx) => ({
    after: null,
    rows: await tx.run(
      `UPDATE ${table} SET id_token = NULL WHERE id_token IS NOT NULL AND hms_key_in_front(id_token) <> $1`,
      [keys.currentId],
    ),
  })
