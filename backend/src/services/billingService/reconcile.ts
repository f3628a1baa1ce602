import { db } from '../../config/database.ts'
import * as Payment from '../../models/Payment.ts'
import { systemContext, systemIdentity } from '../../utils/context.ts'
import { newId } from '../../utils/id.ts'
import { describeError, logger } from '../../utils/logger.ts'
import { toDate } from '../../utils/time.ts'
import { providerNamed } from '../paymentProvider/index.ts'
import { settle } from './settle.ts'

/** Longer than a provider is waited for, so that a request still at work is left alone. */
const PATIENCE = { minutes: 2 }
const BATCH = 100

/**
 * Asks the providers about payments that stayed pending, after a crash or while a payer takes time, and settles those of
 * which they know the end. For the job runner, every minute; running twice at once does no harm.
 *
 * @returns how many were settled
 */
export async function reconcilePayments(now: Temporal.Instant = Temporal.Now.instant()): Promise<number> {
  const waiting = await db.read(systemIdentity, (tx) => {
    tx.withoutAudit('each settlement is recorded by itself')
    return Payment.listPending(tx, toDate(now.subtract(PATIENCE)), BATCH)
  })
  let settled = 0
  for (const payment of waiting) settled += (await reconcileOne(payment, now)) ? 1 : 0
  return settled
}

async function reconcileOne(payment: Payment.PaymentRow, now: Temporal.Instant): Promise<boolean> {
  const provider = providerNamed(payment.provider)
  if (!provider) return false
  try {
    const outcome = await provider.lookUp(payment.id, payment.providerReference)
    const after = await settle(systemContext(`reconcile/${newId()}`, now), payment.id, outcome)
    return after.status !== 'pending'
  } catch (error) {
    logger.warn({ error: describeError(error) }, 'a pending payment could not be looked up')
    return false
  }
}
