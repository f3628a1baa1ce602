import { db, type WriteTx } from '../../config/database.ts'
import * as NumberSeries from '../../models/NumberSeries.ts'
import * as Payment from '../../models/Payment.ts'
import * as Settings from '../../models/Settings.ts'
import { type Context, systemIdentity } from '../../utils/context.ts'
import { logger } from '../../utils/logger.ts'
import { found } from '../../utils/problem.ts'
import { toDate, today } from '../../utils/time.ts'
import { audit } from '../auditService.ts'
import { postMessage } from '../messageService/post.ts'
import type { Outcome } from '../paymentProvider/index.ts'

/** When a payment is received, and the hospital's year, in which receipts are numbered without gaps. */
export async function receive(tx: WriteTx, ctx: Context): Promise<{ receiptYear: number; receivedAt: Date }> {
  const { timeZone } = await Settings.get(tx)
  return { receiptYear: Number(today(ctx.now, timeZone).slice(0, 4)), receivedAt: toDate(ctx.now) }
}

export function tellPayer(tx: WriteTx, payment: Payment.PaymentRow): void {
  postMessage(tx, {
    kind: 'payment-received',
    receiver: { patientId: payment.patientId },
    occurrence: payment.id,
    version: 1,
    link: `/billing/${payment.billId}`,
  })
}

/**
 * Brings a pending payment to what the provider says of it. Said twice, or by two messengers at once, it happens once:
 * what is settled stays.
 *
 * @param ctx whose request this is part of; the row that a settlement leaves is the system's own, under `ctx.requestId`
 * @param isOurs refuses news that do not fit the payment
 */
export function settle(
  ctx: Context,
  paymentId: string,
  outcome: Outcome,
  isOurs: (payment: Payment.PaymentRow) => boolean = () => true,
): Promise<Payment.PaymentRow> {
  return db.write(systemIdentity, async (tx) => {
    const payment = found(await Payment.lock(tx, paymentId))
    const { reference } = outcome
    const foreign = reference !== null && payment.providerReference !== null && payment.providerReference !== reference
    if (foreign || !isOurs(payment)) return refuse(tx, ctx, payment, 'the news do not fit the payment')
    if (payment.status === 'failed' && outcome.status === 'succeeded') {
      return refuse(tx, ctx, payment, 'charged after it was given up; the payer is to be refunded')
    }
    if (payment.status !== 'pending') {
      tx.withoutAudit('it was settled, and recorded, before')
      return payment
    }
    if (outcome.status === 'pending') {
      tx.withoutAudit('nothing is settled yet; the payment was recorded when it was made')
      if (outcome.redirectUrl === payment.redirectUrl) return payment
      return Payment.attach(tx, paymentId, reference, outcome.redirectUrl)
    }
    return finish(tx, ctx, payment, outcome.status, reference)
  })
}

/** Money that cannot be booked is somebody's to look into; the row and the log say so. */
async function refuse(tx: WriteTx, ctx: Context, payment: Payment.PaymentRow, reason: string) {
  logger.error({ requestId: ctx.requestId, paymentId: payment.id, reason }, 'news of a payment were refused')
  await record(tx, ctx, payment, { outcome: 'refused', reason })
  return payment
}

async function finish(
  tx: WriteTx,
  ctx: Context,
  payment: Payment.PaymentRow,
  status: 'succeeded' | 'failed',
  reference: string | null,
): Promise<Payment.PaymentRow> {
  const received = status === 'succeeded' ? await receive(tx, ctx) : null
  const receiptNumber = received && (await NumberSeries.next(tx, 'RCT', received.receiptYear))
  const receivedAt = received && received.receivedAt
  const settled = await Payment.settle(tx, payment.id, { status, reference, receiptNumber, receivedAt })
  if (status === 'succeeded') tellPayer(tx, settled)
  await record(tx, ctx, settled, status === 'succeeded' ? {} : { outcome: 'failed', reason: 'declined' })
  return settled
}

async function record(
  tx: WriteTx,
  ctx: Context,
  payment: Payment.PaymentRow,
  result: { outcome?: 'refused' | 'failed'; reason?: string },
): Promise<void> {
  // The provider's word settles it, whoever asked for the payment.
  await audit(
    tx,
    { ...ctx, identity: systemIdentity },
    {
      action: 'U',
      operation: 'payment.settle',
      resourceType: 'PaymentNotice',
      resource: { id: payment.id },
      patientIds: [payment.patientId],
      changedFields: result.outcome === 'refused' ? [] : ['status'],
      ...result,
    },
  )
}
