import { randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
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

/** What a wrapped key is bound to. */
export const contextOf = (patientId: string, scope: Scope) => `patient-key|${patientId}|${scope}`

/** Fresh data keys for a new patient. */
export function newKeys(): Required<PatientKeys> {
  return { contact: randomBytes(32).toString('base64'), clinical: randomBytes(32).toString('base64') }
}

/** Stores the keys of a new patient, wrapped; made here unless the patient's fields were sealed with them already. */
export function createKeys(tx: WriteTx, patientId: string, made = newKeys()): Required<PatientKeys> {
  const wrapped = scopes.map((scope) => keys.wrap(Buffer.from(made[scope], 'base64'), contextOf(patientId, scope)))
  tx.send(
    `INSERT INTO patient_keys (patient_id, scope, key_id, wrapped)
     SELECT $1, scope, key_id, wrapped FROM unnest($2::text[], $3::text[], $4::bytea[]) AS new (scope, key_id, wrapped)`,
    [patientId, scopes, wrapped.map((key) => key.keyId), wrapped.map((key) => key.wrapped)],
  )
  return made
}

/** A row of `patient_keys` that the reader may see. */
export interface WrappedKey {
  patientId: string
  scope: Scope
  keyId: string
  wrapped: Buffer
}

/** A key that was unwrapped before, with what it was unwrapped from. */
export interface KnownKey {
  wrapped: Buffer | null
  key: string | null
}

/**
 * Keys that were unwrapped lately. Knowing one opens nothing: statements use it only where row-level security shows the
 * reader, at that moment, the very row that it was unwrapped from.
 */
const unwrapped = new LRUCache<string, KnownKey>({ max: 20_000, ttl: 10 * 60_000 })
const nothingKnown: KnownKey = { wrapped: null, key: null }

/** What to hand to a statement that opens fields where `patient_keys.wrapped` is `wrapped`. */
export function knownKey(patientId: string, scope: Scope): KnownKey {
  return unwrapped.get(`${patientId}/${scope}`) ?? nothingKnown
}

/** @throws when the row was changed or belongs elsewhere, or the ring does not hold its key */
export function unwrap({ patientId, scope, keyId, wrapped }: WrappedKey): string {
  const known = knownKey(patientId, scope)
  if (known.key !== null && known.wrapped?.equals(wrapped)) return known.key
  const key = keys.unwrap({ keyId, wrapped }, contextOf(patientId, scope)).toString('base64')
  unwrapped.set(`${patientId}/${scope}`, { wrapped, key })
  return key
}

/** The keys of a patient that row-level security lets the reader see. A missing scope is one that is withheld. */
export async function keysOf(tx: ReadTx | WriteTx, patientId: string): Promise<PatientKeys> {
  const rows = await tx.many<WrappedKey>(
    'SELECT patient_id AS "patientId", scope, key_id AS "keyId", wrapped FROM patient_keys WHERE patient_id = $1',
    [patientId],
  )
  return Object.fromEntries(rows.map((row) => [row.scope, unwrap(row)]))
}

/**
 * What `hms_seal` takes: the text, the key, and what the plaintext says of where it belongs. Without a key that the writer may
 * see, the statement fails.
 */
export async function toSeal(
  tx: WriteTx,
  { patientId, scope, field }: Omit<Sealed, 'cipher'>,
  text: string | null,
): Promise<[text: string | null, key: string | null, patientId: string, field: string]> {
  const key = (await keysOf(tx, patientId))[scope]
  return [text, key ?? null, patientId, field]
}

/** What is sealed and may not be read: the key's row is hidden from the reader. */
export const WITHHELD = Symbol('withheld')
export type Opened = string | null | typeof WITHHELD

const openStatement = `
  SELECT sealed.n::int, k.key_id AS "keyId", k.wrapped,
         CASE WHEN k.wrapped = sealed.known THEN hms_open(sealed.cipher, sealed.key, sealed.patient, sealed.field) END AS plain
    FROM unnest($1::bytea[], $2::uuid[], $3::text[], $4::text[], $5::bytea[], $6::text[])
         WITH ORDINALITY AS sealed (cipher, patient, scope, field, known, key, n)
    LEFT JOIN patient_keys k ON k.patient_id = sealed.patient AND k.scope = sealed.scope`

/** A sealed field with the key that row-level security has shown the reader, in this very transaction. */
export type Openable = Sealed & { key: string }

const openWithKeys = `
  SELECT hms_open(sealed.cipher, sealed.key, sealed.patient, sealed.field) AS plain
    FROM unnest($1::bytea[], $2::text[], $3::uuid[], $4::text[]) WITH ORDINALITY AS sealed (cipher, key, patient, field, n)
   ORDER BY sealed.n`

/** Opens fields whose keys the reader holds. Null stays null. @throws as `openFields` */
export async function openWith(tx: ReadTx | WriteTx, fields: readonly Openable[]): Promise<(string | null)[]> {
  const values = [
    fields.map((f) => f.cipher),
    fields.map((f) => f.key),
    fields.map((f) => f.patientId),
    fields.map((f) => f.field),
  ]
  return (await tx.many<{ plain: string | null }>(openWithKeys, values)).map(({ plain }) => plain)
}

/**
 * Opens sealed fields: in one statement when their keys were met before, in two otherwise, however many there are.
 * Null stays null; a field whose key is hidden comes back as WITHHELD.
 * @throws when a field was changed, or moved here from another patient or field.
 */
export async function openFields(tx: ReadTx | WriteTx, fields: readonly Sealed[]): Promise<Opened[]> {
  const sealed = fields.filter((field) => field.cipher !== null)
  if (sealed.length === 0) return fields.map(() => null)
  const known = sealed.map(({ patientId, scope }) => knownKey(patientId, scope))
  const rows = await tx.many<{ n: number; keyId: string; wrapped: Buffer | null; plain: string | null }>(
    openStatement,
    [
      sealed.map((f) => f.cipher),
      sealed.map((f) => f.patientId),
      sealed.map((f) => f.scope),
      sealed.map((f) => f.field),
      known.map((k) => k.wrapped),
      known.map((k) => k.key),
    ],
  )
  const opened = new Map<Sealed, Opened>()
  const closed: [Sealed, string][] = []
  for (const { n, keyId, wrapped, plain } of rows) {
    const field = sealed[n - 1]!
    if (plain !== null) opened.set(field, plain)
    else if (wrapped === null) opened.set(field, WITHHELD)
    else closed.push([field, unwrap({ patientId: field.patientId, scope: field.scope, keyId, wrapped })])
  }
  if (closed.length > 0) {
    const plain = await openWith(
      tx,
      closed.map(([field, key]) => ({ ...field, key })),
    )
    closed.forEach(([field], n) => opened.set(field, plain[n] ?? null))
  }
  return fields.map((field) => opened.get(field) ?? null)
}

/** What the reader may see of an opened field. */
export function visible(opened: Opened | undefined): string | null {
  return typeof opened === 'string' ? opened : null
}
