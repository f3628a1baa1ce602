// @covers 45CFR164.308(a)(7)(ii)(C)
import { figure } from '../support/figure.ts'
import { appointmentApi } from '@hms/contract/appointments'
import { authApi } from '@hms/contract/auth'
import { billingApi } from '@hms/contract/billing'
import { notificationApi } from '@hms/contract/messages'
import { patientApi } from '@hms/contract/patients'
import { userApi } from '@hms/contract/users'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anAddress, anEmail, goodPassword } from '../support/accounts.ts'
import { type Hospital, runsServer, startHospital } from '../support/cluster/hospital.ts'
import { listenTo, send, tally } from '../support/cluster/http.ts'
import { look } from '../support/observer.ts'
import { aDoctor, anAdmin, aPatient, type DoctorPerson, type PatientPerson, type Person } from '../support/people.ts'
import { aVisitType, booking, onDay } from '../support/visits.ts'

/** Two API processes and two workers behind HAProxy, PgBouncer in transaction mode before PostgreSQL. */
let hospital: Hospital, admin: Person, doctor: DoctorPerson, patient: PatientPerson
const SIGN_UPS = 12

beforeAll(async () => {
  hospital = await startHospital({
    ...runsServer('hospital'),
    env: { SIGN_UP_LIMIT_PER_HOUR: String(SIGN_UPS), DRAIN_SECONDS: '2' },
  })
  ;[admin, doctor, patient] = await Promise.all([anAdmin(), aDoctor(), aPatient()])
})
afterAll(() => hospital?.stop())

const times = <T>(count: number, work: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => work(i)))

/** Sends to each API process in turn, past the proxy. */
const apiUrl = (i: number) => hospital.apis[i % 2]!.url

const signUp = (url: string, from: string, email = anEmail()) =>
  send(url, authApi.register, { body: { email, password: goodPassword, firstName: 'Ada', lastName: 'Byron' }, from })

const signIn = (url: string, email: string, password: string, from: string) =>
  send(url, authApi.login, { body: { email, password }, from })

describe('a hospital on several processes', () => {
  it('does its main job: sign up, book, complete, be billed, pay', async () => {
    const visitType = await aVisitType({ price: '120.50' })
    const { body: person, status } = await signUp(hospital.url, anAddress())
    expect(status).toBe(201)
    const as = { token: person.accessToken }
    const { body: me } = await send(hospital.url, authApi.me, { as })
    const appointmentDate = onDay(10, '09:00').toString()
    const book = { patientId: me.patient!.id, doctorId: doctor.doctorId, appointmentDate, visitTypeId: visitType.id }
    const booked = await send(hospital.url, appointmentApi.book, { as, body: book, key: randomUUID() })
    expect(booked.status).toBe(201)
    // The visit lies in the future; it takes place today.
    await look(
      `UPDATE appointments SET appointment_date = now() - interval '1 hour', ends_at = now() - interval '30 minutes',
              occupied_from = now() - interval '1 hour', occupied_until = now() - interval '30 minutes' WHERE id = $1`,
      [booked.body.id],
    )
    const params = { id: booked.body.id }
    expect((await send(hospital.url, appointmentApi.checkIn, { as: doctor, params })).status).toBe(200)
    const completed = await send(hospital.url, appointmentApi.complete, { as: doctor, params })
    expect(completed.status).toBe(200)
    const bills = await send(hospital.url, billingApi.list, { as })
    expect(bills.body.items).toMatchObject([{ amount: { amount: '120.50' }, balance: { amount: '120.50' } }])
    const bill = bills.body.items[0]!
    const paid = await send(hospital.url, billingApi.pay, {
      as,
      params: { id: bill.id },
      body: { amount: '120.50', method: 'card', paymentToken: 'test-approve' },
      key: randomUUID(),
    })
    expect(paid.status).toBe(201)
    const after = await send(hospital.url, billingApi.get, { as, params: { id: bill.id } })
    expect(after.body).toMatchObject({ balance: { amount: '0.00' }, status: 'paid' })
  })

  it('spreads what is asked over both API processes', async () => {
    const before = await hospital.balancer.servers()
    await times(20, () => send(hospital.url, authApi.me, { as: patient }))
    const after = await hospital.balancer.servers()
    expect(after.map(({ requests }, i) => requests - before[i]!.requests)).toEqual([10, 10])
  })
})

