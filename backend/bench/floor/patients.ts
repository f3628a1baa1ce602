import type { KeyRing } from '../../src/config/keys.ts'
import { newId } from '../../src/utils/id.ts'
import { searchPatterns, searchText } from '../../src/utils/searchText.ts'
import { keysOf, makeKeys } from './keys.ts'
import { audit, type Unit } from './unit.ts'

const open = (column: string, key: string) =>
  `CASE WHEN ${key}::text IS NOT NULL THEN hms_open(p.${column}, ${key}, p.id, 'patients.${column}') END`

const readPatient = `
  SELECT p.id, p.mrn, p.first_name AS "firstName", p.last_name AS "lastName", p.date_of_birth::text AS "dateOfBirth", p.gender,
         p.user_id AS "userId", ${open('email', '$2')} AS email, ${open('phone', '$2')} AS phone,
         ${open('address', '$2')} AS address, ${open('emergency_contact', '$2')} AS "emergencyContact",
         ${open('medical_history', '$3')} AS "medicalHistory", p.created_at AS "createdAt", p.updated_at AS "updatedAt",
         p.version, u.email::text AS "accountEmail"
    FROM patients p LEFT JOIN users u ON u.id = p.user_id WHERE p.id = $1`

interface PatientRow {
  id: string
  email: string | null
  accountEmail: string | null
  address: string | null
  emergencyContact: string | null
  medicalHistory: string | null
  version: number
}

const parse = (text: string | null) => (text === null ? null : (JSON.parse(text) as unknown))

export async function readOne(unit: Unit, ring: KeyRing, id: string) {
  const keys = (await keysOf(unit, ring, [id])).get(id)
  const contact = keys?.contact ?? null
  const clinical = keys?.clinical ?? null
  const { accountEmail, ...row } = await unit.row<PatientRow>(readPatient, [id, contact, clinical])
  await audit(unit, {
    action: 'R',
    operation: 'patient.read',
    type: 'Patient',
    id,
    version: row.version,
    patientIds: [id],
  })
  return {
    ...row,
    email: row.email ?? accountEmail,
    address: parse(row.address),
    emergencyContact: parse(row.emergencyContact),
    medicalHistory: parse(row.medicalHistory),
    withheld: clinical ? [] : ['medicalHistory'],
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
  const stored = await unit.row<{ version: number }>(insertPatient, [
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
  await unit.rows(insertKeys, keys.rows)
  const changed = Object.keys(body)
  await audit(unit, {
    action: 'C',
    operation: 'patient.create',
    type: 'Patient',
    id,
    version: 1,
    patientIds: [id],
    changed,
  })
  return { id, userId: null, ...body, ...stored, withheld: [] }
}

const search = `
  SELECT p.id, p.mrn, p.first_name AS "firstName", p.last_name AS "lastName", p.date_of_birth::text AS "dateOfBirth", p.gender
    FROM patients p WHERE p.search_name LIKE ALL($2::text[]) ORDER BY p.last_name, p.first_name, p.id LIMIT $1`

const PAGE = 50

export async function searchByName(unit: Unit, q: string) {
  const rows = await unit.rows<{ id: string; firstName: string; lastName: string }>(search, [
    PAGE + 1,
    searchPatterns(q),
  ])
  const items = rows.slice(0, PAGE)
  const last = rows.length > PAGE ? items.at(-1)! : null
  const patientIds = items.map(({ id }) => id)
  await audit(unit, { action: 'R', operation: 'patient.search', type: 'Patient', patientIds, reason: 'by name' })
  const place = last && Buffer.from(JSON.stringify([last.lastName, last.firstName, last.id])).toString('base64url')
  return { items, nextCursor: place }
}
