import { figure } from './support/figure.ts'
import { randomUUID } from 'node:crypto'
import { billingApi } from '@hms/contract/billing'
import type { BodyInput } from '@hms/contract/endpoint'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { reconcilePayments } from '../src/services/billingService/index.ts'
import { reserve } from '../src/services/billingService/payByCard.ts'
import { testProvider } from '../src/services/paymentProvider/test.ts'
import type { UserContext } from '../src/utils/context.ts'
import { call } from './support/call.ts'
import { aBill, auditRows, aVisit, storedBill } from './support/money.ts'
import { look } from './support/observer.ts'
import { aDoctor, anAdmin, aPatient, type DoctorPerson, type PatientPerson, type Person } from './support/people.ts'

let admin: Person, drRao: DoctorPerson, patient: PatientPerson, otherPatient: PatientPerson
beforeAll(async () => {
  ;[admin, drRao, patient, otherPatient] = await Promise.all([anAdmin(), aDoctor(), aPatient(), aPatient()])
})

type Body = BodyInput<typeof billingApi.pay>

function pay(as: Person | null, billId: string, body: Body, headers: Record<string, string> = {}) {
  return call(billingApi.pay, { as, params: { id: billId }, body, headers })
}
const times = <T>(n: number, work: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: n }, (_, i) => work(i)))
const paymentsOf = (billId: string) =>
  look<{ id: string; status: string; amount: string; receipt_number: string | null }>(
    'SELECT id, status, amount, receipt_number FROM payments WHERE billing_id = $1',
    [billId],
  )
const statuses = (replies: { status: number }[]) =>
  Object.fromEntries(
    Map.groupBy(replies, (reply) => reply.status)
      .entries()
      .map(([status, all]) => [status, all.length]),
  )

describe('what staff received', () => {
  it('is recorded in every way of paying, with a receipt number and one row each', async () => {
    const bill = await aBill(admin, patient, { amount: '100.00' })
    for (const method of ['cash', 'bank-transfer', 'insurance', 'card'] as const) {
      const headers = { 'X-Request-Id': randomUUID() }
      const reply = await pay(admin, bill.id, { amount: '25.00', method }, headers)
      expect(reply.status).toBe(201)
      expect(reply.body).toMatchObject({ status: 'succeeded', method, provider: null, amount: { amount: '25.00' } })
      expect(reply.body.receiptNumber).toMatch(/^RCT-\d{4}-\d{6}$/)
      expect(await auditRows(headers['X-Request-Id'])).toMatchObject([
        { action: 'C', operation: 'payment.create', actor_id: admin.userId, patient_ids: [patient.patientId] },
      ])
    }
    const paid = await call(billingApi.get, { as: patient, params: { id: bill.id } })
    expect(paid.body).toMatchObject({ status: 'paid', balance: { amount: '0.00' } })
    expect(paid.body.payments).toHaveLength(4)
    const told = await look(
      "SELECT 1 FROM messages WHERE patient_id = $1 AND kind = 'payment-received' AND channel = 'in-app' AND link = $2",
      [patient.patientId, `/billing/${bill.id}`],
    )
    expect(told).toHaveLength(4)
  })

  it('is refused in wrong amounts, currencies and ways', async () => {
    const bill = await aBill(admin, patient)
    const pointer = async (body: object) => {
      const reply = await call(billingApi.pay, { as: admin, params: { id: bill.id }, rawBody: body })
      expect(reply.status).toBe(422)
      return reply.problem.errors?.[0]?.pointer
    }
    expect(await pointer({ amount: '0', method: 'cash' })).toBe('/amount')
    expect(await pointer({ amount: '0.00', method: 'cash' })).toBe('/amount')
    expect(await pointer({ amount: '-1', method: 'cash' })).toBe('/amount')
    expect(await pointer({ amount: 10, method: 'cash' })).toBe('/amount')
    expect(await pointer({ amount: '10', method: 'cheque' })).toBe('/method')
    expect(await pointer({ amount: { amount: '1.00', currency: 'EUR' }, method: 'cash' })).toBe('/amount/currency')
    expect(await pointer({ amount: '1', method: 'cash', paymentToken: 'test-approve' })).toBe('/paymentToken')
    expect(await paymentsOf(bill.id)).toEqual([])
  })

  it('is never more than what is owed', async () => {
    const bill = await aBill(admin, patient, { amount: '10.00' })
    expect((await pay(admin, bill.id, { amount: '10.01', method: 'cash' })).problem.code).toBe(
      'payment-exceeds-balance',
    )
    expect((await pay(admin, bill.id, { amount: '10.00', method: 'cash' })).status).toBe(201)
    expect((await pay(admin, bill.id, { amount: '0.01', method: 'cash' })).problem.code).toBe('payment-exceeds-balance')
  })
})

