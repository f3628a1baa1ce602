import { randomUUID } from 'node:crypto'
import { billingApi } from '@hms/contract/billing'
import request from 'supertest'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'

// The environment is read when the application is loaded, so Stripe has to stand there before.
const standIn = await vi.hoisted(async () => {
  const { StripeStandIn } = await import('./support/stripeStandIn.ts')
  const made = new StripeStandIn()
  process.env.STRIPE_API_BASE = await made.start()
  process.env.STRIPE_SECRET_KEY = made.secretKey
  process.env.STRIPE_WEBHOOK_SECRET = made.webhookSecret
  return made
})

import { reconcilePayments } from '../src/services/billingService/index.ts'
import { smallestUnits } from '../src/services/paymentProvider/smallestUnits.ts'
import { app, call } from './support/call.ts'
import { aBill, auditRows, storedBill } from './support/money.ts'
import { look } from './support/observer.ts'
import { anAdmin, aPatient, type PatientPerson, type Person } from './support/people.ts'

let admin: Person, patient: PatientPerson
beforeAll(async () => {
  ;[admin, patient] = await Promise.all([anAdmin(), aPatient()])
})
afterEach(() => {
  standIn.mood = 'well'
})
afterAll(() => standIn.stop())

const pay = (billId: string, amount: string, headers: Record<string, string> = {}) =>
  call(billingApi.pay, { as: patient, params: { id: billId }, body: { amount, method: 'card' }, headers })

function send({ payload, signature }: { payload: string; signature: string }, requestId: string = randomUUID()) {
  return request(app)
    .post('/api/payments/stripe/webhook')
    .set('Content-Type', 'application/json')
    .set('Stripe-Signature', signature)
    .set('X-Request-Id', requestId)
    .send(payload)
}

/** A bill of 80.00 with a session that waits for the payer. */
async function waiting() {
  const bill = await aBill(admin, patient, { amount: '80.00' })
  const reply = await pay(bill.id, '80.00')
  expect(reply.status).toBe(201)
  return { bill, payment: reply.body, session: standIn.sessionOf(reply.body.id) }
}

const inThreeMinutes = () => Temporal.Now.instant().add({ minutes: 3 })

describe('paying with Stripe', () => {
  it('sends the payer to a session that names the bill and nobody, with the payment as idempotency key', async () => {
    const { bill, payment, session } = await waiting()
    expect(payment).toMatchObject({
      status: 'pending',
      provider: 'stripe',
      redirectUrl: session.url,
      receiptNumber: null,
    })
    const asked = standIn.requests.find(({ idempotencyKey }) => idempotencyKey === payment.id)!
    const form = Object.fromEntries(asked.form)
    expect(form).toMatchObject({
      mode: 'payment',
      'line_items[0][price_data][unit_amount]': '8000',
      'line_items[0][price_data][currency]': 'usd',
      'line_items[0][price_data][product_data][name]': `Bill ${bill.number}`,
    })
    expect(form.success_url).toContain(`/billing/${bill.id}?`)
    expect(JSON.stringify(form)).not.toContain(patient.lastName)
    expect(await storedBill(bill.id)).toMatchObject({ pending_amount: '80.00', paid_amount: '0.00', status: 'open' })
  })

  it('says whether it is a test', async () => {
    const reply = await call(billingApi.paymentProviders, { as: patient })
    expect(reply.body).toEqual({ card: { provider: 'stripe', test: true } })
  })

  it('is settled by the signed event, once, however often it is sent', async () => {
    const { bill, payment, session } = await waiting()
    const event = standIn.event('checkout.session.completed', {
      ...session,
      status: 'complete',
      payment_status: 'paid',
    })
    const requestId = randomUUID()
    const [first, second] = await Promise.all([send(event, requestId), send(event)])
    expect([first.status, second.status, (await send(event)).status]).toEqual([204, 204, 204])
    expect(await storedBill(bill.id)).toMatchObject({ status: 'paid', paid_amount: '80.00', pending_amount: '0.00' })
    const read = await call(billingApi.get, { as: patient, params: { id: bill.id } })
    expect(read.body.payments).toMatchObject([{ id: payment.id, status: 'succeeded', redirectUrl: null }])
    expect(read.body.payments[0]!.receiptNumber).toMatch(/^RCT-/)
    const rows = await look("SELECT 1 FROM audit_events WHERE operation = 'payment.settle' AND resource_id = $1", [
      payment.id,
    ])
    expect(rows).toHaveLength(1)
    const told = await look(
      "SELECT 1 FROM messages WHERE kind = 'payment-received' AND channel = 'in-app' AND link = $1",
      [`/billing/${bill.id}`],
    )
    expect(told).toHaveLength(1)
  })

  it.each([
    ['checkout.session.async_payment_failed', 'complete'],
    ['checkout.session.expired', 'expired'],
  ])('gives the balance back on %s', async (type, status) => {
    const { bill, session } = await waiting()
    expect((await send(standIn.event(type, { ...session, status }))).status).toBe(204)
    expect(await storedBill(bill.id)).toMatchObject({ status: 'open', paid_amount: '0.00', pending_amount: '0.00' })
  })

  it('waits on when the bank still works on a completed session', async () => {
    const { bill, session } = await waiting()
    await send(standIn.event('checkout.session.completed', { ...session, status: 'complete' }))
    expect((await storedBill(bill.id)).pending_amount).toBe('80.00')
    const paid = { ...session, status: 'complete', payment_status: 'paid' }
    await send(standIn.event('checkout.session.async_payment_succeeded', paid))
    expect((await storedBill(bill.id)).status).toBe('paid')
  })

  it('is declined when Stripe refuses the session', async () => {
    const bill = await aBill(admin, patient)
    standIn.mood = 'refuse'
    expect((await pay(bill.id, '10.00')).problem.code).toBe('payment-declined')
    expect((await storedBill(bill.id)).pending_amount).toBe('0.00')
  })
})

