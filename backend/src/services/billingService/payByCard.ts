import { setTimeout as sleep } from 'node:timers/promises'
import type { CreatePayment, Payment as WirePayment } from '@hms/contract/billing'
import { db } from '../../config/database.ts'
import { env } from '../../config/runtime.ts'
import * as Payment from '../../models/Payment.ts'
import type { UserContext } from '../../utils/context.ts'
import { describeError, logger } from '../../utils/logger.ts'
import { found, Problem } from '../../utils/problem.ts'
import { once } from '../idempotency.ts'
import { cardProvider, type Charge, type Outcome, type PaymentProvider } from '../paymentProvider/index.ts'
import { plan, recordPayment } from './plan.ts'
import { settle } from './settle.ts'
import { toPayment } from './wire.ts'

/** How long the payer has on the provider's page; Stripe takes no less than thirty minutes from when it is asked. */
const TIME_TO_PAY = { minutes: 35 }
const POLLS = 25
const POLL_MS = 200

export interface Reservation {
  paymentId: string
  /** Null when an earlier request with the same key has made the reservation. */
  charge: Charge | null
}

/** Takes the amount off what others can pay, before anybody is charged. */
export function reserve(
  ctx: UserContext,
  billId: string,
  request: CreatePayment,
  provider: PaymentProvider,
): Promise<Reservation> {
  return db.write(ctx.identity, async (tx) => {
    let charge: Charge | null = null
    const { paymentId } = await once(tx, ctx, 'payment.create', { billId, ...request }, async () => {
      const { billNumber, ...planned } = await plan(tx, billId, request)
      const { id, amount, currency } = planned
      const token = request.paymentToken
      const providerReference = provider.referenceFor(id, token)
      const payment = await Payment.insert(tx, { ...planned, provider: provider.name, providerReference })
      await recordPayment(tx, ctx, payment)
      charge = {
        paymentId: id,
        amount,
        currency,
        token,
        description: `Bill ${billNumber}`,
        returnUrl: `${env.publicUrl}/billing/${billId}`,
        expiresAt: ctx.now.add(TIME_TO_PAY),
      }
      return { paymentId: id }
    })
    return { paymentId, charge }
  })
}

/** Outside of any transaction: a provider may take seconds, and a charge cannot be rolled back. */
async function ask(ctx: UserContext, provider: PaymentProvider, charge: Charge): Promise<Outcome> {
  try {
    return await provider.charge(charge)
  } catch (error) {
    logger.warn({ requestId: ctx.requestId, error: describeError(error) }, 'a payment provider did not answer')
    throw new Problem('unavailable', { detail: 'The payment is being looked into; it is not charged twice' })
  }
}

/** What the payment came to, as every request with its key is told; a payment does not change once it is settled. */
function replyFor(payment: Payment.PaymentRow): WirePayment {
  if (payment.status === 'failed') throw new Problem('payment-declined')
  return toPayment(payment)
}

/** Waits for what the first request with this key comes to. */
async function outcomeOfFirst(ctx: UserContext, paymentId: string): Promise<WirePayment> {
  for (let polled = 0; polled < POLLS; polled++) {
    const payment = await db.read(ctx.identity, (tx) => {
      tx.withoutAudit('the payment was recorded when it was made')
      return Payment.find(tx, paymentId)
    })
    if (found(payment).status !== 'pending' || payment?.redirectUrl) return replyFor(found(payment))
    await sleep(POLL_MS)
  }
  throw new Problem('idempotency-in-progress', { retryAfterSeconds: 5 })
}

/**
 * Reserve, charge, settle. A crash in between leaves a pending payment, which `reconcilePayments` takes up.
 *
 * @throws Problem `payment-declined`; `payment-exceeds-balance`; `unavailable` when it is not known whether the provider
 * has charged; `idempotency-in-progress`.
 */
export async function payByCard(ctx: UserContext, billId: string, request: CreatePayment): Promise<WirePayment> {
  if (!cardProvider) throw new Problem('not-permitted', { detail: 'Cards are not taken online here' })
  const { paymentId, charge } = await reserve(ctx, billId, request, cardProvider)
  if (!charge) return outcomeOfFirst(ctx, paymentId)
  const outcome = await ask(ctx, cardProvider, charge)
  return replyFor(await settle({ ...ctx, requestId: `${ctx.requestId}/settle` }, paymentId, outcome))
}
