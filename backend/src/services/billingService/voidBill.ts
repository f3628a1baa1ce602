import type { Bill as WireBill } from '@hms/contract/billing'
import { db } from '../../config/database.ts'
import * as Bill from '../../models/Bill.ts'
import type { UserContext } from '../../utils/context.ts'
import { found, Problem } from '../../utils/problem.ts'
import { audit } from '../auditService.ts'
import { toBill } from './wire.ts'

/** Voids a bill on which nothing was paid and nothing is being paid; whoever comes first, the payment or this, wins. */
export function voidBill(ctx: UserContext, id: string, reason: string): Promise<WireBill> {
  return db.write(ctx.identity, async (tx) => {
    const bill = found(await Bill.find(tx, id))
    if (!(await Bill.voidUnpaid(tx, bill, reason))) throw new Problem('wrong-status')
    const voided = found(await Bill.find(tx, id))
    await audit(tx, ctx, {
      action: 'U',
      operation: 'billing.void',
      resourceType: 'Invoice',
      resource: voided,
      patientIds: [voided.patientId],
      changedFields: ['status', 'voidReason'],
    })
    return toBill(tx, voided)
  })
}
