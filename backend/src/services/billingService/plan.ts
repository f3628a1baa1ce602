import type { CreatePayment } from '@hms/contract/billing'
import type { WriteTx } from '../../config/database.ts'
import * as Bill from '../../models/Bill.ts'
import type * as Payment from '../../models/Payment.ts'
import type { UserContext } from '../../utils/context.ts'
import { newId } from '../../utils/id.ts'
import { amountIn } from '../../utils/money.ts'
import { found, invalidField, Problem } from '../../utils/problem.ts'
import { audit } from '../auditService.ts'

/**
 * Whether a provider has to move the money: always when patients pay, and when staff enter a card's token. Everything
 * else, a card at the terminal too, has been received by the time that staff record it.
 *
 * @throws Problem `not-permitted` for a patient who says to have paid otherwise; `invalid` for a token without a card.
 */
export function movesThroughProvider(role: string, { method, paymentToken }: CreatePayment): boolean {
  if (role === 'patient' && method !== 'card') throw new Problem('not-permitted')
  if (paymentToken !== undefined && method !== 'card') throw invalidField('/paymentToken', 'Only with a card')
  return method === 'card' && (role === 'patient' || paymentToken !== undefined)
}

/** What is to be paid on which bill, in the bill's currency. */
export async function plan(
  tx: WriteTx,
  billId: string,
  { amount: asked, method }: CreatePayment,
): Promise<Payment.NewPayment & { billNumber: string }> {
  const { patientId, currency, number } = found(await Bill.findOwed(tx, billId))
  const amount = amountIn(currency, asked, '/amount')
  if (/^[0.]+$/.test(amount)) throw invalidField('/amount', 'More than nothing')
  return { id: newId(), billId, patientId, amount, currency, method, billNumber: number }
}

/** One row for each payment that was asked for, written with its reservation; its settlement leaves the system's own. */
export function recordPayment(tx: WriteTx, ctx: UserContext, payment: Payment.PaymentRow): Promise<void> {
  return audit(tx, ctx, {
    action: 'C',
    operation: 'payment.create',
    resourceType: 'PaymentNotice',
    resource: { id: payment.id },
    patientIds: [payment.patientId],
  })
}
