import type { KeyRing } from '../../src/config/keys.ts'
import { newId } from '../../src/utils/id.ts'
import { searchText, searchWords } from '../../src/utils/searchText.ts'
import { knownKey, learn, makeKeys } from './keys.ts'
import { audit, type Unit } from './unit.ts'

const open = (column: string, scope: string, key: string, known: string) =>
  `CASE WHEN ${scope}.wrapped = ${known} THEN hms_open(p.${column}, ${key}, p.id, 'patients.${column}') END`
const contact = (column: string) => open(column, 'contact', '$2', '$3')

const readPatient = `
  SELECT p.id, p.mrn, p.first_name AS "firstName", p.last_name AS "lastName", p.date_of_birth::text AS "dateOfBirth", p.gender,
         p.user_id AS "userId", ${contact('email')} AS email, ${contact('phone')} AS phone, ${contact('address')} AS address,
         ${contact('emergency_contact')} AS "emergencyContact",
         ${open('medical_history', 'clinical', '$4', '$5')} AS "medicalHistory", u.email::text AS "accountEmail",
         contact.key_id AS "contactId", contact.wrapped AS "contactKey", clinical.key_id AS "clinicalId",
         clinical.wrapped AS "clinicalKey", p.created_at AS "createdAt", p.updated_at AS "updatedAt", p.version
    FROM patients p
    LEFT JOIN users u ON u.id = p.user_id
    LEFT JOIN patient_keys contact ON contact.patient_id = p.id AND contact.scope = 'contact'
    LEFT JOIN patient_keys clinical ON clinical.patient_id = p.id AND clinical.scope = 'clinical'
   WHERE p.id = $1`

interface PatientRow {
  id: string
  email: string | null
  accountEmail: string | null
  address: string | null
  emergencyContact: string | null
  medicalHistory: string | null
  contactId: string
  contactKey: Buffer | null
  clinicalId: string
  clinicalKey: Buffer | null
  version: number
}

const parse = (text: string | null) => (text === null ? null : (JSON.parse(text) as unknown))

function readRow(unit: Unit, id: string): Promise<PatientRow> {
  const [ours, theirs] = [knownKey(id, 'contact'), knownKey(id, 'clinical')]
  return unit.row<PatientRow>(readPatient, [id, ours.key, ours.wrapped, theirs.key, theirs.wrapped])
}

function learnKeys(ring: KeyRing, { id, contactId, contactKey, clinicalId, clinicalKey }: PatientRow): boolean {
  const fresh = contactKey !== null && learn(ring, id, 'contact', contactId, contactKey)
  return (clinicalKey !== null && learn(ring, id, 'clinical', clinicalId, clinicalKey)) || fresh
}

export async function readOne(unit: Unit, ring: KeyRing, id: string) {
  const first = await readRow(unit, id)
  const row = learnKeys(ring, first) ? await readRow(unit, id) : first
  const { accountEmail, contactId: _a, contactKey: _b, clinicalId: _c, clinicalKey, ...patient } = row
  audit(unit, { action: 'R', operation: 'patient.read', type: 'Patient', id, version: row.version, patientIds: [id] })
  return {
    ...patient,
    email: row.email ?? accountEmail,
    address: parse(row.address),
    emergencyContact: parse(row.emergencyContact),
    medicalHistory: parse(row.medicalHistory),
    withheld: clinicalKey ? [] : ['medicalHistory'],
  }
}

export interface NewPatient {
  firstName: string
  lastName: string
  dateOfBirth: string
  gender: string
  email: string
  phone: string
  address: object
  emergencyContact: object
  medicalHistory: object
}

const seal = (value: string, key: string, column: string) => `hms_seal(${value}, ${key}, $1, 'patients.${column}')`

const insertPatient = `
  INSERT INTO patients (id, first_name, last_name, search_name, date_of_birth, gender, phone_index, email, phone, address,
                        emergency_contact, medical_history)
  VALUES ($1, $2, $3, $4, $5::date, $6, $7, ${seal('$8', '$13', 'email')}, ${seal('$9', '$13', 'phone')},
          ${seal('$10', '$13', 'address')}, ${seal('$11', '$13', 'emergency_contact')}, ${seal('$12', '$14', 'medical_history')})
  RETURNING mrn, created_at AS "createdAt", updated_at AS "updatedAt", version`

const insertKeys = `
  INSERT INTO patient_keys (patient_id, scope, key_id, wrapped)
  SELECT $1, scope, key_id, wrapped FROM unnest($2::text[], $3::text[], $4::bytea[]) AS new (scope, key_id, wrapped)`

export async function createOne(unit: Unit, ring: KeyRing, body: NewPatient) {
  const id = newId()
  const keys = makeKeys(ring, id)
  const storing = unit.row<{ version: number }>(insertPatient, [
    id,
    body.firstName,
    body.lastName,
    searchText(body.firstName, body.lastName),
    body.dateOfBirth,
    body.gender,
    ring.mac('blind-index', body.phone.replace(/\D/g, '')),
    body.email,
    body.phone,
    JSON.stringify(body.address),
    JSON.stringify(body.emergencyContact),
    JSON.stringify(body.medicalHistory),
    keys.contact,
    keys.clinical,
  ])
  unit.send(insertKeys, keys.rows)
  const changed = Object.keys(body)
  audit(unit, {
    action: 'C',
    operation: 'patient.create',
    type: 'Patient',
    id,
    version: 1,
    patientIds: [id],
    changed,
  })
  return { id, userId: null, ...body, ...(await storing), withheld: [] }
}

const search = `
  SELECT p.id, p.mrn, p.first_name AS "firstName", p.last_name AS "lastName", p.date_of_birth::text AS "dateOfBirth", p.gender, p.place
    FROM patients_by_name($1::text[], NULL, $2) AS p`

const PAGE = 50

export async function searchByName(unit: Unit, q: string) {
  const rows = await unit.rows<{ id: string; place: string[] }>(search, [searchWords(q), PAGE + 1])
  const items = rows.slice(0, PAGE).map(({ place: _, ...entry }) => entry)
  const patientIds = items.map(({ id }) => id)
  audit(unit, { action: 'R', operation: 'patient.search', type: 'Patient', patientIds, reason: 'by name' })
  const last = rows.length > PAGE ? rows[PAGE - 1]!.place : null
  return { items, nextCursor: last && Buffer.from(JSON.stringify(last)).toString('base64url') }
}
