import { randomUUID } from 'node:crypto'
import { accessApi } from '@hms/contract/access'
import { amendmentApi } from '@hms/contract/amendments'
import { appointmentApi } from '@hms/contract/appointments'
import { billingApi } from '@hms/contract/billing'
import { consentApi } from '@hms/contract/consents'
import { dataRightsApi } from '@hms/contract/dataRights'
import type { EndpointSpec, ReplyOf } from '@hms/contract/endpoint'
import { patientApi } from '@hms/contract/patients'
import { accessLogApi, privacyCaseApi } from '@hms/contract/privacy'
import { call } from './call.ts'
import { inCareOf } from './care.ts'
import { aBill } from './money.ts'
import { look } from './observer.ts'
import { aColleague, aDoctor, anAdmin, aPatient, type DoctorPerson, type PatientPerson, type Person } from './people.ts'
import { aPatientsWord } from './sentinels.ts'
import { booked } from './visits.ts'

/** A patient about whom there is something in every table, with words in it that are nowhere else. */
export interface FullPatient {
  patient: PatientPerson
  doctor: DoctorPerson
  admin: Person
  officer: Person
  /** By where it stands: `patients.address` and so on. */
  words: Record<string, string>
  futureVisit: string
}

/** Insists that it worked. */
export async function done<E extends EndpointSpec>(
  endpoint: E,
  options: Parameters<typeof call<E>>[1],
): Promise<ReplyOf<E>> {
  const reply = await call(endpoint, options)
  if (reply.status >= 300) throw new Error(`${endpoint.path}: ${reply.status} ${JSON.stringify(reply.problem)}`)
  return reply.body
}

const digits = () => `+1 555 ${String(Math.floor(Math.random() * 1e9)).padStart(9, '0')}`

export async function aFullPatient(): Promise<FullPatient> {
  const words: Record<string, string> = {}
  const word = (place: string) => (words[place] ??= aPatientsWord())
  const [admin, doctor, officer] = await Promise.all([anAdmin(), aDoctor(), aColleague('privacy_officer')])
  const patient = await aPatient({ firstName: word('patients.first_name'), lastName: word('patients.last_name') })
  const people = { patient, doctor, admin, officer }
  await fillRecord(patient, doctor, word)
  const futureVisit = await fillVisits(people, word)
  await fillMoney(people, word)
  await fillPrivacy(people, word)
  await fillAccount(patient, word)
  return { ...people, words, futureVisit }
}

type Word = (place: string) => string
type People = Pick<FullPatient, 'patient' | 'doctor' | 'admin' | 'officer'>

async function fillRecord(patient: PatientPerson, doctor: DoctorPerson, word: Word): Promise<void> {
  await inCareOf(doctor, patient, 30)
  const body = {
    phone: digits(),
    address: { line1: word('patients.address'), city: 'Town', country: 'Land' },
    emergencyContact: { name: word('patients.emergency_contact'), relationship: 'Sister', phone: digits() },
    email: `${word('patients.email')}@test.example`.toLowerCase(),
    medicalHistory: {
      allergies: [word('patients.medical_history')],
      conditions: [{ display: word('patients.condition'), code: '44054006', system: 'http://snomed.info/sct' }],
      medications: [word('patients.medication')],
      notes: word('patients.history_notes'),
    },
  }
  await done(patientApi.update, { as: patient, params: { id: patient.patientId }, body })
  await look(
    `INSERT INTO external_identifiers (system, value, resource_type, resource_id) VALUES ('old', $1, 'Patient', $2)`,
    [word('external_identifiers.value'), patient.patientId],
  )
}

async function fillVisits({ patient, doctor, admin }: People, word: Word): Promise<string> {
  const past = await inCareOf(doctor, patient, 20)
  await done(appointmentApi.update, {
    as: doctor,
    params: { id: past },
    body: { clinicalNotes: word('appointments.clinical_notes') },
  })
  const off = await booked(patient, doctor, patient, { notes: word('appointments.notes') })
  const body = { reason: word('appointments.cancellation_reason') }
  await done(appointmentApi.cancel, { as: admin, params: { id: off.id }, body })
  const headers = { 'Idempotency-Key': randomUUID() }
  const at =
    new Date(Date.now() + 200 * 86_400_000 + Math.floor(Math.random() * 1e9)).toISOString().slice(0, 11) + '14:00:00Z'
  await look('UPDATE hospital_settings SET booking_horizon_days = greatest(booking_horizon_days, 365)')
  const coming = await done(appointmentApi.book, {
    as: patient,
    body: {
      doctorId: doctor.doctorId,
      patientId: patient.patientId,
      appointmentDate: at,
      notes: word('appointments.coming'),
    },
    headers,
  })
  await look('UPDATE messages SET sent_to = $2, body = body || $3 WHERE user_id = $1', [
    patient.userId,
    word('messages.sent_to'),
    word('messages.body'),
  ])
  return coming.id
}

async function fillMoney({ patient, admin }: People, word: Word): Promise<void> {
  const description = word('billing.description')
  const lines = [{ description: word('billing_lines.description'), unitPrice: '120.00' }]
  const bill = await aBill(admin, patient, { description, lines })
  await done(billingApi.pay, { as: admin, params: { id: bill.id }, body: { amount: '20.00', method: 'cash' } })
  await look('UPDATE payments SET provider_reference = $2, redirect_url = $3 WHERE billing_id = $1', [
    bill.id,
    word('payments.provider_reference'),
    word('payments.redirect_url'),
  ])
  const wrong = await aBill(admin, patient, { description })
  await done(billingApi.void, { as: admin, params: { id: wrong.id }, body: { reason: word('billing.void_reason') } })
}

