import { db } from '../../config/database.ts'
import * as Delivery from '../../models/Delivery.ts'
import { inBatches } from '../../utils/batches.ts'
import { systemIdentity } from '../../utils/context.ts'

/** How a message is sent; tried over about sixteen hours with the queue's growing pauses. */
const job: Delivery.SendingJob = { task: 'send-message', maxAttempts: 12 }

const BATCH = 200

/** Has the messages sent that deeds have left since the last time. @returns how many. */
export function handOver(): Promise<number> {
  return inBatches(BATCH, () =>
    db.write(systemIdentity, (tx) => {
      tx.withoutAudit('sending a message leaves the row')
      return Delivery.handOver(tx, job, BATCH)
    }),
  )
}
