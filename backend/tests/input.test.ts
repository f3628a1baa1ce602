// @covers ASVS-1.3.3, ASVS-2.2.1
import { figure } from './support/figure.ts'
import { randomUUID } from 'node:crypto'
import { api } from '@hms/contract'
import type { EndpointSpec } from '@hms/contract/endpoint'
import { may, type Role, roles } from '@hms/contract/permissions'
import request from 'supertest'
import { beforeAll, describe, expect, it } from 'vitest'
import { app, call } from './support/call.ts'
import { look } from './support/observer.ts'
import { type DoctorPerson, oneOfEach, type PatientPerson, type Person } from './support/people.ts'

let admin: Person, doctor: DoctorPerson, patient: PatientPerson
let people: Record<Role, Person>
beforeAll(async () => {
  people = await oneOfEach()
  admin = people.admin
  doctor = people.doctor as DoctorPerson
  patient = people.patient as PatientPerson
})

const get = (path: string, as: Person = admin) =>
  request(app).get(`/api${path}`).set('Authorization', `Bearer ${as.token}`)

const lists = Object.values(api)
  .flatMap((domain) => Object.values<EndpointSpec>(domain))
  .filter(({ query, reply, path }) => query && reply !== 'event-stream' && reply !== 'redirect' && !path.includes(':'))
const fields = lists.flatMap((endpoint) =>
  Object.keys(endpoint.query!.shape).map((name) => ({ path: endpoint.path, name, endpoint })),
)
const asked = ({ permission }: EndpointSpec): Person =>
  people[roles.findLast((role) => permission !== 'public' && may(role, permission)) ?? 'admin']

const odd = [
  'a\u0000b',
  '0000-01-01',
  '2026-02-30',
  '9999-12-31',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59-23:59',
  "'; DROP TABLE users;--",
  '\\',
  '%',
  '9'.repeat(30),
  '-1',
  'infinity',
  randomUUID(),
]
const cursors = [['a'], ['a', 'b'], ['a', 'b', 'c'], ['0000-01-01', randomUUID()], ['9'.repeat(30)], [1, 2]]
const encode = (values: unknown[]) => Buffer.from(JSON.stringify(values)).toString('base64url')

describe('odd values', () => {
  it.each(fields)('of $name do not break $path', async ({ path, name, endpoint }) => {
    const values = name === 'cursor' ? [...odd, ...cursors.map(encode)] : odd
    for (const value of values) {
      const reply = await get(`${path}?${name}=${encodeURIComponent(value)}`, asked(endpoint))
      figure('odd-values-that-break', [200, 422].includes(reply.status) ? 0 : 1, { of: 1 })
      expect([200, 422]).toContain(reply.status)
    }
  })

  it('that nobody sees are refused in names, and names of every script are taken', async () => {
    const register = (lastName: string) =>
      call(api.patients.create, {
        as: admin,
        body: { firstName: 'Ada', lastName, dateOfBirth: '1990-01-01', gender: 'female' },
      })
    for (const hidden of ['\u200b', '\u202e', '\u2066', '\u200f', '\ufeff', '\u00ad', '\u2060', '\u2028', '\n']) {
      const reply = await register(`By${hidden}ron`)
      expect([reply.status, reply.problem.errors?.[0]?.pointer]).toEqual([422, '/lastName'])
    }
    for (const name of ['محمد', 'בן־דוד', 'رضا\u200cزاده', 'O’Brien-Ñandú', '王小明']) {
      const reply = await register(name)
      expect([reply.status, reply.body.lastName]).toEqual([201, name])
    }
  })

  it('that would be stored as something else are refused', async () => {
    for (const lastName of ['half a \ud83d', 'a\u0085b']) {
      const rawBody = JSON.stringify({ firstName: 'Ada', lastName, dateOfBirth: '1990-01-01', gender: 'female' })
      const headers = { 'Content-Type': 'application/json' }
      const reply = await call(api.patients.create, { as: admin, rawBody, headers })
      expect([reply.status, reply.problem.errors?.[0]?.pointer]).toEqual([422, '/lastName'])
    }
  })

  it('in a forwarded address are not believed', async () => {
    const requestId = randomUUID()
    const headers = { 'X-Request-Id': requestId, 'X-Forwarded-For': "6.6.6.6' OR 1=1" }
    await call(api.patients.list, { as: admin, headers })
    const [row] = await look<{ client_address: string }>(
      'SELECT client_address FROM audit_events WHERE request_id = $1',
      [requestId],
    )
    expect(row!.client_address).toMatch(/127\.0\.0\.1$/)
  })
})

describe('what ordinary clients send', () => {
  it('is taken when fields of a query were left empty, but not when the field is unknown', async () => {
    expect((await get('/patients?q=&limit=')).status).toBe(200)
    expect((await get('/appointments?from=&to=&status=')).status).toBe(200)
    expect((await get('/patients?name=')).status).toBe(422)
  })

  it('is taken when the plus of an offset was not encoded', async () => {
    const path = `/doctors/${doctor.doctorId}/slots?from=2027-03-01T00:00:00+01:00&to=2027-03-02T00:00:00+01:00`
    expect((await get(path)).status).toBe(200)
  })

  it('is taken with telephone numbers as Americans write them', async () => {
    const reply = await call(api.patients.update, {
      as: patient,
      params: { id: patient.patientId },
      body: { phone: '(555) 010-1234' },
    })
    expect([reply.status, reply.body.phone]).toEqual([200, '(555) 010-1234'])
  })

  it.each([
    ['7', '7.00'],
    ['7.5', '7.50'],
    [{ amount: '7', currency: 'USD' }, '7.00'],
    [{ amount: '7.5', currency: 'USD' }, '7.50'],
  ])('is taken with the price %j', async (unitPrice, amount) => {
    const body = { patientId: patient.patientId, description: 'Visit', lines: [{ description: 'Visit', unitPrice }] }
    const reply = await call(api.billing.create, { as: admin, body })
    expect([reply.status, reply.body.amount]).toEqual([201, { amount, currency: 'USD' }])
  })

  it('is told what is wrong in the form that it chose', async () => {
    const user = { email: `${randomUUID()}@test.example`, firstName: 'Ada', lastName: 'Ito' }
    const rawBody = { user, specialization: 'Surgery', licenseNumber: randomUUID(), availability: { monday: [] } }
    const reply = await call(api.doctors.create, { as: admin, rawBody })
    expect(reply.status).toBe(422)
    expect(reply.problem.errors!.map(({ pointer }) => pointer)).toEqual([
      '/availability/weekly',
      '/availability/monday',
    ])
  })
})