async function fillPrivacy({ patient, doctor, admin, officer }: People, word: Word): Promise<void> {
  const params = { id: patient.patientId }
  const other = await aDoctor()
  await done(accessApi.assign, { as: admin, params, body: { doctorId: doctor.doctorId } })
  await done(accessApi.restrict, {
    as: patient,
    params,
    body: { doctorId: other.doctorId, reason: word('access_restrictions.reason') },
  })
  await done(accessApi.breakGlass, { as: other, params, body: { reason: word('break_glass_grants.reason') } })
  await done(patientApi.get, { as: other, params })
  const log = await done(accessLogApi.list, { as: patient, params })
  const eventId = log.items.find(({ actor }) => actor.id === other.userId)!.id
  const message = word('privacy_cases.message')
  await done(accessLogApi.report, { as: patient, params: { ...params, eventId }, body: { message } })
  const cases = await look<{ id: string }>(`SELECT id FROM privacy_cases WHERE patient_id = $1 AND state = 'open'`, [
    params.id,
  ])
  for (const { id } of cases) {
    await done(privacyCaseApi.close, { as: officer, params: { id }, body: { finding: word('privacy_cases.finding') } })
  }
  const asked = await done(dataRightsApi.ask, {
    as: patient,
    params,
    body: { reason: word('privacy_requests.reason') },
  })
  const correction = { field: 'contact' as const, text: word('amendments.text') }
  await done(amendmentApi.ask, { as: patient, params, body: correction })
  await done(consentApi.record, { as: patient, params, body: { purpose: 'research', provision: 'permit' } })
  await done(dataRightsApi.withdraw, { as: patient, params: { id: asked.id } })
  await done(dataRightsApi.hold, { as: officer, params, body: { reason: word('legal_holds.reason') } })
  await done(dataRightsApi.lift, { as: officer, params, body: { reason: word('legal_holds.lift_reason') } })
}

async function fillAccount(patient: PatientPerson, word: Word): Promise<void> {
  const { userId, sessionId } = patient
  await look('UPDATE users SET email = $2 WHERE id = $1', [userId, `${word('users.email')}@test.example`.toLowerCase()])
  await look('UPDATE sessions SET user_agent = $2, client_address = $3 WHERE id = $1', [
    sessionId,
    word('sessions.user_agent'),
    word('sessions.client_address'),
  ])
  await look(`INSERT INTO passkeys (user_id, credential_id, public_key, name) VALUES ($1, $2, '\\x00', $3)`, [
    userId,
    Buffer.from(randomUUID()),
    word('passkeys.name'),
  ])
  await look(`INSERT INTO totp_factors (user_id, secret, confirmed_at) VALUES ($1, '\\x01', now())`, [userId])
  await look(`INSERT INTO recovery_codes (user_id, code_hash) VALUES ($1, $2)`, [userId, Buffer.from(randomUUID())])
  await look(`INSERT INTO one_time_tokens (user_id, purpose, expires_at) VALUES ($1, 'password-reset', now())`, [
    userId,
  ])
  await look(`INSERT INTO refresh_tokens (token_hash, session_id, generation, expires_at) VALUES ($1, $2, 1, now())`, [
    Buffer.from(randomUUID()),
    sessionId,
  ])
  await look(
    `INSERT INTO auth_challenges (token_hash, purpose, user_id, expires_at) VALUES ($1, 'step-up', $2, now())`,
    [Buffer.from(randomUUID()), userId],
  )
}

/** Which of the words stand anywhere in the database, with the table: all rows of all tables as text. */
export async function tablesWith(words: Record<string, string>): Promise<string[]> {
  const tables = await look<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname IN ('public', 'graphile_worker') AND c.relkind IN ('r', 'p') AND NOT c.relispartition`,
  )
  const list = Object.values(words).map((word) => word.toLowerCase())
  const hits: string[] = []
  for (const { name } of tables) {
    const [row] = await look<{ hits: string[] | null }>(
      `SELECT array_agg(DISTINCT w) AS hits FROM unnest($1::text[]) w, ${name} t WHERE strpos(lower(t::text), w) > 0`,
      [list],
    )
    for (const hit of row?.hits ?? []) {
      const place = Object.entries(words).find(([, word]) => word.toLowerCase() === hit)![0]
      hits.push(`${name}: ${place}`)
    }
  }
  return hits.sort()
}

/** Has a patient erased: asks, approves, performs. @returns the certificate */
export async function erase({ patient, officer }: Pick<FullPatient, 'patient' | 'officer'>, overrideRetention = true) {
  const params = { id: patient.patientId }
  const asked = await done(dataRightsApi.ask, { as: patient, params, body: { reason: 'I have moved away' } })
  const request = { id: asked.id }
  const decision = { approve: true, overrideRetention, reason: 'Nothing outweighs it' }
  await done(dataRightsApi.decide, { as: officer, params: request, body: decision })
  return done(dataRightsApi.perform, { as: officer, params: request, body: { mrn: asked.patient.mrn! } })
}
