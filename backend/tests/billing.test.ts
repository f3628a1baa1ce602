// @covers ASVS-1.4.2
import { randomUUID } from 'node:crypto'
import { billingApi } from '@hms/contract/billing'
import type { BodyInput } from '@hms/contract/endpoint'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { today } from '../src/utils/time.ts'
import { call } from './support/call.ts'
import { aBill, auditRows, aVisit, storedBill } from './support/money.ts'
import { look } from './support/observer.ts'
import { aDoctor, anAdmin, aPatient, type DoctorPerson, type PatientPerson, type Person } from './support/people.ts'

let admin: Person, drRao: DoctorPerson, drOther: DoctorPerson, patient: PatientPerson, otherPatient: PatientPerson
beforeAll(async () => {
  ;[admin, drRao, drOther, patient, otherPatient] = await Promise.all([
    anAdmin(),
    aDoctor(),
    aDoctor(),
    aPatient(),
    aPatient(),
  ])
})

const thisDay = () => today(Temporal.Now.instant(), 'America/New_York')

describe('raising a bill', () => {
  const body = (): BodyInput<typeof billingApi.create> => ({
    patientId: patient.patientId,
    description: 'Check-up in spring',
    lines: [
      { description: 'Examination', quantity: 3, unitPrice: { amount: '19.99', currency: 'USD' } },
      { description: 'Vaccine', quantity: 1, unitPrice: { amount: '0.10', currency: 'USD' } },
    ],
  })

  it('adds up its lines, gives it a number and a due date, tells the patient and leaves one row', async () => {
    const headers = { 'X-Request-Id': randomUUID() }
    const reply = await call(billingApi.create, { as: admin, body: body(), headers })
    expect(reply.status).toBe(201)
    expect(reply.body).toMatchObject({
      amount: { amount: '60.07', currency: 'USD' },
      balance: { amount: '60.07', currency: 'USD' },
      status: 'open',
      issueDate: thisDay(),
      dueDate: Temporal.PlainDate.from(thisDay()).add({ days: 30 }).toString(),
      description: 'Check-up in spring',
      lines: [
        { description: 'Examination', quantity: 3, unitPrice: { amount: '19.99' }, amount: { amount: '59.97' } },
        { description: 'Vaccine', quantity: 1 },
      ],
      payments: [],
      patient: { id: patient.patientId, lastName: patient.lastName },
    })
    expect(reply.body.number).toMatch(/^INV-\d{4}-\d{6}$/)
    const rows = await auditRows(headers['X-Request-Id'])
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ action: 'C', operation: 'billing.create', patient_ids: [patient.patientId] })
    const messages = await look('SELECT kind FROM messages WHERE patient_id = $1 AND link = $2', [
      patient.patientId,
      `/billing/${reply.body.id}`,
    ])
    expect(new Set(messages.map(({ kind }) => kind))).toEqual(new Set(['bill-issued']))
  })

  it('keeps its texts sealed', async () => {
    const bill = await aBill(admin, patient, {
      description: 'Secretive words',
      lines: [{ description: 'Secretive line', unitPrice: '5' }],
    })
    await call(billingApi.void, { as: admin, params: { id: bill.id }, body: { reason: 'Secretive reason' } })
    const [row] = await look<{ held: string }>(
      `SELECT encode(b.description, 'escape') || encode(l.description, 'escape') || encode(b.void_reason, 'escape') AS held
         FROM billing b JOIN billing_lines l ON l.billing_id = b.id WHERE b.id = $1`,
      [bill.id],
    )
    expect(row!.held.length).toBeGreaterThan(100)
    expect(row!.held).not.toContain('Secretive')
  })

  it('is idempotent, also for fifty at once', async () => {
    const headers = { 'Idempotency-Key': randomUUID() }
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => call(billingApi.create, { as: admin, body: body(), headers })),
    )
    expect(new Set(replies.map((reply) => reply.status))).toEqual(new Set([201]))
    expect(new Set(replies.map((reply) => JSON.stringify(reply.body))).size).toBe(1)
    const changed = { ...body(), description: 'Something else' }
    expect((await call(billingApi.create, { as: admin, body: changed, headers })).problem.code).toBe(
      'idempotency-mismatch',
    )
  })

  it('names the field that is wrong', async () => {
    const wrong = async (change: object) => {
      const reply = await call(billingApi.create, { as: admin, rawBody: { ...body(), ...change } })
      expect(reply.status).toBe(422)
      return reply.problem.errors?.[0]?.pointer
    }
    expect(await wrong({ lines: [] })).toBe('/lines')
    expect(await wrong({ lines: [{ description: 'x', unitPrice: '9999999999.99', quantity: 2 }] })).toBe('/lines')
    expect(await wrong({ lines: [{ description: 'x', unitPrice: { amount: '1.00', currency: 'EUR' } }] })).toBe(
      '/lines/0/unitPrice/currency',
    )
    expect(await wrong({ lines: [{ description: 'x', unitPrice: '1.005' }] })).toContain('/lines/0/unitPrice')
    expect(await wrong({ lines: [{ description: 'x', unitPrice: '-1.00' }] })).toContain('/lines/0/unitPrice')
    expect(await wrong({ dueDate: '2001-01-01' })).toBe('/dueDate')
    const visit = await aVisit(drRao, otherPatient)
    expect(await wrong({ appointmentId: visit.id })).toBe('/appointmentId')
    expect(await wrong({ colour: 'red' })).toBe('/colour')
  })

  it('takes the largest amount, and refuses a cent more', async () => {
    const largest = await aBill(admin, patient, { amount: '9999999999.99' })
    expect(largest.amount.amount).toBe('9999999999.99')
    const lines = [
      { description: 'x', unitPrice: '9999999999.99' },
      { description: 'y', unitPrice: '0.01' },
    ]
    const reply = await call(billingApi.create, { as: admin, body: { ...body(), lines } })
    expect(reply.problem.errors?.[0]?.pointer).toBe('/lines')
  })

  it('is paid at once when there is nothing to pay', async () => {
    const bill = await aBill(admin, patient, { amount: '0' })
    expect(bill).toMatchObject({ status: 'paid', balance: { amount: '0.00' } })
  })

  it('is refused for patients that do not exist, for a visit that has one, to others and to strangers', async () => {
    expect((await call(billingApi.create, { as: admin, body: { ...body(), patientId: randomUUID() } })).status).toBe(
      404,
    )
    expect(
      (await call(billingApi.create, { as: admin, body: { ...body(), appointmentId: randomUUID() } })).status,
    ).toBe(404)
    const visit = await aVisit(drRao, patient)
    await aBill(admin, patient, { appointmentId: visit.id })
    const again = await call(billingApi.create, { as: admin, body: { ...body(), appointmentId: visit.id } })
    expect(again.problem.code).toBe('wrong-status')
    expect((await call(billingApi.create, { as: patient, body: body() })).status).toBe(403)
    expect((await call(billingApi.create, { as: drRao, body: body() })).status).toBe(403)
    expect((await call(billingApi.create, { body: body() })).status).toBe(401)
  })

  it('adds up exactly, whatever the lines', async () => {
    const line = fc.record({
      cents: fc.integer({ min: 0, max: 99_999_999 }),
      quantity: fc.integer({ min: 1, max: 100 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 6 }), async (lines) => {
        const money = (cents: bigint) => `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`
        const exact = lines.reduce((sum, { cents, quantity }) => sum + BigInt(cents) * BigInt(quantity), 0n)
        const bill = await aBill(admin, patient, {
          lines: lines.map(({ cents, quantity }) => ({ description: 'x', quantity, unitPrice: money(BigInt(cents)) })),
        })
        expect(bill.amount.amount).toBe(money(exact))
        expect(bill.lines.map((made) => made.amount.amount)).toEqual(
          lines.map(({ cents, quantity }) => money(BigInt(cents) * BigInt(quantity))),
        )
      }),
      { numRuns: 40 },
    )
  })
})

