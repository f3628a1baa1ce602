import { randomBytes } from 'node:crypto'
import type { ReadTx, WriteTx } from '../config/database.ts'
import { keys } from '../config/runtime.ts'

/** What a key opens: how to reach a person, or what is the matter with them. */
export type Scope = 'contact' | 'clinical'
export const scopes: readonly Scope[] = ['contact', 'clinical']

/** A sealed field of a row: what was stored, and what its plaintext says of where it belongs. */
export interface Sealed {
  patientId: string
  scope: Scope
  /** `table.column`, with the row's id where a patient can have many rows: `appointments.notes/<id>`. */
  field: string
  cipher: Buffer | null
}

/** The patient's data keys, as text for pgcrypto. They travel as bind parameters only. */
export type PatientKeys = Partial<Record<Scope, string>>

const contextOf = (patientId: string, scope: Scope) => `patient-key|${patientId}|${scope}`

/** Fresh data keys for a new patient. */
export function newKeys(): Required<PatientKeys> {
  return { contact: randomBytes(32).toString('base64'), clinical: randomBytes(32).toString('base64') }
}

/** Stores the keys of a new patient, wrapped; made here unless the patient's fields were sealed with them already. */
export async function createKeys(tx: WriteTx, patientId: string, made = newKeys()): Promise<Required<PatientKeys>> {
  const wrapped = scopes.map((scope) => keys.wrap(Buffer.from(made[scope], 'base64'), contextOf(patientId, scope)))
  await tx.run(
    `INSERT INTO patient_keys (patient_id, scope, key_id, wrapped)
     SELECT $1, scope, key_id, wrapped FROM unnest($2::text[], $3::text[], $4::bytea[]) AS new (scope, key_id, wrapped)`,
    [patientId, scopes, wrapped.map((key) => key.keyId), wrapped.map((key) => key.wrapped)],
  )
  return made
}

/** The keys that row-level security lets the reader see, by patient. A missing scope is one that is withheld. */
export async function readKeys(tx: ReadTx | WriteTx, patientIds: readonly string[]): Promise<Map<string, PatientKeys>> {
  const rows = await tx.many<{ patient_id: string; scope: Scope; key_id: string; wrapped: Buffer }>(
    'SELECT patient_id, scope, key_id, wrapped FROM patient_keys WHERE patient_id = ANY($1)',
    [[...new Set(patientIds)]],
  )
  const found = new Map<string, PatientKeys>()
  for (const { patient_id, scope, key_id, wrapped } of rows) {
    const key = keys.unwrap({ keyId: key_id, wrapped }, contextOf(patient_id, scope)).toString('base64')
    found.set(patient_id, { ...found.get(patient_id), [scope]: key })
  }
  return found
}

/** The keys of one patient. */
export async function keysOf(tx: ReadTx | WriteTx, patientId: string): Promise<PatientKeys> {
  return (await readKeys(tx, [patientId])).get(patientId) ?? {}
}

/** What is sealed and may not be read: the key's row is hidden from the reader. */
export const WITHHELD = Symbol('withheld')
export type Opened = string | null | typeof WITHHELD

/**
 * Opens sealed fields, in two statements however many there are: the keys that the reader may see, and their contents.
 * Null stays null; a field whose key is hidden comes back as WITHHELD.
 * @throws when a field was changed, or moved here from another patient or field.
 */
export async function openFields(tx: ReadTx | WriteTx, fields: readonly Sealed[]): Promise<Opened[]> {
  const filled = fields.filter((field) => field.cipher !== null)
  if (filled.length === 0) return fields.map(() => null)
  const known = await readKeys(
    tx,
    filled.map((field) => field.patientId),
  )
  const keyOf = (field: Sealed) => known.get(field.patientId)?.[field.scope]
  const readable = filled.filter((field) => keyOf(field) !== undefined)
  const plain =
    readable.length === 0
      ? []
      : await tx.many<{ plain: string }>(
          `SELECT hms_open(cipher, key, patient, field) AS plain
       FROM unnest($1::bytea[], $2::text[], $3::uuid[], $4::text[]) WITH ORDINALITY AS sealed (cipher, key, patient, field, n)
      ORDER BY n`,
          [
            readable.map((f) => f.cipher),
            readable.map(keyOf),
            readable.map((f) => f.patientId),
            readable.map((f) => f.field),
          ],
        )
  const opened = new Map(readable.map((field, i) => [field, plain[i]?.plain ?? null]))
  return fields.map((field) =>
    field.cipher === null ? null : opened.has(field) ? (opened.get(field) ?? null) : WITHHELD,
  )
}

/** What the reader may see of an opened field. */
export function visible(opened: Opened | undefined): string | null {
  return typeof opened === 'string' ? opened : null
}
