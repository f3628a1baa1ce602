// @covers 45CFR164.312(b), ASVS-16.5.3
import { api } from '@hms/contract'
import type { EndpointSpec } from '@hms/contract/endpoint'
import { appointmentApi } from '@hms/contract/appointments'
import { billingApi } from '@hms/contract/billing'
import { accessLogApi } from '@hms/contract/privacy'
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { runsServer } from '../support/cluster/hospital.ts'
import { send, type Sent } from '../support/cluster/http.ts'
import { type Api, startApi } from '../support/cluster/nodes.ts'
import { databaseEnv } from '../support/cluster/postgres.ts'
import { report } from '../support/faults/figures.ts'
import { PROMISED_MS } from '../support/faults/ledger.ts'
import { posted } from '../support/messages.ts'
import { look } from '../support/observer.ts'
import { aDoctor, anAdmin, aPatient, type DoctorPerson, type PatientPerson, type Person } from '../support/people.ts'
import { booking } from '../support/visits.ts'

/** A name that would give it away wherever it leaks. */
const SENTINEL = 'Quillfeather'
const { server, logs } = runsServer('audit')

let hospital: Api, admin: Person, doctor: DoctorPerson, patient: PatientPerson
beforeAll(async () => {
  hospital = await startApi({ env: { ...databaseEnv(server), WORKER: 'off' }, logs })
  ;[admin, doctor, patient] = await Promise.all([
    anAdmin(),
    aDoctor(),
    aPatient({ firstName: SENTINEL, lastName: SENTINEL }),
  ])
})
afterAll(() => hospital?.stop())
const allow = () => look('GRANT INSERT ON audit_events TO hms_app')
afterEach(allow)

const bill = () => {
  const lines = [{ description: SENTINEL, unitPrice: '80' }]
  return { patientId: patient.patientId, description: SENTINEL, lines }
}

async function aVisit(): Promise<{ id: string }> {
  const reply = await send(hospital.url, appointmentApi.book, { as: admin, body: booking(doctor, patient) })
  return { id: reply.body.id }
}

async function aBill(): Promise<{ id: string }> {
  return { id: (await send(hospital.url, billingApi.create, { as: admin, body: bill() })).body.id }
}

async function aFailedMessage(): Promise<{ id: string }> {
  const { email: id } = await posted({ userId: patient.userId }, { channels: ['email'] })
  await look(`UPDATE messages SET status = 'failed' WHERE id = $1`, [id])
  return { id }
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
  const body = { message: SENTINEL }
  return (await send(hospital.url, accessLogApi.report, { as: patient, params, body })).body.id
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

const person = { firstName: SENTINEL, lastName: SENTINEL, dateOfBirth: '1984-05-17' }
type Ready = () => Promise<Sent<EndpointSpec>> | Sent<EndpointSpec>

/** A good request for every operation that tells something of a patient, each on things of its own. */
const requests: Record<string, Ready> = {
  'get /patients': () => ({ query: { q: SENTINEL } as never }),
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
    body: { message: SENTINEL } as never,
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
  'get /settings/retention/patients': () => ({}),
  'get /privacy-cases': () => ({}),
  'post /privacy-cases/:id/close': async () => ({
    params: { id: await aCase() },
    body: { finding: SENTINEL } as never,
  }),
}

const telling = Object.values(api)
  .flatMap((domain) => Object.values<EndpointSpec>(domain))
  .filter((endpoint) => endpoint.disclosesPatientData)

/** How many rows there are of everything that these requests could write. */
async function written(): Promise<unknown> {
  const tables = [
    'patients',
    'appointments',
    'billing',
    'payments',
    'idempotency_keys',
    'audit_events',
    'messages',
    'privacy_cases',
    'consents',
    'notice_acknowledgements',
  ]
  const counts = tables.map((table) => `(SELECT count(*) FROM ${table}) AS ${table}`)
  const changed = ['patients', 'appointments', 'billing'].map((t) => `(SELECT sum(version) FROM ${t}) AS ${t}_versions`)
  return (await look(`SELECT ${[...counts, ...changed].join()}`))[0]
}

describe('where no row can be added to the audit log', () => {
  it('nobody reads or changes anything of a patient', async () => {
    const named = (endpoint: EndpointSpec) => `${endpoint.method} ${endpoint.path}`
    expect(telling.map(named).sort()).toEqual(Object.keys(requests).sort())
    const ready = await Promise.all(
      telling.map(async (endpoint) => ({ endpoint, sent: { as: admin, ...(await requests[named(endpoint)]!()) } })),
    )
    const before = await written()
    await look('REVOKE INSERT ON audit_events FROM hms_app')
    const refusals: Record<string, number> = {}
    for (const { endpoint, sent } of ready) {
      const reply = await send(hospital.url, endpoint, sent)
      refusals[reply.status] = (refusals[reply.status] ?? 0) + 1
      expect([named(endpoint), reply.status, reply.problem.code]).toEqual([named(endpoint), 503, 'unavailable'])
      expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(reply.text).not.toContain(SENTINEL)
    }
    expect(await written()).toEqual(before)
    await allow()
    // The very same requests are good ones.
    for (const { endpoint, sent } of ready) {
      const reply = await send(hospital.url, endpoint, sent)
      expect([named(endpoint), Math.floor(reply.status / 100)]).toEqual([named(endpoint), 2])
    }
    report('audit log that takes no rows', { operations: ready.length, refused: ready.length, 'let through': 0 })
  })

  it('they wait no longer than anybody, while somebody holds it', async () => {
    const holder = new pg.Client({ connectionString: server.url('postgres') })
    await holder.connect()
    try {
      await holder.query('BEGIN')
      await holder.query('LOCK TABLE audit_events IN EXCLUSIVE MODE')
      const sent = { as: admin, ...(await requests['get /patients/:id']!()) }
      const began = performance.now()
      const reply = await send(hospital.url, api.patients.get, sent as never)
      expect(reply.status).toBe(503)
      expect(reply.text).not.toContain(SENTINEL)
      expect(performance.now() - began).toBeLessThan(PROMISED_MS)
    } finally {
      await holder.end()
    }
  })
})
