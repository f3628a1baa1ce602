// @covers 45CFR164.312(b), ASVS-8.2.2
import { randomUUID } from 'node:crypto'
import { createServer, get, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { appointmentApi } from '@hms/contract/appointments'
import { billingApi } from '@hms/contract/billing'
import type { DayChange } from '@hms/contract/messages'
import { reportApi } from '@hms/contract/reports'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { stopEvents } from '../src/services/events.ts'
import { app, call, testClock } from './support/call.ts'
import { aBill, auditRows, aVisit } from './support/money.ts'
import { look } from './support/observer.ts'
import { aColleague, aDoctor, anAdmin, aPatient, oneOfEach, type Person } from './support/people.ts'

/** What the first page after signing in lives on: money to collect, and the day of the whole house as it changes. */

let admin: Person, receptionist: Person, nurse: Person, clerk: Person
beforeAll(async () => {
  ;[admin, receptionist, nurse, clerk] = await Promise.all([
    anAdmin(),
    aColleague('receptionist'),
    aColleague('nurse'),
    aColleague('billing'),
  ])
})
const realNow = testClock.now
afterEach(() => {
  testClock.now = realNow
})

/** Bills of a doctor's visits, all of one patient. */
async function aPractice() {
  const [doctor, patient] = await Promise.all([aDoctor(), aPatient()])
  const bill = async (due: string, amount: string, status: 'open' | 'overdue' = 'open') => {
    const visit = await aVisit(doctor, patient)
    const made = await aBill(admin, patient, { amount, appointmentId: visit.id })
    await look('UPDATE billing SET issue_date = $2::date - 30, due_date = $2::date, status = $3 WHERE id = $1', [
      made.id,
      due,
      status,
    ])
    return made.id
  }
  const pay = async (id: string, amount: string, at: string) => {
    testClock.now = () => Temporal.Instant.from(at)
    const reply = await call(billingApi.pay, { as: clerk, params: { id }, body: { amount, method: 'cash' } })
    testClock.now = realNow
    expect(reply.status).toBe(201)
  }
  return { doctor, patient, bill, pay }
}

describe('what is to be collected', () => {
  it("is counted and summed to the cent, by the days of the hospital's zone", async () => {
    const { doctor, bill, pay } = await aPractice()
    // Overdue, once marked as such and once not yet; due today; due on the last and behind the last of the seven days.
    const [oldest] = [
      await bill('2033-02-01', '0.10', 'overdue'),
      await bill('2033-03-09', '0.20'),
      await bill('2033-03-10', '10.00'),
      await bill('2033-03-16', '0.01'),
      await bill('2033-03-17', '500.00'),
    ]
    // Midnight in New York is five o'clock in UTC on that day.
    await pay(oldest, '0.03', '2033-03-10T04:59:59Z')
    await pay(oldest, '0.02', '2033-03-10T05:00:00Z')
    testClock.now = () => Temporal.Instant.from('2033-03-11T04:59:00Z')
    const headers = { 'X-Request-Id': randomUUID() }
    const reply = await call(reportApi.receivables, { as: doctor, headers })
    expect(reply.body).toEqual({
      overdue: { count: 2, balance: { amount: '0.25', currency: 'USD' } },
      dueSoon: { count: 2, balance: { amount: '10.01', currency: 'USD' }, until: '2033-03-16' },
      receivedToday: { count: 1, amount: { amount: '0.02', currency: 'USD' } },
    })
    expect(await auditRows(headers['X-Request-Id'])).toMatchObject([
      { action: 'R', operation: 'report.receivables', actor_id: doctor.userId, patient_ids: [] },
    ])
    const others = await call(reportApi.receivables, { as: await aDoctor() })
    expect(others.body).toMatchObject({ overdue: { count: 0 }, dueSoon: { count: 0 }, receivedToday: { count: 0 } })
  })

  it('is for whoever deals with money', async () => {
    const { bill } = await aPractice()
    await bill('2020-01-01', '3.00')
    const all = await call(reportApi.receivables, { as: clerk })
    expect(all.status).toBe(200)
    expect(all.body.overdue.count).toBeGreaterThan(0)
    const { patient, ...staff } = await oneOfEach()
    expect((await call(reportApi.receivables, { as: staff.admin })).status).toBe(200)
    for (const as of [patient, staff.receptionist, staff.nurse, staff.privacy_officer]) {
      expect((await call(reportApi.receivables, { as })).problem.code).toBe('not-permitted')
    }
    expect((await call(reportApi.receivables)).problem.code).toBe('not-signed-in')
  })

  it('is listed from the longest due on, page by page, without what is paid, void or not yet due', async () => {
    const { doctor, patient, bill, pay } = await aPractice()
    const ids = [
      await bill('2021-01-03', '5.00'),
      await bill('2021-01-01', '5.00', 'overdue'),
      await bill('2021-01-01', '5.00'),
      await bill('2021-01-02', '5.00', 'overdue'),
      await bill('2021-01-04', '5.00'),
    ] as const
    const [paid, voided] = [await bill('2021-01-01', '5.00'), await bill('2021-01-01', '5.00')]
    await pay(paid, '5.00', realNow().toString())
    await call(billingApi.void, { as: clerk, params: { id: voided }, body: { reason: 'Wrong' } })
    const sameDay = [ids[1], ids[2]].sort()
    const wanted = [...sameDay, ids[3], ids[0]]
    const read = async (as: Person) => {
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const query = { dueBefore: '2021-01-04', patientId: patient.patientId, limit: 3, cursor }
        const reply = await call(billingApi.list, { as, query })
        expect(reply.status).toBe(200)
        seen.push(...reply.body.items.map(({ id }) => id))
        cursor = reply.body.nextCursor ?? undefined
      } while (cursor)
      return seen
    }
    expect(await read(clerk)).toEqual(wanted)
    expect(await read(doctor)).toEqual(wanted)
    expect(await read(await aDoctor())).toEqual([])
    const wrong = await call(billingApi.list, { as: clerk, query: { dueBefore: 'soon' } })
    expect(wrong.problem.errors?.[0]?.pointer).toBe('/query/dueBefore')
  })
})

