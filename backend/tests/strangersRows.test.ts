// @covers GDPR-Art5(1)(c), GDPR-Art5(1)(f), ASVS-8.2.2, ASVS-8.3.1, ASVS-15.3.7
import { api } from '@hms/contract'
import { accessLogApi } from '@hms/contract/privacy'
import { appointmentApi } from '@hms/contract/appointments'
import { billingApi } from '@hms/contract/billing'
import type { EndpointSpec } from '@hms/contract/endpoint'
import { patientApi } from '@hms/contract/patients'
import { may } from '@hms/contract/permissions'
import { randomUUID } from 'node:crypto'
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { app, call } from './support/call.ts'
import { inCareOf } from './support/care.ts'
import { figure } from './support/figure.ts'
import { aBill } from './support/money.ts'
import { look } from './support/observer.ts'
import { aDoctor, anAdmin, aPatient, type DoctorPerson, type PatientPerson, type Person } from './support/people.ts'
import { aPatientsWord } from './support/sentinels.ts'

/** The patient who asks, and the stranger whose words must not come back; the doctor has the first in care. */
let mine: PatientPerson, theirs: PatientPerson, doctor: DoctorPerson, admin: Person
/** Of the stranger: what only they and who treats them may read, and what names them. */
const sealed = Array.from({ length: 6 }, aPatientsWord)
const name = aPatientsWord()
let known: string[]
let billId: string, visitId: string

