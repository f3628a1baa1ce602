import { db } from '../config/database.ts'
import { forgetExpired } from '../models/Expired.ts'
import { forgetOld } from '../models/IdempotencyKey.ts'
import * as Job from '../models/Job.ts'
import type { Context } from '../utils/context.ts'
import { audit } from './auditService.ts'

/** Forgets what has run out: sessions, links, keys of repeated requests, limits, jobs that were given up. */
export function cleanUp(ctx: Context): Promise<void> {
  return db.write(ctx.identity, async (tx) => {
    await forgetOld(tx)
    await Job.forgetGivenUp(tx)
    const { sessions, oneTimeTokens } = await forgetExpired(tx)
    if (sessions + oneTimeTokens === 0) return tx.withoutAudit('nothing of anybody had run out')
    await audit(tx, ctx, { action: 'D', operation: 'clean-up', resourceType: 'Session' })
  })
}

/** Lets other workers have the jobs of those that died at work. */
export function unlockLostJobs(ctx: Context): Promise<void> {
  return db.write(ctx.identity, (tx) => {
    tx.withoutAudit('locks of the queue concern nobody')
    return Job.unlockLost(tx)
  })
}
