// @covers ASVS-3.4.2, ASVS-3.5.1, ASVS-3.5.2, ASVS-3.5.3
import { figure } from './support/figure.ts'
import { randomUUID } from 'node:crypto'
import { api } from '@hms/contract'
import { authApi } from '@hms/contract/auth'
import type { EndpointSpec } from '@hms/contract/endpoint'
import { patientApi } from '@hms/contract/patients'
import { OWN_PAGES_HEADER } from '@hms/contract/ownPages'
import request from 'supertest'
import { beforeAll, describe, expect, it } from 'vitest'
import { app, call } from './support/call.ts'
import { look } from './support/observer.ts'
import { anAdmin, aPatient, type PatientPerson, type Person } from './support/people.ts'

let admin: Person, patient: PatientPerson
beforeAll(async () => {
  ;[admin, patient] = await Promise.all([anAdmin(), aPatient()])
})

const params = { id: randomUUID(), eventId: randomUUID(), userId: randomUUID() }
const cookie = (who: Person) => ({ Cookie: `hms_access=${who.token}` })
const own = { [OWN_PAGES_HEADER]: '1' }
const rename = (headers: Record<string, string>) =>
  call(patientApi.update, { params: { id: patient.patientId }, body: { phone: '+15550100' }, headers })
const phoneOf = async () =>
  (await look<{ phone: Buffer | null }>('SELECT phone FROM patients WHERE id = $1', [patient.patientId]))[0]!.phone

const unsafe = Object.entries(api).flatMap(([domain, endpoints]) =>
  Object.entries<EndpointSpec>(endpoints)
    .filter(([, { method }]) => method !== 'get')
    .map(([verb, endpoint]) => ({ name: `${domain}.${verb}`, endpoint })),
)

describe('a browser that sends cookies from a page that is not ours', () => {
  it.each(unsafe)('cannot have $name done', async ({ endpoint }) => {
    const signs: Record<string, string>[] = [
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site', ...own },
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { Origin: 'https://evil.example', [OWN_PAGES_HEADER]: '' },
      { Referer: 'http://localhost:4999/' },
    ]
    for (const sign of signs) {
      const reply = await call(endpoint, { params, headers: { ...cookie(admin), ...sign } })
      figure('deeds-for-other-sites', reply.status < 400 ? 1 : 0, { of: 1 })
      expect([reply.status, reply.problem.code]).toEqual([403, 'cross-site'])
    }
  })

  it('cannot change anything with a form, whatever it says the body is', async () => {
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x']) {
      const reply = await request(app)
        .post('/api/auth/logout-everywhere')
        .set({ ...cookie(patient), Origin: 'https://evil.example', 'Content-Type': type })
        .send('{"phone":"1"}')
      expect(reply.status).toBe(403)
    }
    expect((await call(authApi.me, { as: patient })).status).toBe(200)
  })

  it('gets nothing by saying that a POST is something else', async () => {
    for (const name of ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override']) {
      const reply = await request(app)
        .post(`/api/patients/${patient.patientId}?_method=PATCH`)
        .set({ ...cookie(patient), ...own, [name]: 'PATCH' })
        .send({ phone: '+15550199' })
      expect(reply.status).toBe(405)
    }
    expect(await phoneOf()).toBeNull()
  })

  it('is answered as if nobody were signed in when it only reads', async () => {
    for (const site of ['cross-site', 'same-site']) {
      const reply = await call(authApi.me, { headers: { ...cookie(patient), 'Sec-Fetch-Site': site } })
      expect([reply.status, reply.problem.code]).toEqual([401, 'not-signed-in'])
    }
  })

  it('is given no leave to ask across origins', async () => {
    const reply = await request(app)
      .options('/api/patients')
      .set({ Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' })
    expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })
})

describe('our own pages and programs', () => {
  it('change what they may', async () => {
    const ours = { ...cookie(patient), 'Sec-Fetch-Site': 'same-origin', Origin: 'http://localhost:3000' }
    expect(await rename(ours)).toMatchObject({ status: 403, problem: { code: 'cross-site' } })
    expect(await phoneOf()).toBeNull()
    expect((await rename({ ...ours, ...own })).status).toBe(200)
    expect(await phoneOf()).not.toBeNull()
    // A program that keeps cookies sends nothing of what browsers send.
    expect((await rename(cookie(patient))).status).toBe(200)
    expect((await rename({ Authorization: `Bearer ${patient.token}`, Origin: 'https://else.example' })).status).toBe(
      200,
    )
  })
})
