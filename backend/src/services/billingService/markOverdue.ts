import { db } from '../../config/database.ts'
import * as Bill from '../../models/Bill.ts'
import * as Settings from '../../models/Settings.ts'
import { inBatches } from '../../utils/batches.ts'
import { systemContext, systemIdentity } from '../../utils/context.ts'
import { newId } from '../../utils/id.ts'
import { today } from '../../utils/time.ts'
import { audit } from '../auditService.ts'
import { postMessage } from '../messageService/post.ts'

const BATCH = 200

/**
 * Marks open bills whose due date has passed in the hospital's zone, and tells the patients; in batches, each with its
 * messages and its audit row. For the daily job; a bill is marked and told of once.
 *
 * @returns how many bills became overdue
 */
export function markOverdue(now: Temporal.Instant = Temporal.Now.instant()): Promise<number> {
  return inBatches(BATCH, () => markBatch(now))
}

function markBatch(now: Temporal.Instant): Promise<number> {
  return db.write(systemIdentity, async (tx) => {
    const { timeZone } = await Settings.get(tx)
    const bills = await Bill.markOverdue(tx, today(now, timeZone), BATCH)
    for (const { id, patientId } of bills) {
      const link = `/billing/${id}`
      postMessage(tx, { kind: 'bill-overdue', receiver: { patientId }, occurrence: id, version: 1, link })
    }
    if (bills.length === 0) tx.withoutAudit('no bill is overdue')
    else {
      await audit(tx, systemContext(`overdue/${newId()}`, now), {
        action: 'U',
        operation: 'billing.overdue',
        resourceType: 'Invoice',
        patientIds: bills.map((bill) => bill.patientId),
        changedFields: ['status'],
      })
    }
    return bills.length
  })
}
