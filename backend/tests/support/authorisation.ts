import { randomUUID } from 'node:crypto'
import { amendmentApi } from '@hms/contract/amendments'
import { billingApi } from '@hms/contract/billing'
import type { Role } from '@hms/contract/permissions'
import { call } from './call.ts'
import { look } from './observer.ts'
import { aColleague, aDoctor, aPatient, type DoctorPerson, type PatientPerson, type Person } from './people.ts'

/** Rows for the authorisation matrix: each made for one cell, so that no cell changes what another meets. */

export const roleOrder: Role[] = ['patient', 'doctor', 'admin', 'receptionist', 'nurse', 'billing', 'privacy_officer']

export function someone(role: Role): Promise<Person> {
  if (role === 'patient') return aPatient()
  return role === 'doctor' ? aDoctor() : aColleague(role)
}

/** Whose row it is, seen from the one who asks: their own (or of a patient in their care), or somebody else's. */
export type Standing = 'own' | 'other'

/** What a cell asks for: the row, and everything that it hangs on. */
export interface Target {
  id: string
  patient: PatientPerson
  doctor: DoctorPerson
  /** A row of the path that hangs on the first. */
  eventId?: string
}

export interface Cast {
  who: Person
  standing: Standing
}

/** As from elsewhere: visits of the matrix may overlap. */
async function visitOf(patient: PatientPerson, doctor: DoctorPerson, status: string): Promise<string> {
  const [row] = await look<{ id: string }>(
    `INSERT INTO appointments (patient_id, doctor_id, appointment_date, duration_minutes, ends_at, occupied_from, occupied_until, local_start, time_zone, status, imported)
     SELECT $1, $2, t, 30, t + interval '30 minutes', t, t + interval '30 minutes', t AT TIME ZONE 'UTC', 'UTC', $3, true
       FROM (SELECT date_trunc('hour', now()) AS t) AS time RETURNING id`,
    [patient.patientId, doctor.doctorId, status],
  )
  return row!.id
}

/** Patient and doctor of a row: whoever asks is one of them where the row is their own. */
async function pair({ who, standing }: Cast): Promise<Omit<Target, 'id'>> {
  const own = standing === 'own'
  return {
    patient: own && who.role === 'patient' ? (who as PatientPerson) : await aPatient(),
    doctor: own && who.role === 'doctor' ? (who as DoctorPerson) : await aDoctor(),
  }
}

let biller: Promise<Person> | undefined

type Maker = (cast: Cast) => Promise<Target>

const one = async (text: string, values: unknown[]) => (await look<{ id: string }>(text, values))[0]!.id

async function aPatientFor(cast: Cast): Promise<Target> {
  const people = await pair(cast)
  if (cast.standing === 'own' && (cast.who.role === 'doctor' || cast.who.role === 'nurse'))
    await visitOf(people.patient, people.doctor, 'completed')
  return { ...people, id: people.patient.patientId }
}

