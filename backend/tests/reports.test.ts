import { randomUUID } from 'node:crypto'
import { billingApi } from '@hms/contract/billing'
import type { QueryInput } from '@hms/contract/endpoint'
import { reportApi } from '@hms/contract/reports'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { call, testClock } from './support/call.ts'
import { aBill, auditRows, aVisit, aVisitType } from './support/money.ts'
import { look } from './support/observer.ts'
import { aDoctor, anAdmin, aPatient, type DoctorPerson, type PatientPerson, type Person } from './support/people.ts'

let admin: Person, patient: PatientPerson
beforeAll(async () => {
  ;[admin, patient] = await Promise.all([anAdmin(), aPatient()])
})
const realNow = testClock.now
afterEach(() => {
  testClock.now = realNow
})

const appointments = (as: Person | null, query: QueryInput<typeof reportApi.appointments>) =>
  call(reportApi.appointments, { as, query })
const revenue = (as: Person | null, query: QueryInput<typeof reportApi.revenue>) =>
  call(reportApi.revenue, { as, query })

/** A doctor whose bills and payments stand on chosen days, as the database would hold them then. */
async function aPractice() {
  const doctor = await aDoctor()
  const bill = async (issued: string, amount: string) => {
    const visit = await aVisit(doctor, await aPatient())
    const made = await aBill(admin, await patientOf(visit.patientId), { amount, appointmentId: visit.id })
    await look('UPDATE billing SET issue_date = $2::date, due_date = $2::date + 30 WHERE id = $1', [made.id, issued])
    return made
  }
  const paid = async (id: string, amount: string, at: string, method: 'cash' | 'insurance' = 'cash') => {
    testClock.now = () => Temporal.Instant.from(at)
    const reply = await call(billingApi.pay, { as: admin, params: { id }, body: { amount, method } })
    testClock.now = realNow
    expect(reply.status).toBe(201)
  }
  return { doctor, bill, paid }
}

const patientOf = async (patientId: string) => ({ ...patient, patientId })

describe('appointments over time', () => {
  let doctor: DoctorPerson
  beforeAll(async () => {
    doctor = await aDoctor({ specialization: `Speciality ${randomUUID()}` })
    const visitTypeId = await aVisitType('10.00')
    // 2031-03-09 has 23 hours in New York. The evening of the 8th is already the 9th in UTC.
    const visits: [string, string, string?][] = [
      ['2031-03-09T04:30:00Z', 'completed', visitTypeId],
      ['2031-03-09T05:00:00Z', 'cancelled'],
      ['2031-03-09T15:00:00Z', 'no-show', visitTypeId],
      ['2031-03-11T03:59:00Z', 'booked'],
      ['2031-03-12T03:59:00Z', 'checked-in'],
      ['2031-04-01T12:00:00Z', 'booked'],
    ]
    for (const [at, status, type] of visits) {
      await aVisit(doctor, await aPatient(), { at, status, ...(type ? { visitTypeId: type } : {}) })
    }
  })
  const query = () => ({ from: '2031-03-07', to: '2031-03-12', doctorId: doctor.doctorId })

  it("has every day of the hospital's zone, also those without any", async () => {
    const reply = await appointments(admin, query())
    expect(reply.body.items.map(({ key, total }) => [key, total])).toEqual([
      ['2031-03-07', 0],
      ['2031-03-08', 1],
      ['2031-03-09', 2],
      ['2031-03-10', 1],
      ['2031-03-11', 1],
      ['2031-03-12', 0],
    ])
    expect(reply.body.items[2]).toMatchObject({ cancelled: 1, noShow: 1, completed: 0, booked: 0, checkedIn: 0 })
    expect(reply.body.items[4]).toMatchObject({ checkedIn: 1, total: 1 })
  })

  it('comes by week, month, doctor, speciality and kind of visit', async () => {
    const of = async (groupBy: 'week' | 'month' | 'doctor' | 'specialization' | 'visit-type', to = '2031-04-30') => {
      const reply = await appointments(admin, { ...query(), from: '2031-03-01', to, groupBy })
      expect(reply.status).toBe(200)
      return reply.body.items.map(({ key, total }) => [key, total])
    }
    expect(await of('month')).toEqual([
      ['2031-03-01', 5],
      ['2031-04-01', 1],
    ])
    expect(await of('week', '2031-03-16')).toEqual([
      ['2031-02-24', 0],
      ['2031-03-03', 3],
      ['2031-03-10', 2],
    ])
    expect(await of('doctor')).toEqual([[doctor.doctorId, 6]])
    expect((await of('specialization')).map(([, total]) => total)).toEqual([6])
    expect((await of('visit-type')).map(([, total]) => total)).toEqual([2, 4])
  })

  it('shows doctors their own only, and leaves a row that names no patient', async () => {
    const headers = { 'X-Request-Id': randomUUID() }
    const { from, to } = query()
    const own = await call(reportApi.appointments, { as: doctor, query: { from, to }, headers })
    expect(own.body.items.reduce((sum, { total }) => sum + total, 0)).toBe(5)
    expect(await auditRows(headers['X-Request-Id'])).toMatchObject([
      { action: 'R', operation: 'report.appointments', actor_id: doctor.userId, patient_ids: [] },
    ])
    const other = await aDoctor()
    const nothing = await appointments(other, { from, to })
    expect(nothing.body.items.every(({ total }) => total === 0)).toBe(true)
    expect((await appointments(other, query())).problem.code).toBe('not-found')
    expect((await appointments(admin, { from, to, doctorId: randomUUID() })).status).toBe(404)
  })
})