describe("a patient's card", () => {
  it('pays through the provider, which says that it moves no money', async () => {
    const providers = await call(billingApi.paymentProviders, { as: patient })
    expect(providers.body).toEqual({ card: { provider: 'test', test: true } })
    const bill = await aBill(admin, patient, { amount: '80.00' })
    const headers = { 'X-Request-Id': randomUUID() }
    const reply = await pay(patient, bill.id, { amount: '80.00', method: 'card' }, headers)
    expect(reply.status).toBe(201)
    expect(reply.body).toMatchObject({ status: 'succeeded', provider: 'test', redirectUrl: null })
    expect(await auditRows(headers['X-Request-Id'])).toMatchObject([
      { operation: 'payment.create', actor_id: patient.userId, outcome: 'success' },
    ])
    expect(await auditRows(`${headers['X-Request-Id']}/settle`)).toMatchObject([
      { operation: 'payment.settle', actor_role: 'system', outcome: 'success', patient_ids: [patient.patientId] },
    ])
    expect(await storedBill(bill.id)).toMatchObject({ status: 'paid', pending_amount: '0.00' })
  })

  it('that is declined leaves the balance, and the same reply for the same key', async () => {
    const bill = await aBill(admin, patient, { amount: '80.00' })
    const headers = { 'Idempotency-Key': randomUUID(), 'X-Request-Id': randomUUID() }
    const declined = () =>
      pay(patient, bill.id, { amount: '80.00', method: 'card', paymentToken: 'test-decline' }, headers)
    expect((await declined()).problem.code).toBe('payment-declined')
    expect((await declined()).status).toBe(402)
    expect(await storedBill(bill.id)).toMatchObject({ status: 'open', paid_amount: '0.00', pending_amount: '0.00' })
    expect(await paymentsOf(bill.id)).toMatchObject([{ status: 'failed', receipt_number: null }])
    expect(await auditRows(`${headers['X-Request-Id']}/settle`)).toMatchObject([{ outcome: 'failed' }])
    expect((await pay(patient, bill.id, { amount: '80.00', method: 'card' })).status).toBe(201)
  })

  it('is charged by an unknown token never', async () => {
    const bill = await aBill(admin, patient)
    const body = { amount: '1', method: 'card', paymentToken: 'tok_visa' } as const
    expect((await pay(patient, bill.id, body)).problem.code).toBe('payment-declined')
    expect((await pay(admin, bill.id, body)).problem.code).toBe('payment-declined')
  })

  it('is the only way that patients pay by themselves', async () => {
    const bill = await aBill(admin, patient)
    for (const method of ['cash', 'bank-transfer', 'insurance'] as const) {
      const headers = { 'X-Request-Id': randomUUID() }
      expect((await pay(patient, bill.id, { amount: '1', method }, headers)).problem.code).toBe('not-permitted')
      expect(await auditRows(headers['X-Request-Id'])).toMatchObject([{ outcome: 'refused' }])
    }
    expect(await paymentsOf(bill.id)).toEqual([])
  })
})

describe('bills of others', () => {
  it('cannot be paid by patients who do not see them, by doctors, or by strangers', async () => {
    const visit = await aVisit(drRao, patient)
    const bill = await aBill(admin, patient, { appointmentId: visit.id })
    const body = { amount: '1', method: 'card' } as const
    const headers = { 'X-Request-Id': randomUUID() }
    expect((await pay(otherPatient, bill.id, body, headers)).status).toBe(404)
    expect(await auditRows(headers['X-Request-Id'])).toMatchObject([{ outcome: 'refused', reason: 'not-found' }])
    expect((await pay(drRao, bill.id, body)).status).toBe(403)
    expect((await pay(null, bill.id, body)).status).toBe(401)
    expect((await pay(admin, randomUUID(), body)).status).toBe(404)
    expect(await paymentsOf(bill.id)).toEqual([])
  })

  it('leave the ways of paying to whoever is signed in', async () => {
    expect((await call(billingApi.paymentProviders)).status).toBe(401)
  })
})