describe('bills', () => {
  it('are read by the patient, the doctor of the visit and administrators, each time with a row', async () => {
    const visit = await aVisit(drRao, patient)
    const bill = await aBill(admin, patient, { appointmentId: visit.id })
    for (const as of [admin, patient, drRao]) {
      const headers = { 'X-Request-Id': randomUUID() }
      const reply = await call(billingApi.get, { as, params: { id: bill.id }, headers })
      expect(reply.status).toBe(200)
      expect(reply.body).toEqual(bill)
      const rows = await auditRows(headers['X-Request-Id'])
      expect(rows).toHaveLength(1)
      expect(rows[0]).toMatchObject({ action: 'R', actor_id: as.userId, resource_id: bill.id })
    }
  })

  it('are hidden from other patients and doctors as if they did not exist', async () => {
    const bill = await aBill(admin, patient)
    for (const endpoint of [billingApi.get, billingApi.receipt]) {
      for (const as of [otherPatient, drRao, drOther]) {
        const headers = { 'X-Request-Id': randomUUID() }
        const reply = await call(endpoint, { as, params: { id: bill.id }, headers })
        expect(reply.problem.code).toBe('not-found')
        expect(await auditRows(headers['X-Request-Id'])).toMatchObject([{ outcome: 'refused' }])
      }
      expect((await call(endpoint, { as: admin, params: { id: randomUUID() } })).status).toBe(404)
      expect((await call(endpoint, { as: admin, params: { id: 'x' } })).status).toBe(422)
      expect((await call(endpoint, { params: { id: bill.id } })).status).toBe(401)
    }
  })

  it('show a doctor no longer caring for the patient the figures without the texts', async () => {
    const formerPatient = await aPatient()
    const visit = await aVisit(drRao, formerPatient, { at: '2024-02-01T15:00:00Z', status: 'completed' })
    const bill = await aBill(admin, formerPatient, { appointmentId: visit.id })
    const reply = await call(billingApi.get, { as: drRao, params: { id: bill.id } })
    expect(reply.body).toMatchObject({ description: '', amount: { amount: '100.00' }, lines: [{ description: '' }] })
  })

  it('are printed with the hospital on top, which is recorded as such', async () => {
    const bill = await aBill(admin, patient)
    const headers = { 'X-Request-Id': randomUUID() }
    const reply = await call(billingApi.receipt, { as: patient, params: { id: bill.id }, headers })
    expect(reply.body).toMatchObject({ bill: { id: bill.id }, hospital: { timeZone: 'America/New_York' } })
    expect(await auditRows(headers['X-Request-Id'])).toMatchObject([{ action: 'E', operation: 'billing.receipt' }])
  })
})