describe('revenue', () => {
  it('sums what was billed by issue date and what was received by its day in the zone, to the cent', async () => {
    const { doctor, bill, paid } = await aPractice()
    const [first, second, gone] = [
      await bill('2031-05-01', '0.10'),
      await bill('2031-05-01', '0.20'),
      await bill('2031-05-03', '9.99'),
    ]
    await call(billingApi.void, { as: admin, params: { id: gone.id }, body: { reason: 'Wrong' } })
    // Half past eleven at night in New York.
    await paid(first.id, '0.10', '2031-05-03T03:30:00Z')
    await paid(second.id, '0.20', '2031-05-03T04:30:00Z', 'insurance')
    const query = { from: '2031-05-01', to: '2031-05-04', doctorId: doctor.doctorId }
    const days = await revenue(admin, { ...query, groupBy: 'day' })
    expect(days.body.items.map(({ key, billed, received }) => [key, billed.amount, received.amount])).toEqual([
      ['2031-05-01', '0.30', '0.00'],
      ['2031-05-02', '0.00', '0.10'],
      ['2031-05-03', '0.00', '0.20'],
      ['2031-05-04', '0.00', '0.00'],
    ])
    const months = await revenue(doctor, { from: '2031-04-01', to: '2031-05-31' })
    expect(months.body.items).toMatchObject([
      { key: '2031-04-01', billed: { amount: '0.00' }, received: { amount: '0.00' } },
      { key: '2031-05-01', billed: { amount: '0.30', currency: 'USD' }, received: { amount: '0.30' } },
    ])
    const methods = await revenue(doctor, { ...query, groupBy: 'method' })
    expect(methods.body.items.map(({ key, billed, received }) => [key, billed.amount, received.amount])).toEqual([
      ['card', '0.00', '0.00'],
      ['cash', '0.00', '0.10'],
      ['bank-transfer', '0.00', '0.00'],
      ['insurance', '0.00', '0.20'],
    ])
    const weeks = await revenue(doctor, { ...query, groupBy: 'week' })
    expect(weeks.body.items).toMatchObject([{ key: '2031-04-28', received: { amount: '0.30' } }])
  })

  it("shows a doctor nothing of another's", async () => {
    const { doctor, bill } = await aPractice()
    await bill('2031-06-01', '50.00')
    const other = await aDoctor()
    const query = { from: '2031-06-01', to: '2031-06-01', groupBy: 'day' } as const
    expect((await revenue(other, query)).body.items[0]!.billed.amount).toBe('0.00')
    expect((await revenue(doctor, query)).body.items[0]!.billed.amount).toBe('50.00')
    expect((await revenue(other, { ...query, doctorId: doctor.doctorId })).problem.code).toBe('not-found')
  })
})

