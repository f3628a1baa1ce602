import { db, type WriteTx } from '../config/database.ts'
import { forgetExpired } from '../models/Expired.ts'
import * as Job from '../models/Job.ts'
import * as Partition from '../models/Partition.ts'
import type { Context } from '../utils/context.ts'
import { applyRetention } from './retentionService/apply.ts'

/** Makes the coming parts of the tables that are parted by time, and lets old visits compete for no time any more. */
async function tendTables(ctx: Context): Promise<void> {
  const work = (task: (tx: WriteTx) => Promise<number>) =>
    db.write(ctx.identity, (tx) => {
      tx.withoutAudit('how tables are stored concerns nobody')
      return task(tx)
    })
  await work(Partition.makeComing)
  while ((await work(Partition.freePastTimes)) > 0);
}

/** Forgets what has run out, applies the rules of how long what is kept, and tends the tables. */
export async function cleanUp(ctx: Context): Promise<void> {
  await tendTables(ctx)
  await db.write(ctx.identity, async (tx) => {
    tx.withoutAudit('what serves for minutes only says nothing of anybody')
    await Job.forgetGivenUp(tx)
    await forgetExpired(tx)
  })
  await applyRetention(ctx)
}

/** Lets other workers have the jobs of those that died at work. */
export function unlockLostJobs(ctx: Context): Promise<void> {
  return db.write(ctx.identity, (tx) => {
    tx.withoutAudit('locks of the queue concern nobody')
    return Job.unlockLost(tx)
  })
}
