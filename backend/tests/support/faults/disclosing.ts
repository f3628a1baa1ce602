import type { EndpointSpec } from '@hms/contract/endpoint'
import { amendmentApi } from '@hms/contract/amendments'
import { appointmentApi } from '@hms/contract/appointments'
import { billingApi } from '@hms/contract/billing'
import { dataRightsApi } from '@hms/contract/dataRights'
import { accessLogApi } from '@hms/contract/privacy'
import { randomUUID } from 'node:crypto'
import { send, type Sent } from '../cluster/http.ts'
import { posted } from '../messages.ts'
import { look } from '../observer.ts'
import { aDoctor, aPatient, type DoctorPerson, type PatientPerson, type Person } from '../people.ts'
import { booking } from '../visits.ts'

interface Cast {
  /** Of the API. */
  url: string
  admin: Person
  doctor: DoctorPerson
  patient: PatientPerson
  /** A name that would give it away wherever it leaks. */
  sentinel: string
}

type Ready = () => Promise<Sent<EndpointSpec>> | Sent<EndpointSpec>

/** A good request for every operation that tells something of a patient, each on things of its own. */
export function disclosing({ url, admin, doctor, patient, sentinel }: Cast): Record<string, Ready> {
  async function anAssignment(): Promise<string> {
    const id = randomUUID()
    await look('INSERT INTO care_assignments (id, patient_id, doctor_id, assigned_by) VALUES ($1, $2, $3, $4)', [
      id,
      patient.patientId,
      doctor.doctorId,
      admin.userId,
    ])
    return id
  }

  async function aRestriction(): Promise<string> {
    const id = randomUUID()
    await look('INSERT INTO access_restrictions (id, patient_id, user_id) VALUES ($1, $2, $3)', [
      id,
      patient.patientId,
      (await aDoctor()).userId,
    ])
    return id
  }

  const bill = () => {
    const lines = [{ description: sentinel, unitPrice: '80' }]
    return { patientId: patient.patientId, description: sentinel, lines }
  }

  async function aVisit(): Promise<{ id: string }> {
    const reply = await send(url, appointmentApi.book, { as: admin, body: booking(doctor, patient) })
    return { id: reply.body.id }
  }

  async function aBill(): Promise<{ id: string }> {
    return { id: (await send(url, billingApi.create, { as: admin, body: bill() })).body.id }
  }

  async function aFailedMessage(): Promise<{ id: string }> {
    const { email: id } = await posted({ userId: patient.userId }, { channels: ['email'] })
    await look(`UPDATE messages SET status = 'failed' WHERE id = $1`, [id])
    return { id }
  }

  const denial = { accept: false, basis: 'accurate', decision: sentinel } as const

  async function anAmendment(): Promise<{ id: string }> {
    const body = { field: 'contact', text: `${sentinel} ${sentinel}` } as const
    const params = { id: patient.patientId }
    return { id: (await send(url, amendmentApi.ask, { as: patient, params, body })).body.id }
  }

  async function aDenial(): Promise<{ id: string }> {
    const params = await anAmendment()
    await send(url, amendmentApi.decide, { as: admin, params, body: denial })
    return params
  }

  /** An entry of the patient's access log, of which nobody has asked yet. */
  async function anEvent(): Promise<string> {
    const [row] = await look<{ id: string }>(
      `INSERT INTO audit_events (action, operation, actor_role, purpose, request_id, resource_type, patient_ids)
     VALUES ('R', 'patient.read', 'system', 'HOPERAT', 'x', 'Patient', ARRAY[$1::uuid]) RETURNING id`,
      [patient.patientId],
    )
    return row!.id
  }

  async function aCase(): Promise<string> {
    const params = { id: patient.patientId, eventId: await anEvent() }
    const body = { message: sentinel }
    return (await send(url, accessLogApi.report, { as: patient, params, body })).body.id
  }

  async function anErasureRequest(asking: PatientPerson): Promise<string> {
    const id = randomUUID()
    await look(`INSERT INTO privacy_requests (id, kind, patient_id, requested_by) VALUES ($1, 'erasure', $2, $3)`, [
      id,
      asking.patientId,
      asking.userId,
    ])
    return id
  }

  /** A published version of the privacy notice. */
  async function aNotice(): Promise<number> {
    const [row] = await look<{ version: number }>(
      `INSERT INTO privacy_notices (id, version, sections, published_at)
     SELECT gen_random_uuid(), coalesce(max(version), 0) + 1, '[{"heading": "x", "text": "x"}]', now() FROM privacy_notices
     RETURNING version`,
    )
    return row!.version
  }

  const person = { firstName: sentinel, lastName: sentinel, dateOfBirth: '1984-05-17' }
  return {
    'get /patients': () => ({ query: { q: sentinel } as never }),
    'post /patients': () => ({ body: { ...person, gender: 'unknown' } as never, key: randomUUID() }),
    'get /patients/matches': () => ({ query: person as never }),
    'get /patients/:id': () => ({ params: { id: patient.patientId } }),
    'patch /patients/:id': () => ({ params: { id: patient.patientId }, body: { gender: 'female' } as never }),
    'get /appointments': () => ({ query: { patientId: patient.patientId } as never }),
    'post /appointments': () => ({ body: booking(doctor, patient) as never, key: randomUUID() }),
    'get /appointments/:id': async () => ({ params: await aVisit() }),
    'patch /appointments/:id': async () => ({ params: await aVisit(), body: { notes: 'Later' } as never }),
    'post /appointments/:id/check-in': async () => ({ params: await aVisit() }),
    'post /appointments/:id/complete': async () => ({ params: await aVisit() }),
    'post /appointments/:id/cancel': async () => ({ params: await aVisit() }),
    'post /appointments/:id/no-show': async () => ({ params: await aVisit() }),
    'get /billing': () => ({ query: { patientId: patient.patientId } as never }),
    'post /billing': () => ({ body: bill() as never, key: randomUUID() }),
    'get /billing/:id': async () => ({ params: await aBill() }),
    'post /billing/:id/payments': async () => ({
      params: await aBill(),
      body: { amount: '5', method: 'cash' } as never,
      key: randomUUID(),
    }),
    'get /billing/:id/receipt': async () => ({ params: await aBill() }),
    'post /billing/:id/void': async () => ({ params: await aBill(), body: { reason: 'Wrong' } as never }),
    'get /messages': () => ({}),
    'post /messages/:id/retry': async () => ({ params: await aFailedMessage() }),
    'get /audit': () => ({}),
    'get /audit/export': () => ({ query: { format: 'csv' } as never }),
    'get /patients/:id/access-log': () => ({ params: { id: patient.patientId } }),
    'post /patients/:id/access-log/:eventId/report': async () => ({
      as: patient,
      params: { id: patient.patientId, eventId: await anEvent() },
      body: { message: sentinel } as never,
    }),
    'get /patients/:id/consents': () => ({ params: { id: patient.patientId } }),
    'post /patients/:id/consents': () => ({
      params: { id: patient.patientId },
      body: { purpose: 'research', provision: 'permit', way: 'paper' } as never,
    }),
    'post /patients/:id/notice-acknowledgements': async () => ({
      params: { id: patient.patientId },
      body: { version: await aNotice(), way: 'paper' } as never,
    }),
    'get /patients/:id/amendments': () => ({ params: { id: patient.patientId } }),
    'post /patients/:id/amendments': () => ({
      as: patient,
      params: { id: patient.patientId },
      body: { field: 'contact', text: `${sentinel} ${sentinel}` } as never,
    }),
    'get /amendments': () => ({}),
    'get /amendments/:id': async () => ({ params: await anAmendment() }),
    'post /amendments/:id/extend': async () => ({
      params: await anAmendment(),
      body: { days: 30, reason: sentinel } as never,
    }),
    'post /amendments/:id/decide': async () => ({ params: await anAmendment(), body: denial as never }),
    'post /amendments/:id/withdraw': async () => ({ as: patient, params: await anAmendment() }),
    'post /amendments/:id/statement': async () => ({
      as: patient,
      params: await aDenial(),
      body: { statement: sentinel } as never,
    }),
    'get /settings/retention/patients': () => ({}),
    'get /patients/:id/export': () => ({ params: { id: patient.patientId }, query: { format: 'json' } as never }),
    'get /erasure-requests': () => ({}),
    'post /patients/:id/erasure-requests': async () => ({
      params: { id: (await aPatient()).patientId },
      body: { reason: sentinel } as never,
    }),
    'post /erasure-requests/:id/withdraw': async () => {
      const asking = await aPatient()
      return { as: asking, params: { id: await anErasureRequest(asking) } }
    },
    'post /erasure-requests/:id/decide': async () => ({
      params: { id: await anErasureRequest(await aPatient()) },
      body: { approve: true } as never,
    }),
    'post /erasure-requests/:id/perform': async () => {
      const leaving = await aPatient()
      const id = await anErasureRequest(leaving)
      await look(`UPDATE privacy_requests SET status = 'approved', decided_by = $2, decided_at = now() WHERE id = $1`, [
        id,
        admin.userId,
      ])
      const [row] = await look<{ mrn: string }>('SELECT mrn FROM patients WHERE id = $1', [leaving.patientId])
      return { params: { id }, body: { mrn: row!.mrn } as never }
    },
    'get /patients/:id/legal-holds': () => ({ params: { id: patient.patientId } }),
    'post /patients/:id/legal-holds': async () => ({
      params: { id: (await aPatient()).patientId },
      body: { reason: 'A lawsuit is coming' } as never,
    }),
    'post /patients/:id/legal-holds/lift': async () => {
      const held = await aPatient()
      const params = { id: held.patientId }
      await send(url, dataRightsApi.hold, { as: admin, params, body: { reason: 'A lawsuit is coming' } })
      return { params, body: { reason: 'The lawsuit is over' } as never }
    },
    'get /privacy-cases': () => ({}),
    'post /privacy-cases/:id/close': async () => ({
      params: { id: await aCase() },
      body: { finding: sentinel } as never,
    }),
    'get /patients/:id/access': () => ({ params: { id: patient.patientId } }),
    'post /patients/:id/break-glass': async () => ({
      as: await aDoctor(),
      params: { id: (await aPatient()).patientId },
      body: { reason: `${sentinel}, unconscious on arrival` } as never,
    }),
    'delete /patients/:id/break-glass': async () => {
      const { as, patientId } = await openRecord()
      return { as, params: { id: patientId } }
    },
    'get /break-glass': async () => ({ as: (await openRecord()).as }),
    'get /patients/:id/care-assignments': () => ({ params: { id: patient.patientId } }),
    'post /patients/:id/care-assignments': async () => ({
      params: { id: patient.patientId },
      body: { doctorId: (await aDoctor()).doctorId } as never,
    }),
    'post /care-assignments/:id/end': async () => ({ params: { id: await anAssignment() } }),
    'get /patients/:id/restrictions': () => ({ params: { id: patient.patientId } }),
    'post /patients/:id/restrictions': async () => ({
      as: patient,
      params: { id: patient.patientId },
      body: { doctorId: (await aDoctor()).doctorId, reason: sentinel } as never,
    }),
    'post /restrictions/:id/lift': async () => ({ as: patient, params: { id: await aRestriction() } }),
  }
}

/** Somebody who has opened a record in an emergency. */
async function openRecord(): Promise<{ as: Person; patientId: string }> {
  const [as, { patientId }] = await Promise.all([aDoctor(), aPatient()])
  await look(
    `INSERT INTO break_glass_grants (id, patient_id, user_id, user_name, user_role, through_restriction)
     VALUES (gen_random_uuid(), $1, $2, 'x', 'doctor', false)`,
    [patientId, as.userId],
  )
  return { as, patientId }
}