describe('fifty payments at once', () => {
  it.each(['cash', 'card'] as const)(
    'of the whole balance by %s: exactly one succeeds',
    async (method) => {
      const bill = await aBill(admin, patient, { amount: '100.00' })
      const as = method === 'card' ? patient : admin
      const replies = await times(50, () => pay(as, bill.id, { amount: '100.00', method }))
      expect(statuses(replies)).toEqual({ 201: 1, 409: 49 })
      expect(replies.every(({ status, problem }) => status === 201 || problem.code === 'payment-exceeds-balance')).toBe(
        true,
      )
      expect(await storedBill(bill.id)).toMatchObject({ paid_amount: '100.00', pending_amount: '0.00', status: 'paid' })
    },
    60_000,
  )

  it('of parts: what succeeded is what is paid, and no more than the amount', async () => {
    const bill = await aBill(admin, patient, { amount: '100.00' })
    const replies = await times(50, (i) =>
      i % 2 === 0
        ? pay(admin, bill.id, { amount: '7.77', method: 'cash' })
        : pay(patient, bill.id, {
            amount: '3.33',
            method: 'card',
            paymentToken: i % 3 === 0 ? 'test-decline' : 'test-approve',
          }),
    )
    expect(Object.keys(statuses(replies)).every((status) => ['201', '402', '409'].includes(status))).toBe(true)
    const succeeded = replies.filter((reply) => reply.status === 201)
    const cents = succeeded.reduce((sum, reply) => sum + Number(reply.body.amount.amount.replace('.', '')), 0)
    const stored = await storedBill(bill.id)
    figure('cents-between-payments-and-balance', Math.abs(Math.round(Number(stored.paid_amount) * 100) - cents), {
      of: 50,
    })
    figure('balances-below-zero', cents > 100_00 ? 1 : 0, { of: 1 })
    expect(stored.paid_amount).toBe((cents / 100).toFixed(2))
    expect(cents).toBeLessThanOrEqual(100_00)
    expect(cents).toBeGreaterThan(0)
    expect(stored.pending_amount).toBe('0.00')
    const receipts = (await paymentsOf(bill.id)).filter((payment) => payment.receipt_number)
    expect(receipts).toHaveLength(succeeded.length)
  }, 60_000)

  it.each(['cash', 'card'] as const)(
    'with one key by %s: one payment, and the same reply to all',
    async (method) => {
      const bill = await aBill(admin, patient, { amount: '100.00' })
      const as = method === 'card' ? patient : admin
      const headers = { 'Idempotency-Key': randomUUID() }
      const replies = await times(50, () => pay(as, bill.id, { amount: '10.00', method }, headers))
      expect(statuses(replies)).toEqual({ 201: 50 })
      expect(new Set(replies.map((reply) => JSON.stringify(reply.body))).size).toBe(1)
      const made = await paymentsOf(bill.id)
      figure('effects-of-one-key', made.length, { of: replies.length })
      expect(made).toHaveLength(1)
      const rows = await look("SELECT 1 FROM audit_events WHERE operation = 'payment.create' AND resource_id = $1", [
        replies[0]!.body.id,
      ])
      expect(rows).toHaveLength(1)
    },
    60_000,
  )
})

describe('a key', () => {
  it('stands for one request: another body is refused, another bill too', async () => {
    const [bill, other] = [await aBill(admin, patient), await aBill(admin, patient)]
    for (const method of ['cash', 'card'] as const) {
      const headers = { 'Idempotency-Key': randomUUID() }
      const token = method === 'card' ? { paymentToken: 'test-approve' } : {}
      expect((await pay(admin, bill.id, { amount: '10', method, ...token }, headers)).status).toBe(201)
      const changed = await pay(admin, bill.id, { amount: '11', method, ...token }, headers)
      expect(changed.problem.code).toBe('idempotency-mismatch')
      const elsewhere = await pay(admin, other.id, { amount: '10', method, ...token }, headers)
      expect(elsewhere.problem.code).toBe('idempotency-mismatch')
    }
    expect((await storedBill(bill.id)).paid_amount).toBe('20.00')
  })

  it('of one person says nothing of the same key of another', async () => {
    const [bill, other] = [await aBill(admin, patient), await aBill(admin, otherPatient)]
    const headers = { 'Idempotency-Key': randomUUID() }
    const body = { amount: '10', method: 'card' } as const
    expect((await pay(patient, bill.id, body, headers)).status).toBe(201)
    expect((await pay(otherPatient, other.id, body, headers)).status).toBe(201)
  })
})