describe('the list of bills', () => {
  it('goes through all pages newest first, without repeating or missing one', async () => {
    const payer = await aPatient()
    const made: string[] = []
    for (let i = 0; i < 7; i++) made.push((await aBill(admin, payer)).id)
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const reply = await call(billingApi.list, { as: payer, query: { limit: 3, cursor } })
      expect(reply.status).toBe(200)
      seen.push(...reply.body.items.map((bill) => bill.id))
      cursor = reply.body.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toEqual(made.reverse())
  })

  it('is filtered by patient, status, number and date', async () => {
    const payer = await aPatient()
    const [first, second] = [await aBill(admin, payer), await aBill(admin, payer)]
    await call(billingApi.void, { as: admin, params: { id: second.id }, body: { reason: 'Twice' } })
    const ids = async (query: object) =>
      (await call(billingApi.list, { as: admin, query: { patientId: payer.patientId, ...query } })).body.items.map(
        ({ id }) => id,
      )
    expect(await ids({})).toEqual([second.id, first.id])
    expect(await ids({ status: 'void' })).toEqual([second.id])
    expect(await ids({ q: first.number.toLowerCase() })).toEqual([first.id])
    expect(await ids({ q: first.number.slice(0, 9) })).toEqual([second.id, first.id])
    expect(await ids({ q: '%' })).toEqual([])
    expect(await ids({ from: thisDay(), to: thisDay() })).toEqual([second.id, first.id])
    expect(await ids({ to: '2001-01-01' })).toEqual([])
  })

  it('leaves one row that names whose bills were shown', async () => {
    const payer = await aPatient()
    await aBill(admin, payer)
    const headers = { 'X-Request-Id': randomUUID() }
    await call(billingApi.list, { as: admin, query: { patientId: payer.patientId }, headers })
    expect(await auditRows(headers['X-Request-Id'])).toMatchObject([
      { action: 'R', operation: 'billing.list', patient_ids: [payer.patientId] },
    ])
  })

  it("shows nobody another's bills, and refuses strangers and forged cursors", async () => {
    const payer = await aPatient()
    await aBill(admin, payer)
    const query = { patientId: payer.patientId }
    expect((await call(billingApi.list, { as: otherPatient, query })).body.items).toEqual([])
    expect((await call(billingApi.list, { as: drOther, query })).body.items).toEqual([])
    expect((await call(billingApi.list)).status).toBe(401)
    const forged = Buffer.from(JSON.stringify(['x', 'y'])).toString('base64url')
    for (const cursor of ['nonsense', forged]) {
      expect((await call(billingApi.list, { as: admin, query: { cursor } })).status).toBe(422)
    }
    expect((await call(billingApi.list, { as: admin, query: { status: 'late' as 'open' } })).status).toBe(422)
  })
})

