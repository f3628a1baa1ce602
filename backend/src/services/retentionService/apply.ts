import { type RetentionRuleName, retentionRuleNames, retentionRules } from '@hms/contract/retention'
import { db } from '../../config/database.ts'
import * as Retention from '../../models/Retention.ts'
import { inBatches } from '../../utils/batches.ts'
import type { Context } from '../../utils/context.ts'
import { audit } from '../auditService.ts'

/** Rows that go in one transaction. */
const BATCH = 5000

const resourceTypes: Partial<Record<RetentionRuleName, string>> = {
  sessions: 'Session',
  notifications: 'Communication',
  messages: 'Communication',
  'privacy-cases': 'Task',
}

/**
 * Takes away what the rules say that is kept no longer; what somebody has to look at first stays. Each batch leaves a row in
 * the log with how much went.
 * @throws what one of the rules has failed with, after all of them were tried
 * @returns how many rows went, by rule
 */
export async function applyRetention(ctx: Context): Promise<Partial<Record<RetentionRuleName, number>>> {
  const gone: Partial<Record<RetentionRuleName, number>> = {}
  const failures: unknown[] = []
  for (const name of retentionRuleNames) {
    if (retentionRules[name].then !== 'delete') continue
    try {
      gone[name] = await inBatches(BATCH, () => applyOnce(ctx, name))
    } catch (error) {
      // What stands in the way of one rule is no reason to keep what the others are about.
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
  return gone
}

function applyOnce(ctx: Context, name: RetentionRuleName): Promise<number> {
  return db.write(ctx.identity, async (tx) => {
    const keptFor = await Retention.keptFor(tx)
    const rows = await Retention.forget(tx, name, keptFor[name], BATCH)
    if (rows === 0) {
      tx.withoutAudit('nothing was old enough')
    } else {
      await audit(tx, ctx, {
        action: 'D',
        operation: 'retention.apply',
        resourceType: resourceTypes[name] ?? 'Basic',
        reason: `${name} ${rows}`,
      })
    }
    return rows
  })
}
