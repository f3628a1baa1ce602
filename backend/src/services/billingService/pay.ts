import type { CreatePayment, Payment as WirePayment } from '@hms/contract/billing'
import { db } from '../../config/database.ts'
import * as Payment from '../../models/Payment.ts'
import type { UserContext } from '../../utils/context.ts'
import { once } from '../idempotency.ts'
import { payByCard } from './payByCard.ts'
import { movesThroughProvider, plan, recordPayment } from './plan.ts'
import { receive, tellPayer } from './settle.ts'
import { toPayment } from './wire.ts'

/** Pays a bill, wholly or in part. The database, not this function, sees to it that no bill takes more than it is worth. */
export function pay(ctx: UserContext, billId: string, request: CreatePayment): Promise<WirePayment> {
  if (movesThroughProvider(ctx.identity.role, request)) return payByCard(ctx, billId, request)
  return db.write(ctx.identity, (tx) => {
    const prepare = () => Promise.all([plan(tx, billId, request), receive(tx, ctx)])
    const work = async ([planned, received]: Awaited<ReturnType<typeof prepare>>) => {
      const payment = await Payment.insert(tx, { ...planned, ...received })
      tellPayer(tx, payment)
      await recordPayment(tx, ctx, payment)
      return toPayment(payment)
    }
    return once(tx, ctx, 'payment.create', { billId, ...request }, work, prepare)
  })
}