describe('a crash between the charge and its settlement', () => {
  async function leftPending(paymentToken: string) {
    const bill = await aBill(admin, patient, { amount: '50.00' })
    const { userId, sessionId } = patient
    const ctx: UserContext = {
      identity: { kind: 'user', userId, sessionId, role: 'patient' },
      requestId: randomUUID(),
      clientAddress: null,
      userAgent: null,
      now: Temporal.Now.instant(),
      purpose: 'PATRQT',
      idempotencyKey: randomUUID(),
    }
    const amount = { amount: '50.00', currency: undefined }
    await reserve(ctx, bill.id, { amount, method: 'card', paymentToken }, testProvider)
    return { bill, key: ctx.idempotencyKey!, paymentToken }
  }
  const inThreeMinutes = () => Temporal.Now.instant().add({ minutes: 3 })

  it('holds the amount until the provider was asked, and is then settled once', async () => {
    const { bill, key, paymentToken } = await leftPending('test-approve')
    expect(await storedBill(bill.id)).toMatchObject({ status: 'open', pending_amount: '50.00' })
    expect((await pay(patient, bill.id, { amount: '1', method: 'card' })).problem.code).toBe('payment-exceeds-balance')
    await reconcilePayments(Temporal.Now.instant())
    expect((await storedBill(bill.id)).pending_amount).toBe('50.00')
    await Promise.all([reconcilePayments(inThreeMinutes()), reconcilePayments(inThreeMinutes())])
    expect(await storedBill(bill.id)).toMatchObject({ status: 'paid', paid_amount: '50.00', pending_amount: '0.00' })
    const body = { amount: '50.00', method: 'card', paymentToken } as const
    const repeated = await pay(patient, bill.id, body, { 'Idempotency-Key': key })
    expect(repeated.body).toMatchObject({ status: 'succeeded', amount: { amount: '50.00' } })
    expect(await paymentsOf(bill.id)).toHaveLength(1)
  })

  it('gives the balance back when the card was declined', async () => {
    const { bill } = await leftPending('test-decline')
    await reconcilePayments(inThreeMinutes())
    expect(await storedBill(bill.id)).toMatchObject({ status: 'open', paid_amount: '0.00', pending_amount: '0.00' })
  })

  it('makes whoever repeats the request meanwhile wait, and then come again', async () => {
    const { bill, key, paymentToken } = await leftPending('test-approve')
    const body = { amount: '50.00', method: 'card', paymentToken } as const
    const reply = await pay(patient, bill.id, body, { 'Idempotency-Key': key })
    expect(reply.problem.code).toBe('idempotency-in-progress')
    expect(reply.headers['retry-after']).toBe('5')
  })
})

describe('receipts', () => {
  it('are numbered without gap and duplicate, refused payments in between', async () => {
    const bill = await aBill(admin, patient, { amount: '10.00' })
    await times(30, () => pay(admin, bill.id, { amount: '1.00', method: 'cash' }))
    const [seen] = await look<{ gaps: number }>(
      `SELECT max(right(receipt_number, 6)::int) - count(DISTINCT receipt_number)::int AS gaps FROM payments
        WHERE receipt_number LIKE 'RCT-' || $1 || '-%'`,
      [String(Temporal.Now.plainDateISO('America/New_York').year)],
    )
    expect(seen!.gaps).toBe(0)
  })
})

describe('payments in any order and size', () => {
  it('leave a balance of amount minus what was taken, to the cent', async () => {
    const money = (cents: number) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`
    const cents = (max: number) => fc.integer({ min: 1, max })
    await fc.assert(
      fc.asyncProperty(cents(50_000), fc.array(cents(20_000), { maxLength: 6 }), async (amount, parts) => {
        const bill = await aBill(admin, patient, { amount: money(amount) })
        let owed = amount
        for (const part of parts) {
          const reply = await pay(admin, bill.id, { amount: money(part), method: 'cash' })
          expect(reply.status).toBe(part <= owed ? 201 : 409)
          if (part <= owed) owed -= part
        }
        const read = await call(billingApi.get, { as: admin, params: { id: bill.id } })
        expect(read.body).toMatchObject({ balance: { amount: money(owed) }, status: owed === 0 ? 'paid' : 'open' })
      }),
      { numRuns: 25 },
    )
  })
})
