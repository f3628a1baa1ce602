import { db } from '../../config/database.ts'
import * as Payment from '../../models/Payment.ts'
import { type Context, systemIdentity } from '../../utils/context.ts'
import { Problem } from '../../utils/problem.ts'
import { stripe } from '../paymentProvider/index.ts'
import { smallestUnits } from '../paymentProvider/smallestUnits.ts'
import type { StripeNews } from '../paymentProvider/stripe.ts'
import { settle } from './settle.ts'

/**
 * Takes an event that Stripe sends. Stripe repeats events and changes their order; a payment is settled once. Only what
 * agrees with the payment's own row in amount, currency and session settles it.
 *
 * @throws Problem `not-found` where Stripe is not configured; `bad-request` for what Stripe has not signed.
 */
export async function receiveStripeEvent(
  ctx: Context,
  payload: unknown,
  signature: string | undefined,
): Promise<undefined> {
  const news = readNews(payload, signature)
  if (!news || !(await isKnown(news.paymentId))) return
  await settle(ctx, news.paymentId, news.outcome, (payment) => agrees(payment, news))
}

function readNews(payload: unknown, signature: string | undefined): StripeNews | null {
  if (!stripe) throw new Problem('not-found')
  try {
    return stripe.readEvent(payload as Buffer, signature ?? '')
  } catch {
    throw new Problem('bad-request', { detail: 'Not signed by Stripe' })
  }
}

/** The account may be used for other things than ours. */
function isKnown(paymentId: string): Promise<boolean> {
  return db.read(systemIdentity, async (tx) => {
    tx.withoutAudit('a look at whether an event is about a payment of ours')
    return (await Payment.find(tx, paymentId)) !== null
  })
}

function agrees(payment: Payment.PaymentRow, { amount, currency }: StripeNews): boolean {
  return (
    payment.provider === 'stripe' &&
    amount === smallestUnits(payment.amount, payment.currency) &&
    currency?.toUpperCase() === payment.currency
  )
}
