// @covers 45CFR164.312(b), ASVS-16.5.3
import { figure } from '../support/figure.ts'
import { api } from '@hms/contract'
import type { EndpointSpec } from '@hms/contract/endpoint'
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { runsServer } from '../support/cluster/hospital.ts'
import { send } from '../support/cluster/http.ts'
import { type Api, startApi } from '../support/cluster/nodes.ts'
import { databaseEnv } from '../support/cluster/postgres.ts'
import { disclosing } from '../support/faults/disclosing.ts'
import { report } from '../support/faults/figures.ts'
import { PROMISED_MS } from '../support/faults/ledger.ts'
import { look } from '../support/observer.ts'
import { aDoctor, anAdmin, aPatient, type DoctorPerson, type PatientPerson, type Person } from '../support/people.ts'

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

/** Everybody who takes part; only known once they have been made. */
const cast = () => ({ url: hospital.url, admin, doctor, patient, sentinel: SENTINEL })

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
    'break_glass_grants',
    'care_assignments',
    'access_restrictions',
    'consents',
    'amendments',
    'notice_acknowledgements',
    'privacy_requests',
    'legal_holds',
    'erasures',
  ]
  const counts = tables.map((table) => `(SELECT count(*) FROM ${table}) AS ${table}`)
  const changed = ['patients', 'appointments', 'billing'].map((t) => `(SELECT sum(version) FROM ${t}) AS ${t}_versions`)
  return (await look(`SELECT ${[...counts, ...changed].join()}`))[0]
}

describe('where no row can be added to the audit log', () => {
  it('nobody reads or changes anything of a patient', async () => {
    const named = (endpoint: EndpointSpec) => `${endpoint.method} ${endpoint.path}`
    const requests = disclosing(cast())
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
      figure('deeds-without-audit-row', reply.status < 300 ? 1 : 0, { of: 1 })
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

  it('nobody signs in, signs up, or changes an account or the settings', async () => {
    const [email, password] = [`${randomUUID()}@test.example`, 'Seven lanterns over the quay']
    const from = '10.9.8.7'
    const account = { email, password, firstName: 'Ada', lastName: 'Byron' }
    expect((await send(hospital.url, api.auth.register, { body: account, from })).status).toBe(201)
    const user = { email: `${randomUUID()}@test.example`, role: 'nurse', firstName: 'Ada', lastName: 'Byron' }
    const deeds: [EndpointSpec, object][] = [
      [api.auth.login, { body: { email, password }, from }],
      [api.auth.register, { body: { ...account, email: user.email }, from }],
      [api.users.create, { as: admin, body: user }],
      [api.users.list, { as: admin }],
      [api.users.update, { as: admin, params: { id: doctor.userId }, body: { lastName: 'Other' } }],
      [api.users.identities, { as: admin, params: { id: doctor.userId } }],
      [api.users.unlinkIdentities, { as: admin, params: { id: doctor.userId } }],
      [api.settings.update, { as: admin, body: { paymentTermDays: 17 } }],
      [api.alerts.update, { as: admin, body: { items: [{ rule: 'own-chart', enabled: false }] } }],
      [api.auth.logoutEverywhere, { as: admin }],
    ]
    const counts = () =>
      look(`SELECT (SELECT count(*) FROM users) AS users, (SELECT count(*) FROM sessions WHERE revoked_at IS NULL) AS sessions,
                   (SELECT sum(version) FROM users) AS versions, (SELECT bool_or(enabled) FROM alert_rules WHERE rule = 'own-chart') AS rule`)
    const before = await counts()
    await look('REVOKE INSERT ON audit_events FROM hms_app')
    for (const [endpoint, sent] of deeds) {
      const reply = await send(hospital.url, endpoint, sent as never)
      expect([endpoint.path, reply.status]).toEqual([endpoint.path, 503])
    }
    expect(await counts()).toEqual(before)
  })

  it('they wait no longer than anybody, while somebody holds it', async () => {
    const holder = new pg.Client({ connectionString: server.url('postgres') })
    await holder.connect()
    try {
      await holder.query('BEGIN')
      await holder.query('LOCK TABLE audit_events IN EXCLUSIVE MODE')
      const sent = { as: admin, params: { id: patient.patientId } }
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