describe('events that are not believed', () => {
  const paid = (session: object) => ({ ...session, status: 'complete', payment_status: 'paid' })
  const type = 'checkout.session.completed'

  it('are those with a forged, an old or no signature, and those changed on the way', async () => {
    const { bill, session } = await waiting()
    const good = standIn.event(type, paid(session))
    const forged = standIn.event(type, paid(session), 'whsec_other')
    const old = standIn.event(type, paid(session), undefined, Date.now() - 3_600_000)
    const changed = { ...good, payload: good.payload.replace('8000', '8001') }
    for (const event of [forged, old, changed, { ...good, signature: '' }]) {
      const reply = await send(event)
      expect(reply.status).toBe(400)
      expect(JSON.parse(reply.text).code).toBe('bad-request')
    }
    expect(await storedBill(bill.id)).toMatchObject({ status: 'open', pending_amount: '80.00' })
  })

  it.each([
    ['another amount', { amount_total: 1 }],
    ['another currency', { currency: 'jpy' }],
    ['another session', { id: 'cs_test_of_somebody_else' }],
  ])('are signed ones with %s, which leaves a row', async (_what, change) => {
    const { bill, payment, session } = await waiting()
    const requestId = randomUUID()
    expect((await send(standIn.event(type, { ...paid(session), ...change }), requestId)).status).toBe(204)
    expect(await storedBill(bill.id)).toMatchObject({ status: 'open', pending_amount: '80.00' })
    expect(await auditRows(requestId)).toMatchObject([{ outcome: 'refused', resource_id: payment.id }])
  })

  it('are late ones of a payment that was given up, which leaves a row for whoever refunds it', async () => {
    const { bill, payment, session } = await waiting()
    await send(standIn.event('checkout.session.expired', { ...session, status: 'expired' }))
    const requestId = randomUUID()
    expect((await send(standIn.event(type, paid(session)), requestId)).status).toBe(204)
    expect(await auditRows(requestId)).toMatchObject([{ outcome: 'refused', resource_id: payment.id }])
    expect((await storedBill(bill.id)).paid_amount).toBe('0.00')
  })

  it('are signed ones about payments of others', async () => {
    const { bill, session } = await waiting()
    const id = randomUUID()
    const foreign = { ...paid(session), client_reference_id: id, metadata: { paymentId: id } }
    const mixed = { ...paid(session), client_reference_id: id }
    for (const about of [foreign, mixed, { id: 'cs_x', object: 'checkout.session' }]) {
      expect((await send(standIn.event(type, about))).status).toBe(204)
    }
    expect((await send(standIn.event('customer.created', { id: 'cus_1' }))).status).toBe(204)
    expect((await storedBill(bill.id)).status).toBe('open')
  })
})

describe('a connection to Stripe that breaks', () => {
  it('answers that it is being looked into, and gives the balance back when nobody can have paid', async () => {
    const bill = await aBill(admin, patient)
    standIn.mood = 'lose'
    const key = { 'Idempotency-Key': randomUUID() }
    expect((await pay(bill.id, '10.00', key)).problem.code).toBe('unavailable')
    expect((await storedBill(bill.id)).pending_amount).toBe('10.00')
    standIn.mood = 'well'
    await reconcilePayments(inThreeMinutes())
    expect((await storedBill(bill.id)).pending_amount).toBe('0.00')
    expect((await pay(bill.id, '10.00', key)).problem.code).toBe('payment-declined')
  })

  it('loses no event: what Stripe knows of a session is found out', async () => {
    const [paid, expired, open] = [await waiting(), await waiting(), await waiting()]
    Object.assign(paid.session, { status: 'complete', payment_status: 'paid' })
    Object.assign(expired.session, { status: 'expired' })
    await reconcilePayments(inThreeMinutes())
    expect((await storedBill(paid.bill.id)).status).toBe('paid')
    expect(await storedBill(expired.bill.id)).toMatchObject({ status: 'open', pending_amount: '0.00' })
    expect(await storedBill(open.bill.id)).toMatchObject({ status: 'open', pending_amount: '80.00' })
  })
})

describe('amounts as Stripe counts them', () => {
  it('are cents, whole units or thousandths by currency', () => {
    expect(smallestUnits('80.05', 'USD')).toBe(8005)
    expect(smallestUnits('9999999999.99', 'EUR')).toBe(999_999_999_999)
    expect(smallestUnits('500.00', 'JPY')).toBe(500)
    expect(() => smallestUnits('500.50', 'JPY')).toThrow(RangeError)
    expect(smallestUnits('1.25', 'KWD')).toBe(1250)
  })
})
