import type { ReadTx, WriteTx } from '../config/database.ts'
import { keys } from '../config/runtime.ts'
import { newId } from '../utils/id.ts'
import { searchText } from '../utils/searchText.ts'
import { createKeys, keysOf, knownKey, newKeys, openWith, unwrap } from './sealing.ts'

/** A directory entry: what may be seen of a patient without a key. */
export interface PatientEntry {
  id: string
  mrn: string
  firstName: string
  lastName: string
  /** `YYYY-MM-DD` */
  dateOfBirth: string | null
  gender: 'male' | 'female' | 'other' | 'unknown' | null
}

/** What staff or the patient fill in; sealed fields as plain text, objects as JSON text. */
export interface PatientFields {
  firstName: string
  lastName: string
  dateOfBirth: string | null
  gender: string | null
  email: string | null
  phone: string | null
  address: string | null
  emergencyContact: string | null
  medicalHistory: string | null
}

export interface PatientRecord
  extends PatientEntry, Pick<PatientFields, 'email' | 'phone' | 'address' | 'emergencyContact' | 'medicalHistory'> {
  userId: string | null
  accountEmail: string | null
  contactVisible: boolean
  clinicalVisible: boolean
  erasedAt: Date | null
  createdAt: Date
  updatedAt: Date
  version: number
}

/** The columns of a `PatientEntry`, of a table that is called `p`. */
export const entryColumns = `p.id, p.mrn, p.first_name AS "firstName", p.last_name AS "lastName", p.date_of_birth AS "dateOfBirth", p.gender`

const digitsOf = (phone: string) => phone.replace(/\D/g, '')

/** Where a phone number is found without being stored in the clear. */
export function phoneIndex(phone: string | null | undefined): Buffer | null {
  return phone ? keys.index('blind-index', digitsOf(phone)) : null
}

export interface FoundEntry extends PatientEntry {
  /** Nothing comes to an erased patient any more. */
  erased: boolean
}

/** A directory entry, if the reader may see that the patient exists. */
export function findEntry(tx: ReadTx | WriteTx, id: string): Promise<FoundEntry | null> {
  const columns = `${entryColumns}, p.erased_at IS NOT NULL AS erased`
  return tx.one<FoundEntry>(`SELECT ${columns} FROM patients p WHERE p.id = $1`, [id])
}

const sealedFields = [
  { name: 'email', column: 'email', scope: 'contact' },
  { name: 'phone', column: 'phone', scope: 'contact' },
  { name: 'address', column: 'address', scope: 'contact' },
  { name: 'emergencyContact', column: 'emergency_contact', scope: 'contact' },
  { name: 'medicalHistory', column: 'medical_history', scope: 'clinical' },
] as const
type SealedField = (typeof sealedFields)[number]

/** Where the statement has a key that was met before, and what it was unwrapped from. */
const parameters = { contact: ['$2', '$3'], clinical: ['$4', '$5'] } as const

/** A field opened with the reader's own key, and as it is stored where the reader holds one that was not met before. */
function fieldColumns({ name, column, scope }: SealedField): string {
  const [key, known] = parameters[scope]
  return `CASE WHEN ${scope}.wrapped = ${known} THEN hms_open(p.${column}, ${key}, p.id, 'patients.${column}') END AS "${name}",
    CASE WHEN ${scope}.wrapped IS NOT NULL AND ${scope}.wrapped IS DISTINCT FROM ${known} THEN p.${column} END AS "${name}Sealed"`
}

const readRecord = `
  SELECT ${entryColumns}, p.user_id AS "userId", u.email::text AS "accountEmail", ${sealedFields.map(fieldColumns).join()},
         contact.wrapped IS NOT NULL AS "contactVisible", clinical.wrapped IS NOT NULL AS "clinicalVisible",
         contact.key_id AS "contactKeyId", contact.wrapped AS "contactKey",
         clinical.key_id AS "clinicalKeyId", clinical.wrapped AS "clinicalKey",
         p.erased_at AS "erasedAt", p.created_at AS "createdAt", p.updated_at AS "updatedAt", p.version
    FROM patients p
    LEFT JOIN users u ON u.id = p.user_id
    LEFT JOIN patient_keys contact ON contact.patient_id = p.id AND contact.scope = 'contact'
    LEFT JOIN patient_keys clinical ON clinical.patient_id = p.id AND clinical.scope = 'clinical'
   WHERE p.id = $1`

type RecordRow = PatientRecord &
  Record<`${SealedField['scope']}KeyId`, string> &
  Record<`${SealedField['scope']}Key`, Buffer> &
  Record<`${SealedField['name']}Sealed`, Buffer | null>

/** A record that was found, or made, and whose fields are on their way from the database. */
export interface FoundPatient {
  id: string
  version: number
  record: Promise<PatientRecord>
}

/**
 * A record with whatever of it the reader holds keys for, by row-level security. One statement when the keys were met
 * before; otherwise a second one opens the fields, for which nobody needs to wait before the commit.
 */