beforeAll(async () => {
  ;[mine, theirs, doctor, admin] = await Promise.all([aPatient(), aPatient({ lastName: name }), aDoctor(), anAdmin()])
  const another = await aDoctor()
  await inCareOf(doctor, mine)
  await inCareOf(another, theirs)
  const [line1, contact, note, allergy, condition, description] = sealed as [
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  const address = { line1, city: 'Graz', country: 'AT' }
  const details = { address, emergencyContact: { name: contact, phone: '555 0100' } }
  const medicalHistory = { allergies: [allergy], conditions: [condition], medications: [], notes: note }
  const params = { id: theirs.patientId }
  expect((await call(patientApi.update, { as: theirs, params, body: details })).status).toBe(200)
  expect((await call(patientApi.update, { as: another, params, body: { medicalHistory } })).status).toBe(200)
  billId = (await aBill(admin, theirs, { description, lines: [{ description, unitPrice: '10.00' }] })).id
  const [visit] = await look<{ id: string }>('SELECT id FROM appointments WHERE patient_id = $1', [theirs.patientId])
  visitId = visit!.id
  const [row] = await look<{ mrn: string; phone: string }>('SELECT mrn FROM patients WHERE id = $1', [theirs.patientId])
  known = [name, row!.mrn, theirs.userId, theirs.email]
})

const everything = Object.entries(api).flatMap(([domain, endpoints]) =>
  Object.entries<EndpointSpec>(endpoints).map(([verb, endpoint]) => ({ name: `${domain}.${verb}`, endpoint })),
)
const guarded = everything.filter(
  ({ endpoint }) => endpoint.permission !== 'public' && endpoint.reply !== 'event-stream',
)
const lists = guarded.filter(
  ({ endpoint }) => endpoint.method === 'get' && endpoint.reply !== 'redirect' && !endpoint.path.includes(':'),
)
const open = (who: Person) => lists.filter(({ endpoint }) => may(who.role, endpoint.permission as never))

/** Every way to ask one list for somebody in particular, for an odd order, and for what is behind its end. */
function questions({ query }: EndpointSpec): string[] {
  const period = 'from=2020-01-01&to=2035-01-01&groupBy=day'
  const names = Object.keys(query?.shape ?? {})
  const has = (one: string) => names.includes(one)
  const asking = [
    ...(has('patientId') ? [`patientId=${theirs.patientId}`] : []),
    ...(has('q') ? [`q=${name}`, `q=${sealed[0]}`, `q=${theirs.email}`, 'q=%25', `q=${known[1]}`] : []),
    ...(has('cursor') ? [`cursor=${Buffer.from(JSON.stringify([name, theirs.patientId])).toString('base64url')}`] : []),
    ...(has('limit') ? ['limit=100', 'limit=100000'] : []),
    ...names.filter((each) => /Id$/.test(each)).map((each) => `${each}=${theirs.userId}`),
    'sort=phone',
    'order=desc',
    'include=patient',
    `filter[patientId]=${theirs.patientId}`,
  ]
  return ['', ...asking].map((each) =>
    [has('from') ? period.replace(has('groupBy') ? '' : /&groupBy=day/, '') : '', each].filter(Boolean).join('&'),
  )
}

const count = { asked: 0, leaks: 0 }
afterAll(() => figure('strangers-words-in-lists', count.leaks, { of: count.asked }))

describe('lists, searches and reports', () => {
  it('show a patient nothing of a stranger, whatever they are asked', async () => {
    const asked: string[] = []
    for (const { endpoint } of open(mine)) {
      for (const query of questions(endpoint)) {
        const reply = await request(app)
          .get(`/api${endpoint.path}?${query}`)
          .set('Authorization', `Bearer ${mine.token}`)
        const leaked = [...known, ...sealed].filter((word) => reply.text.includes(word))
        count.asked++
        count.leaks += leaked.length
        expect({ path: endpoint.path, query, status: reply.status < 500, leaked }).toMatchObject({
          status: true,
          leaked: [],
        })
        asked.push(endpoint.path)
      }
    }
    expect(new Set(asked).size).toBeGreaterThan(10)
  })

  it('show a doctor no more than the directory of somebody who is not in care', async () => {
    for (const { endpoint } of open(doctor)) {
      for (const query of questions(endpoint)) {
        const reply = await request(app)
          .get(`/api${endpoint.path}?${query}`)
          .set('Authorization', `Bearer ${doctor.token}`)
        // The directory of patients is open to those who treat: names, numbers and birth dates.
        const words = endpoint.path === '/patients' ? sealed : [...known, ...sealed]
        const leaked = words.filter((word) => reply.text.includes(word))
        count.asked++
        count.leaks += leaked.length
        expect({ path: endpoint.path, query, leaked }).toMatchObject({ leaked: [] })
      }
    }
  })

  it('count nobody’s rows but one’s own', async () => {
    const own = await call(appointmentApi.list, { as: mine, query: { limit: 100 } })
    expect(own.body.items.map(({ patientId }) => patientId)).toEqual([mine.patientId])
    const asked = await call(appointmentApi.list, { as: mine, query: { patientId: theirs.patientId } })
    expect([asked.status, asked.body.items, asked.body.nextCursor]).toEqual([200, [], null])
    const bills = await call(billingApi.list, { as: mine, query: { patientId: theirs.patientId } })
    expect([bills.status, bills.body.items, bills.body.nextCursor]).toEqual([200, [], null])
  })
})

describe('a row that hangs on another', () => {
  /** Of the stranger, asked for below one's own record. */
  const below: Record<string, (as: Person) => Promise<{ status: number }>> = {
    'accessLog.report': async (as) => {
      const [event] = await look<{ id: string }>('SELECT id FROM audit_events WHERE $1 = ANY (patient_ids) LIMIT 1', [
        theirs.patientId,
      ])
      const params = { id: mine.patientId, eventId: event!.id }
      return call(accessLogApi.report, { as, params, body: { message: 'I do not know who this is' } })
    },
  }
  const nested = everything.filter(({ endpoint }) => (endpoint.path.match(/:\w+/g) ?? []).length > 1)

  it('is looked for in every operation that has one', () => {
    expect(nested.map(({ name: each }) => each).filter((each) => !below[each])).toEqual([])
  })

  it.each(nested)('is not found below somebody else’s: $name', async ({ name: each }) => {
    const { status } = await below[each]!(mine)
    figure('rows-found-below-others', status < 300 ? 1 : 0, { of: 1 })
    expect(status).toBe(404)
  })
})

describe('a patient who says to be somebody else', () => {
  const ask = (path: string, headers: Record<string, string> = {}) =>
    request(app).get(`/api${path}`).set('Authorization', `Bearer ${mine.token}`).set(headers)

  it('in a header or a cookie is not listened to', async () => {
    const claims: Record<string, string>[] = [
      { 'X-Patient-Id': theirs.patientId },
      { 'X-User-Id': theirs.userId, 'X-Role': 'admin' },
      { Cookie: `patientId=${theirs.patientId}; userId=${theirs.userId}; role=admin` },
    ]
    for (const { endpoint } of open(mine)) {
      const path = `${endpoint.path}?${questions(endpoint)[0]}`
      const plain = await ask(path)
      for (const headers of claims) {
        const reply = await ask(path, headers)
        const leaked = [...known, ...sealed].filter((word) => reply.text.includes(word))
        figure('leaks-by-claimed-patient', leaked.length, { of: 1 })
        expect({ path, status: reply.status, leaked }).toEqual({ path, status: plain.status, leaked: [] })
      }
    }
  })

  it('in the address gets a refusal or their own', async () => {
    for (const { endpoint } of open(mine)) {
      const query = questions(endpoint)[0]
      for (const claim of [
        `patientId=${theirs.patientId}`,
        `patientId=${mine.patientId}&patientId=${theirs.patientId}`,
        `patientId[]=${theirs.patientId}`,
        `patient_id=${theirs.patientId}`,
        `%2Fpatient%2Fid=${theirs.patientId}`,
      ]) {
        const reply = await ask(`${endpoint.path}?${[query, claim].filter(Boolean).join('&')}`)
        const leaked = [...known, ...sealed].filter((word) => reply.text.includes(word))
        figure('leaks-by-claimed-patient', leaked.length, { of: 1 })
        expect([endpoint.path, claim, [200, 204, 400, 422].includes(reply.status), leaked]).toEqual([
          endpoint.path,
          claim,
          true,
          [],
        ])
      }
    }
  })

  it('in a body changes nothing of theirs', async () => {
    const before = await look('SELECT * FROM patients WHERE id = $1', [theirs.patientId])
    const book = (body: string) =>
      request(app)
        .post('/api/appointments')
        .set({ Authorization: `Bearer ${mine.token}`, 'Content-Type': 'application/json' })
        .send(body)
    const visit = { doctorId: doctor.doctorId, appointmentDate: new Date(Date.now() + 3 * 86_400_000).toISOString() }
    const theirsToo = JSON.stringify({ ...visit, patientId: theirs.patientId })
    const replies = [
      await book(theirsToo),
      // Of a name that comes twice, JSON takes the last (RFC 8259, section 4).
      await book(theirsToo.replace('{', `{"patientId":"${mine.patientId}",`)),
      await book(JSON.stringify({ ...visit, patientId: { in: [mine.patientId, theirs.patientId] } })),
      await book(JSON.stringify({ ...visit, patientId: [mine.patientId, theirs.patientId] })),
      await book(JSON.stringify({ ...visit, '/patientId': theirs.patientId, patientId: mine.patientId })),
    ]
    for (const id of [theirs.patientId, randomUUID()])
      replies.push(
        await request(app)
          .patch(`/api/patients/${mine.patientId}`)
          .set({ Authorization: `Bearer ${mine.token}`, 'Content-Type': 'application/json' })
          .send(JSON.stringify({ id, phone: '+1 555 010 0000' })),
      )
    for (const { status } of replies) expect([400, 404, 422]).toContain(status)
    const booked = await look('SELECT FROM appointments WHERE patient_id = $1', [theirs.patientId])
    const after = await look('SELECT * FROM patients WHERE id = $1', [theirs.patientId])
    figure('leaks-by-claimed-patient', booked.length - 1, { of: replies.length })
    expect([booked.length, after]).toEqual([1, before])
  })

  it('finds no bill, visit or record under an id that is not theirs', async () => {
    const tried = [
      `/billing/${billId}`,
      `/billing/${billId}/receipt`,
      `/appointments/${visitId}`,
      `/patients/${theirs.patientId}`,
    ]
    for (const path of tried) {
      const reply = await ask(`${path}?patientId=${mine.patientId}`)
      const bare = await ask(path)
      expect([path, [404, 422].includes(reply.status), bare.status]).toEqual([path, true, 404])
    }
  })
})