describe('voiding a bill', () => {
  const voided = (id: string, as: Person | null = admin) =>
    call(billingApi.void, { as, params: { id }, body: { reason: 'Billed twice' } })

  it('leaves nothing owed, and the reason', async () => {
    const bill = await aBill(admin, patient)
    const reply = await voided(bill.id)
    expect(reply.body).toMatchObject({ status: 'void', voidReason: 'Billed twice', balance: { amount: '0.00' } })
    expect((await voided(bill.id)).problem.code).toBe('wrong-status')
    const pay = { as: admin, params: { id: bill.id }, body: { amount: '1', method: 'cash' as const } }
    expect((await call(billingApi.pay, pay)).problem.code).toBe('wrong-status')
  })

  it('is refused when something was paid', async () => {
    const bill = await aBill(admin, patient)
    await call(billingApi.pay, { as: admin, params: { id: bill.id }, body: { amount: '1', method: 'cash' } })
    expect((await voided(bill.id)).problem.code).toBe('wrong-status')
  })

  it('lets the visit be billed again', async () => {
    const visit = await aVisit(drRao, patient)
    const bill = await aBill(admin, patient, { appointmentId: visit.id })
    await voided(bill.id)
    expect((await aBill(admin, patient, { appointmentId: visit.id })).appointmentId).toBe(visit.id)
  })

  it('and a payment at once: exactly one happens', async () => {
    for (let round = 0; round < 5; round++) {
      const bill = await aBill(admin, patient)
      const [paid, made] = await Promise.all([
        call(billingApi.pay, { as: admin, params: { id: bill.id }, body: { amount: '100', method: 'cash' } }),
        voided(bill.id),
      ])
      expect([paid.status, made.status].sort()).toSatisfy(([a, b]) => (a === 200 || a === 201) && b === 409)
      expect((await storedBill(bill.id)).status).toBe(made.status === 200 ? 'void' : 'paid')
    }
  })

  it('is for administrators, and needs a reason', async () => {
    const bill = await aBill(admin, patient)
    for (const as of [patient, drRao]) expect((await voided(bill.id, as)).status).toBe(403)
    expect((await voided(bill.id, null)).status).toBe(401)
    expect((await voided(randomUUID())).status).toBe(404)
    const blank = await call(billingApi.void, { as: admin, params: { id: bill.id }, body: { reason: ' ' } })
    expect(blank.problem.errors?.[0]?.pointer).toBe('/reason')
  })
})