describe('two hundred who want the same slot through both processes', () => {
  it('get it once; the others hear that it is taken', async () => {
    const appointmentDate = onDay(20, '11:00').toString()
    const answers = await times(200, () =>
      send(hospital.url, appointmentApi.book, { as: admin, body: booking(doctor, patient, { appointmentDate }) }),
    )
    expect(tally(answers)).toEqual({ 201: 1, '409 slot-taken': 199 })
    expect(
      await look('SELECT 1 FROM appointments WHERE doctor_id = $1 AND appointment_date = $2', [
        doctor.doctorId,
        appointmentDate,
      ]),
    ).toHaveLength(1)
  })
})

describe('a request that is sent fifty times under one key to both processes', () => {
  it('books once and gives everybody the same reply', async () => {
    const body = booking(doctor, patient, { appointmentDate: onDay(21, '09:00').toString() })
    const key = randomUUID()
    const replies = await times(50, (i) => send(apiUrl(i), appointmentApi.book, { as: admin, body, key }))
    expect(tally(replies)).toEqual({ 201: 50 })
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1)
  })

  it('takes money once', async () => {
    const lines = [{ description: 'Treatment', unitPrice: '80' }]
    const raise = { patientId: patient.patientId, description: 'Treatment', lines }
    const { body: bill } = await send(hospital.url, billingApi.create, { as: admin, body: raise })
    const key = randomUUID()
    const body = { amount: '30', method: 'cash' as const }
    const replies = await times(50, (i) =>
      send(apiUrl(i), billingApi.pay, { as: admin, params: { id: bill.id }, body, key }),
    )
    expect(tally(replies)).toEqual({ 201: 50 })
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1)
    expect(await look('SELECT paid_amount FROM billing WHERE id = $1', [bill.id])).toEqual([{ paid_amount: '30.00' }])
  })
})