describe('the summary', () => {
  it("shows a doctor's day, month and what is owed", async () => {
    const { doctor, bill, paid } = await aPractice()
    const open = await bill('2032-01-10', '100.00')
    await bill('2031-11-01', '40.00')
    await paid(open.id, '25.50', '2032-01-01T05:00:00Z')
    await paid(open.id, '4.50', '2032-01-01T04:59:00Z')
    const payer = await aPatient()
    await aVisit(doctor, payer, { at: '2032-01-15T14:00:00Z', status: 'checked-in' })
    await aVisit(doctor, payer, { at: '2032-01-15T16:00:00Z', status: 'cancelled' })
    await aVisit(doctor, payer, { at: '2032-01-16T05:00:00Z', status: 'booked' })
    testClock.now = () => Temporal.Instant.from('2032-01-16T03:00:00Z')
    const headers = { 'X-Request-Id': randomUUID() }
    // Sessions and the care relationship follow the database's clock, the figures the request's.
    const reply = await call(reportApi.summary, { as: doctor, headers })
    expect(reply.status).toBe(200)
    expect(reply.body).toEqual({
      today: { total: 2, waiting: 1, completed: 0, cancelled: 1, noShow: 0 },
      patients: 3,
      receivedThisMonth: { amount: '25.50', currency: 'USD' },
      receivedLastMonth: { amount: '4.50', currency: 'USD' },
      open: { count: 1, balance: { amount: '70.00', currency: 'USD' } },
      overdue: { count: 1, balance: { amount: '40.00', currency: 'USD' } },
    })
    expect(await auditRows(headers['X-Request-Id'])).toMatchObject([{ operation: 'report.summary', patient_ids: [] }])
  })

  it('is all zero for a doctor whose profile is not filled in', async () => {
    const doctor = await aDoctor()
    await look('DELETE FROM doctors WHERE id = $1', [doctor.doctorId])
    const reply = await call(reportApi.summary, { as: doctor })
    expect(reply.body).toMatchObject({ patients: 0, today: { total: 0 }, open: { count: 0 } })
  })

  it('counts the whole hospital for administrators', async () => {
    const registered = async () => (await look<{ n: number }>('SELECT count(*)::int AS n FROM patients'))[0]!.n
    const before = await registered()
    const reply = await call(reportApi.summary, { as: admin })
    expect(reply.status).toBe(200)
    // Other files register patients meanwhile.
    expect(reply.body.patients).toBeGreaterThanOrEqual(before)
    expect(reply.body.patients).toBeLessThanOrEqual(await registered())
    expect(before).toBeGreaterThan(0)
  })
})

describe('reports', () => {
  const range = { from: '2031-01-01', to: '2031-01-31' }

  it('are not for patients and strangers', async () => {
    for (const endpoint of [reportApi.summary, reportApi.appointments, reportApi.revenue]) {
      const query = endpoint === reportApi.summary ? undefined : (range as never)
      const headers = { 'X-Request-Id': randomUUID() }
      expect((await call(endpoint, { as: patient, query, headers })).status).toBe(403)
      expect(await auditRows(headers['X-Request-Id'])).toMatchObject([{ outcome: 'refused' }])
      expect((await call(endpoint, { query })).status).toBe(401)
    }
  })

  it('name what is wrong with a range', async () => {
    for (const report of [appointments, revenue]) {
      const pointer = async (query: object) => {
        const reply = await report(admin, query as never)
        expect(reply.status).toBe(422)
        return reply.problem.errors?.[0]?.pointer
      }
      expect(await pointer({ from: '2031-01-02', to: '2031-01-01' })).toBe('/query/to')
      expect(await pointer({ from: '2031-01-01', to: '2032-01-03' })).toBe('/query/to')
      expect(await pointer({ from: '2031-02-30', to: '2031-03-01' })).toBe('/query/from')
      expect(await pointer({ ...range, groupBy: 'patient' })).toBe('/query/groupBy')
      expect((await report(admin, { from: '2031-01-01', to: '2032-01-02' })).status).toBe(200)
    }
  })
})