describe('who has come', () => {
  it('is told with the time, which stays', async () => {
    const visit = await aVisit(await aDoctor(), await aPatient(), { status: 'booked' })
    const params = { id: visit.id }
    expect((await call(appointmentApi.get, { as: nurse, params })).body.checkedInAt).toBeNull()
    const before = Date.now()
    const here = await call(appointmentApi.checkIn, { as: receptionist, params })
    const at = Date.parse(here.body.checkedInAt!)
    expect(Math.abs(at - before)).toBeLessThan(60_000)
    const day = visit.appointmentDate.toISOString()
    const list = await call(appointmentApi.list, { as: nurse, query: { from: day, doctorId: visit.doctorId } })
    expect(list.body.items.map(({ checkedInAt }) => checkedInAt)).toEqual([here.body.checkedInAt])
  })
})

describe('the stream', () => {
  let server: Server
  beforeAll(async () => {
    server = createServer(app)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterAll(() => {
    stopEvents()
    server.close()
  })

  /** What a page has been told of the day. */
  async function told(as: Person): Promise<() => DayChange[]> {
    const { port } = server.address() as AddressInfo
    const headers = { Authorization: `Bearer ${as.token}` }
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get({ port, path: '/api/notifications/stream', host: '127.0.0.1', headers }, resolve).on('error', reject)
    })
    let text = ''
    response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    response.on('error', () => undefined)
    const days = /event: day\ndata: (.+)\n\n/g
    return () => [...text.matchAll(days)].map(([, data]) => JSON.parse(data!) as DayChange)
  }

  it('tells the desk and the nurses of every change of the day, a doctor of the own, and nobody else', async () => {
    const [doctor, other, patient] = await Promise.all([aDoctor(), aDoctor(), aPatient()])
    const visit = await aVisit(doctor, patient, { at: new Date().toISOString(), status: 'booked' })
    const pages = await Promise.all([receptionist, nurse, doctor].map(told))
    const others = await Promise.all([other, patient, clerk].map(told))
    const counts = () => pages.map((changes) => changes().length)
    const wait = { timeout: 15_000, interval: 500 }
    // Until a page has been looked at once, nothing is a change to it.
    const touch = () => look('UPDATE appointments SET duration_minutes = duration_minutes WHERE id = $1', [visit.id])
    await expect.poll(() => touch().then(() => Math.min(...counts())), wait).toBeGreaterThan(0)
    const before = counts()
    expect((await call(appointmentApi.checkIn, { as: nurse, params: { id: visit.id } })).status).toBe(200)
    await expect.poll(() => counts().every((count, i) => count > before[i]!), wait).toBe(true)
    expect(others.map((changes) => changes().length)).toEqual([0, 0, 0])
  })

  it('says how the day stands, so that a page that shows it so need not ask', async () => {
    const [doctor, patient] = await Promise.all([aDoctor(), aPatient()])
    const at = new Date().toISOString()
    const visit = await aVisit(doctor, patient, { at, status: 'booked' })
    const changes = await told(doctor)
    const wait = { timeout: 15_000, interval: 500 }
    const touch = () => look('UPDATE appointments SET duration_minutes = duration_minutes WHERE id = $1', [visit.id])
    await expect.poll(() => touch().then(() => changes().length), wait).toBeGreaterThan(0)
    const { body } = await call(appointmentApi.checkIn, { as: nurse, params: { id: visit.id } })
    const mark = BigInt(`0x${body.id.slice(-8)}`) * BigInt(body.version)
    await expect
      .poll(() => changes().at(-1), wait)
      .toEqual({ date: body.appointmentDate.slice(0, 10), mark: mark.toString() })
  })
})