describe('limits', () => {
  it('count wrong passwords in both processes together', async () => {
    const [email, from] = [anEmail(), anAddress()]
    const tries: number[] = []
    for (let i = 0; i < 11; i++) tries.push((await signIn(apiUrl(i), email, 'wrong password', from)).status)
    expect(tries).toEqual([...new Array(10).fill(401), 429])
    const last = await signIn(apiUrl(0), email, 'wrong password', from)
    expect(last.status).toBe(429)
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it('count sign-ups in both together, and still do after a restart', async () => {
    const from = anAddress()
    const replies = await times(SIGN_UPS + 4, (i) => signUp(apiUrl(i), from))
    expect(tally(replies)).toEqual({ 201: SIGN_UPS, '429 too-many-requests': 4 })
    expect(await hospital.apis[0].stop()).toBe(true)
    await hospital.restartApi(0)
    expect((await signUp(apiUrl(0), from)).status).toBe(429)
    expect((await signUp(apiUrl(0), anAddress())).status).toBe(201)
  })
})

/** Waits until the text is there; how many milliseconds that took. */
async function heard(stream: { text(): string }, wanted: string, patience = 5000): Promise<number> {
  const since = performance.now()
  while (!stream.text().includes(wanted)) {
    if (performance.now() - since > patience) throw new Error(`Did not hear ${wanted}`)
    await sleep(10)
  }
  return performance.now() - since
}

describe('live updates', () => {
  it('of what happened at one process reach a page at the other', async () => {
    const page = await listenTo(apiUrl(1), doctor)
    await heard(page, 'retry:')
    const body = booking(doctor, patient, { appointmentDate: onDay(22, '09:00').toString() })
    expect((await send(apiUrl(0), appointmentApi.book, { as: admin, body })).status).toBe(201)
    expect(await heard(page, 'appointment-booked')).toBeLessThan(1300)
    page.close()
  })

  it('read at one process are read at the other', async () => {
    const { body } = await send(apiUrl(0), notificationApi.list, { as: doctor })
    await send(apiUrl(0), notificationApi.markAllRead, { as: doctor })
    expect(body.unreadCount).toBeGreaterThan(0)
    expect((await send(apiUrl(1), notificationApi.list, { as: doctor })).body.unreadCount).toBe(0)
  })
})

describe('whoever is signed out', () => {
  const refusedAt = async (url: string, as: { token: string }) => (await send(url, authApi.me, { as })).status

  it('everywhere at one process is refused by the other at once', async () => {
    const { body, status } = await signUp(apiUrl(0), anAddress())
    expect(status).toBe(201)
    const as = { token: body.accessToken }
    expect(await refusedAt(apiUrl(1), as)).toBe(200)
    expect((await send(apiUrl(0), authApi.logoutEverywhere, { as })).status).toBe(200)
    expect(await refusedAt(apiUrl(1), as)).toBe(401)
  })

  it('because the account is disabled is out at both, and open pages close within a second', async () => {
    const who = await aDoctor()
    const pages = await Promise.all([listenTo(apiUrl(0), who), listenTo(apiUrl(1), who)])
    await Promise.all(pages.map((page) => heard(page, 'retry:')))
    const body = { active: false }
    expect((await send(apiUrl(0), userApi.update, { as: admin, params: { id: who.userId }, body })).status).toBe(200)
    const since = performance.now()
    expect([await refusedAt(apiUrl(0), who), await refusedAt(apiUrl(1), who)]).toEqual([401, 401])
    await Promise.all(pages.map((page) => page.ended))
    figure('seconds-until-open-pages-closed', (performance.now() - since) / 1000, { unit: 's' })
    expect(performance.now() - since).toBeLessThan(1300)
    for (const page of pages) expect(page.text()).toContain('event: ended')
  })
})

describe('processes that are exchanged one after the other', () => {
  it('fail nobody, though nobody asks twice', async () => {
    let exchanged = false
    const statuses: number[] = []
    const lines = [{ description: 'Treatment', unitPrice: '25.00' }]
    const body = { patientId: patient.patientId, description: 'Treatment', lines }
    const ask = async () => {
      while (!exchanged) {
        statuses.push((await send(hospital.url, appointmentApi.list, { as: admin })).status)
        statuses.push((await send(hospital.url, billingApi.create, { as: admin, body })).status)
      }
    }
    const exchange = async () => {
      for (const place of [0, 1] as const) {
        expect(await hospital.apis[place].stop()).toBe(true)
        await hospital.restartApi(place)
        await expect.poll(async () => (await hospital.balancer.servers())[place]!.up, { timeout: 5000 }).toBe(true)
      }
      exchanged = true
    }
    await Promise.all([exchange(), ...Array.from({ length: 4 }, ask)])
    figure('requests-failed-while-processes-are-exchanged', statuses.filter((status) => status > 299).length, {
      of: statuses.length,
    })
    expect([...new Set(statuses)].sort()).toEqual([200, 201])
  })
})

describe('a process that cannot serve', () => {
  const up = async () => (await hospital.balancer.servers()).map((server) => server.up)

  it('is taken out by the proxy, answers come from the other one, and it comes back', async () => {
    await hospital.apis[1].kill()
    await expect.poll(up, { timeout: 5000, interval: 50 }).toEqual([true, false])
    const answers = await times(20, () => send(hospital.url, patientApi.list, { as: admin }))
    expect(tally(answers)).toEqual({ 200: 20 })
    await hospital.restartApi(1)
    await expect.poll(up, { timeout: 5000, interval: 50 }).toEqual([true, true])
  })

  it('because it hangs is taken out as well', async () => {
    hospital.apis[0].signal('SIGSTOP')
    await expect.poll(up, { timeout: 10_000, interval: 50 }).toEqual([false, true])
    expect((await send(hospital.url, authApi.me, { as: admin })).status).toBe(200)
    hospital.apis[0].signal('SIGCONT')
    await expect.poll(up, { timeout: 5000, interval: 50 }).toEqual([true, true])
  })
})

describe('all of it', () => {
  it('has left no error in any log', () => {
    // A process that stops tells the proxy by 503 on the question whether it is ready.
    const isError = (line: string) => /"level":[56]0/.test(line) && !line.includes('"route":"/ready"')
    for (const part of [...hospital.apis, ...hospital.workers]) {
      expect(part.log().split('\n').filter(isError)).toEqual([])
    }
    expect(hospital.pooler.log()).not.toMatch(/ (ERROR|FATAL) /)
  })
})