/** Makes the row that an operation is asked for. */
export const makers = {
  /** A patient; for those who treat, with a visit today where it is one of theirs. */
  patient: aPatientFor,
  appointment: async (cast) => {
    const people = await pair(cast)
    return { ...people, id: await visitOf(people.patient, people.doctor, 'booked') }
  },
  bill: async (cast) => {
    const people = await pair(cast)
    const visit = await visitOf(people.patient, people.doctor, 'completed')
    const bill = await call(billingApi.create, {
      as: await (biller ??= aColleague('billing')),
      body: {
        patientId: people.patient.patientId,
        description: 'Matrix',
        lines: [{ description: 'Matrix', quantity: 1, unitPrice: '10.00' }],
      },
    })
    await look('UPDATE billing SET doctor_id = $1, appointment_id = $2 WHERE id = $3', [
      people.doctor.doctorId,
      visit,
      bill.body.id,
    ])
    const { id } = bill.body
    return { ...people, id }
  },
  doctor: async (cast) => {
    const people = await pair(cast)
    return { ...people, id: people.doctor.doctorId }
  },
  user: async (cast) => {
    const people = await pair(cast)
    return { ...people, id: (await aColleague('nurse')).userId }
  },
  session: async (cast) => {
    const people = await pair(cast)
    const owner = cast.standing === 'own' ? cast.who : people.doctor
    const id = await one(
      `INSERT INTO sessions (user_id, expires_at) VALUES ($1, now() + interval '1 day') RETURNING id`,
      [owner.userId],
    )
    return { ...people, id }
  },
  notification: async (cast) => {
    const people = await pair(cast)
    const owner = cast.standing === 'own' ? cast.who : people.doctor
    const id = await one(
      `INSERT INTO messages (user_id, channel, kind, subject, body, dedupe_key) VALUES ($1, 'in-app', 'sign-in-alert', 's', 'b', gen_random_uuid()) RETURNING id`,
      [owner.userId],
    )
    return { ...people, id }
  },
  message: async (cast) => {
    const people = await pair(cast)
    const id = await one(
      `INSERT INTO messages (user_id, channel, kind, subject, body, status, dedupe_key) VALUES ($1, 'email', 'sign-in-alert', 's', 'b', 'failed', gen_random_uuid()) RETURNING id`,
      [people.doctor.userId],
    )
    return { ...people, id }
  },
  visitType: async (cast) => ({
    ...(await pair(cast)),
    id: await one(
      `INSERT INTO visit_types (name, duration_minutes, price) VALUES (gen_random_uuid(), 30, 1) RETURNING id`,
      [],
    ),
  }),
  /** A record that is open to whoever asks, or to somebody else. */
  grant: async (cast) => {
    const people = await pair(cast)
    const owner = cast.standing === 'own' ? cast.who : people.doctor
    await look(
      `INSERT INTO break_glass_grants (id, patient_id, user_id, user_name, user_role, through_restriction) VALUES (gen_random_uuid(), $1, $2, 'x', 'x', false)`,
      [people.patient.patientId, owner.userId],
    )
    return { ...people, id: people.patient.patientId }
  },
  assignment: async (cast) => {
    const people = await pair(cast)
    const id = randomUUID()
    await look('INSERT INTO care_assignments (id, patient_id, doctor_id, assigned_by) VALUES ($1, $2, $3, $4)', [
      id,
      people.patient.patientId,
      people.doctor.doctorId,
      people.doctor.userId,
    ])
    return { ...people, id }
  },
  restriction: async (cast) => {
    const people = await pair(cast)
    const id = randomUUID()
    await look('INSERT INTO access_restrictions (id, patient_id, user_id) VALUES ($1, $2, $3)', [
      id,
      people.patient.patientId,
      people.doctor.userId,
    ])
    return { ...people, id }
  },
  /** A request for a correction of contact data; to those who treat, of a patient in their care. */
  amendment: async (cast) => {
    const { patient, doctor } = await aPatientFor(cast)
    const reply = await call(amendmentApi.ask, {
      as: patient,
      params: { id: patient.patientId },
      body: { field: 'contact', text: 'Put it right, please' },
    })
    return { patient, doctor, id: reply.body.id }
  },
  privacyCase: async (cast) => {
    const people = await pair(cast)
    const id = randomUUID()
    await look(
      `INSERT INTO privacy_cases (id, kind, patient_id, subject_user_id, opened_by) VALUES ($1, 'break-glass-review', $2, $3, $3)`,
      [id, people.patient.patientId, people.doctor.userId],
    )
    return { ...people, id }
  },
  /** Written down by somebody else than those who decide here. */
  erasureRequest: async (cast) => {
    const people = await pair(cast)
    const id = randomUUID()
    // One at a time may be under way.
    await look(
      `UPDATE privacy_requests SET status = 'withdrawn', finished_at = now() WHERE patient_id = $1 AND finished_at IS NULL`,
      [people.patient.patientId],
    )
    await look(`INSERT INTO privacy_requests (id, kind, patient_id, requested_by) VALUES ($1, 'erasure', $2, $3)`, [
      id,
      people.patient.patientId,
      people.patient.userId,
    ])
    return { ...people, id }
  },
  erasure: async (cast) => ({
    ...(await pair(cast)),
    id: await one(
      `INSERT INTO erasures (number, subject_hash, requested_by_patient, requested_at, approved_by, approved_at, performed_by)
       VALUES (1, sha256(gen_random_uuid()::text::bytea), true, now(), gen_random_uuid(), now(), gen_random_uuid()) RETURNING id`,
      [],
    ),
  }),
  /** A row of the log that says that somebody read the patient's record. */
  event: async (cast) => {
    const people = await pair(cast)
    const [row] = await look<{ id: string }>(
      `INSERT INTO audit_events (action, operation, actor_id, actor_role, purpose, request_id, resource_type, patient_ids)
       VALUES ('R', 'patient.read', $1, 'doctor', 'TREAT', gen_random_uuid(), 'Patient', ARRAY[$2::uuid]) RETURNING id`,
      [people.doctor.userId, people.patient.patientId],
    )
    return { ...people, id: people.patient.patientId, eventId: row!.id }
  },
  passkey: async (cast) => ({ ...(await pair(cast)), id: randomUUID() }),
} satisfies Record<string, Maker>

export type RowKind = keyof typeof makers
