import type { WriteTx } from '../../src/config/database.ts'
import { phoneIndex } from '../../src/models/Patient.ts'
import { createKeys, newKeys, type PatientKeys } from '../../src/models/sealing.ts'
import * as Settings from '../../src/models/Settings.ts'
import { searchText } from '../../src/utils/searchText.ts'
import { defaultNotice } from '../../src/services/noticeService/defaultNotice.ts'
import { insertRows } from './insertRows.ts'
import { decimal } from './money.ts'
import type { DemoHospital } from './types.ts'

/** The keys of every patient, for what is sealed later. */
export type KeysByPatient = Map<string, Required<PatientKeys>>

export async function writeHouse(tx: WriteTx, { settings, visitTypes }: DemoHospital): Promise<void> {
  await Settings.update(tx, settings)
  const rows = visitTypes.map(({ priceCents, ...type }) => ({ ...type, price: decimal(priceCents) }))
  await insertRows(
    tx,
    `INSERT INTO visit_types (id, name, duration_minutes, buffer_before_minutes, buffer_after_minutes, price, active)
     SELECT id, name, "durationMinutes", "bufferBeforeMinutes", "bufferAfterMinutes", price, active
       FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, name text, "durationMinutes" int, "bufferBeforeMinutes" int,
                                                "bufferAfterMinutes" int, price numeric, active boolean)`,
    rows,
  )
}

export async function writeUsers(tx: WriteTx, { users }: DemoHospital, passwordHash: string): Promise<void> {
  const rows = users.map((user) => ({ ...user, passwordHash }))
  await insertRows(
    tx,
    `INSERT INTO users (id, email, password_hash, role, first_name, last_name, created_at, updated_at)
     SELECT id, email, "passwordHash", role, "firstName", "lastName", "createdAt", "createdAt"
       FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, email text, "passwordHash" text, role text, "firstName" text,
                                                "lastName" text, "createdAt" timestamptz)`,
    rows,
  )
}

/** The privacy notice as it is proposed, published by the first administrator when the hospital opened. */
export async function writeNotice(tx: WriteTx, { users }: DemoHospital): Promise<void> {
  const admin = users.find(({ role }) => role === 'admin')
  await tx.run(
    `INSERT INTO privacy_notices (id, version, sections, edited_by, edited_at, published_by, published_at)
     VALUES (gen_random_uuid(), 1, $1::jsonb, $2, $3, $2, $3)`,
    [JSON.stringify(defaultNotice), admin?.id ?? null, admin?.createdAt ?? new Date()],
  )
}

/** Everybody who has an account has signed up with the notice before their eyes. */
export async function writeAcknowledgements(tx: WriteTx): Promise<void> {
  await tx.run(
    `INSERT INTO notice_acknowledgements (patient_id, version, way, acknowledged_by)
     SELECT id, 1, 'sign-up', user_id FROM patients WHERE user_id IS NOT NULL`,
  )
}

export async function writeDoctors(tx: WriteTx, { doctors }: DemoHospital): Promise<void> {
  const rows = doctors.map((doctor) => ({ ...doctor, searchName: searchText(doctor.firstName, doctor.lastName) }))
  await insertRows(
    tx,
    `INSERT INTO doctors (id, user_id, first_name, last_name, search_name, specialization, license_number, phone, bio, availability,
                          accepts_bookings, created_at, updated_at)
     SELECT id, "userId", "firstName", "lastName", "searchName", specialization, "licenseNumber", phone, bio, availability,
            "acceptsBookings", "createdAt", "createdAt"
       FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, "userId" uuid, "firstName" text, "lastName" text, "searchName" text,
            specialization text, "licenseNumber" text, phone text, bio text, availability jsonb, "acceptsBookings" boolean, "createdAt" timestamptz)`,
    rows,
  )
}

/** Patients in their order, so that medical record numbers grow with the date of registration. */
export async function writePatients(tx: WriteTx, { patients }: DemoHospital): Promise<KeysByPatient> {
  const keysByPatient: KeysByPatient = new Map(patients.map(({ id }) => [id, newKeys()]))
  const rows = patients.map(({ address, emergencyContact, medicalHistory, ...patient }, place) => ({
    ...patient,
    ...keysByPatient.get(patient.id),
    place,
    searchName: searchText(patient.firstName, patient.lastName),
    phoneIndex: phoneIndex(patient.phone)?.toString('base64'),
    address: JSON.stringify(address),
    emergencyContact: emergencyContact && JSON.stringify(emergencyContact),
    medicalHistory: JSON.stringify(medicalHistory),
  }))
  await insertRows(
    tx,
    `INSERT INTO patients (id, user_id, first_name, last_name, search_name, date_of_birth, gender, phone_index, email, phone,
                           address, emergency_contact, medical_history, created_at, updated_at)
     SELECT id, "userId", "firstName", "lastName", "searchName", "dateOfBirth", gender, decode("phoneIndex", 'base64'),
            hms_seal(email, contact, id, 'patients.email'), hms_seal(phone, contact, id, 'patients.phone'),
            hms_seal(address, contact, id, 'patients.address'),
            hms_seal("emergencyContact", contact, id, 'patients.emergency_contact'),
            hms_seal("medicalHistory", clinical, id, 'patients.medical_history'), "createdAt", "createdAt"
       FROM jsonb_to_recordset($1::jsonb) AS r (place int, id uuid, "userId" uuid, "firstName" text, "lastName" text,
            "searchName" text, "dateOfBirth" date, gender text, "phoneIndex" text, email text, phone text, address text,
            "emergencyContact" text, "medicalHistory" text, contact text, clinical text, "createdAt" timestamptz)
      ORDER BY place`,
    rows,
  )
  for (const [id, made] of keysByPatient) createKeys(tx, id, made)
  return keysByPatient
}