export async function look(tx: ReadTx | WriteTx, id: string): Promise<FoundPatient | null> {
  const [contactKey, clinicalKey] = [knownKey(id, 'contact'), knownKey(id, 'clinical')]
  const known = [contactKey.key, contactKey.wrapped, clinicalKey.key, clinicalKey.wrapped]
  const row = await tx.one<RecordRow>(readRecord, [id, ...known])
  if (!row) return null
  const closed = sealedFields.filter(({ name }) => row[`${name}Sealed`] !== null)
  const sealed = closed.map(({ name, column, scope }) => {
    const [keyId, wrapped] = [row[`${scope}KeyId`], row[`${scope}Key`]]
    const key = unwrap({ patientId: id, scope, keyId, wrapped })
    return { patientId: id, scope, field: `patients.${column}`, cipher: row[`${name}Sealed`], key }
  })
  const opening = sealed.length === 0 ? Promise.resolve([]) : openWith(tx, sealed)
  const named = opening.then((plain) => Object.fromEntries(closed.map(({ name }, n) => [name, plain[n]])))
  return { id, version: row.version, record: heard(named.then((opened) => ({ ...row, ...opened }))) }
}

/** Who does not wait for it learns of a failure at the commit. */
function heard<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}

/** As `look`, with all fields. */
export async function find(tx: ReadTx | WriteTx, id: string): Promise<PatientRecord | null> {
  return (await look(tx, id))?.record ?? null
}

const insertPatient = `
  INSERT INTO patients (id, first_name, last_name, search_name, date_of_birth, gender, phone_index,
                        email, phone, address, emergency_contact, medical_history)
  VALUES ($1, $2, $3, $4, $5::date, $6, $7,
          hms_seal($8, $13, $1, 'patients.email'), hms_seal($9, $13, $1, 'patients.phone'), hms_seal($10, $13, $1, 'patients.address'),
          hms_seal($11, $13, $1, 'patients.emergency_contact'), hms_seal($12, $14, $1, 'patients.medical_history'))
  RETURNING mrn, gender, created_at AS "createdAt", updated_at AS "updatedAt", version`

type Given = Pick<PatientRecord, 'mrn' | 'gender' | 'createdAt' | 'updatedAt' | 'version'>

/** Adds a patient without an account, with fresh keys. Nobody needs to wait for the record before the commit. */
export function insert(tx: WriteTx, fields: PatientFields): FoundPatient {
  const id = newId()
  const made = newKeys()
  const given = tx.one<Given>(insertPatient, [
    id,
    fields.firstName,
    fields.lastName,
    searchText(fields.firstName, fields.lastName),
    fields.dateOfBirth,
    fields.gender,
    phoneIndex(fields.phone),
    fields.email,
    fields.phone,
    fields.address,
    fields.emergencyContact,
    fields.medicalHistory,
    made.contact,
    made.clinical,
  ])
  createKeys(tx, id, made)
  const nobody = { userId: null, accountEmail: null, erasedAt: null }
  const record = given.then((row) => ({
    id,
    ...nobody,
    ...fields,
    ...row!,
    contactVisible: true,
    clinicalVisible: true,
  }))
  return { id, version: 1, record: heard(record) }
}

const change = (column: string, value: string) =>
  `${column} = CASE WHEN '${column}' = ANY($2) THEN ${value} ELSE ${column} END`
const reseal = (column: string, value: string, key: string) =>
  change(column, `hms_seal(${value}, ${key}, id, 'patients.${column}')`)

const updatePatient = `
  UPDATE patients SET
    ${change('first_name', '$3')}, ${change('last_name', '$4')}, search_name = coalesce($5, search_name),
    ${change('date_of_birth', '$6::date')}, ${change('gender', '$7')},
    ${reseal('email', '$8', '$14')}, ${reseal('phone', '$9', '$14')},
    phone_index = CASE WHEN 'phone' = ANY($2) THEN $10 ELSE phone_index END,
    ${reseal('address', '$11', '$14')}, ${reseal('emergency_contact', '$12', '$14')}, ${reseal('medical_history', '$13', '$15')}
  WHERE id = $1 AND version = $16`

const columnOf: Record<keyof PatientFields, string> = {
  firstName: 'first_name',
  lastName: 'last_name',
  dateOfBirth: 'date_of_birth',
  gender: 'gender',
  email: 'email',
  phone: 'phone',
  address: 'address',
  emergencyContact: 'emergency_contact',
  medicalHistory: 'medical_history',
}

/** Changes the named fields of one version. @returns false when the row has moved on, or is not the writer's to change */
export async function update(
  tx: WriteTx,
  id: string,
  version: number,
  changes: Partial<PatientFields>,
  searchName: string | null,
): Promise<boolean> {
  const changed = (Object.keys(changes) as (keyof PatientFields)[]).filter((field) => changes[field] !== undefined)
  const { contact = null, clinical = null } = await keysOf(tx, id)
  const touched = await tx.run(updatePatient, [
    id,
    changed.map((field) => columnOf[field]),
    changes.firstName,
    changes.lastName,
    searchName,
    changes.dateOfBirth,
    changes.gender,
    changes.email,
    changes.phone,
    phoneIndex(changes.phone),
    changes.address,
    changes.emergencyContact,
    changes.medicalHistory,
    contact,
    clinical,
    version,
  ])
  return touched === 1
}

/** Gives the patient's account the name in the record. */
export async function renameAccount(tx: WriteTx, userId: string, firstName: string, lastName: string): Promise<void> {
  await tx.run('UPDATE users SET first_name = $2, last_name = $3 WHERE id = $1', [userId, firstName, lastName])
}
