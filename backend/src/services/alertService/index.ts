import type { AlertRule, UpdateAlertRules } from '@hms/contract/alerts'
import { db, type WriteTx } from '../../config/database.ts'
import * as AlertRules from '../../models/AlertRule.ts'
import * as PrivacyCase from '../../models/PrivacyCase.ts'
import type { UserContext } from '../../utils/context.ts'
import { invalidField } from '../../utils/problem.ts'
import { audit } from '../auditService.ts'
import { postToEach } from '../messageService/post.ts'

export { watchLog } from './watch.ts'

/** What is looked for in the audit log. */
export function list(ctx: UserContext): Promise<{ items: AlertRule[] }> {
  return db.read(ctx.identity, async (tx) => {
    tx.withoutAudit('the rules concern no person')
    return { items: await AlertRules.list(tx) }
  })
}

/** Sets what is looked for. Whoever minds privacy cases is told, so that nobody makes the watch look away unseen. */
export function update(ctx: UserContext, { items }: UpdateAlertRules): Promise<{ items: AlertRule[] }> {
  return db.write(ctx.identity, async (tx) => {
    const known = new Map((await AlertRules.list(tx)).map((row) => [row.rule, row]))
    const changed: string[] = []
    items.forEach(({ rule, ...changes }, n) => {
      const before = known.get(rule)!
      const after = changedRule(before, changes, n)
      changed.push(...differing(before, after))
      AlertRules.update(tx, after)
    })
    await audit(tx, ctx, {
      action: 'U',
      operation: 'settings.update-alerts',
      resourceType: 'Organization',
      changedFields: changed,
    })
    if (changed.length > 0) await tellWatchers(tx, ctx)
    return { items: await AlertRules.list(tx) }
  })
}

type Changes = Omit<UpdateAlertRules['items'][number], 'rule'>

const refused = (n: number, field: string, detail: string) => invalidField(`/items/${n}/${field}`, detail)

/** @throws Problem `invalid` when the rule has no such thing, or closes before it opens */
function changedRule(before: AlertRules.AlertRuleRow, changes: Changes, n: number): AlertRules.AlertRuleRow {
  for (const field of ['limit', 'limitByRole', 'opensAt', 'closesAt'] as const) {
    if (changes[field] !== undefined && before[field] === null) throw refused(n, field, 'This rule has none')
  }
  const limitByRole = before.limitByRole && { ...before.limitByRole, ...changes.limitByRole }
  const after = { ...before, ...changes, limitByRole } as AlertRules.AlertRuleRow
  if (after.opensAt && after.closesAt && after.opensAt >= after.closesAt) {
    throw refused(n, 'closesAt', 'It has to close later on the same day')
  }
  return after
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** As `mass-reading.enabled`. */
function differing(before: AlertRules.AlertRuleRow, after: AlertRules.AlertRuleRow): string[] {
  const fields = ['enabled', 'limit', 'limitByRole', 'opensAt', 'closesAt'] as const
  return fields.filter((field) => !isSame(before[field], after[field])).map((field) => `${before.rule}.${field}`)
}

async function tellWatchers(tx: WriteTx, ctx: UserContext): Promise<void> {
  const told = { kind: 'alert-rules-changed', occurrence: ctx.requestId, version: 1, link: '/privacy-cases' } as const
  postToEach(tx, await PrivacyCase.otherWatchers(tx, ctx.identity.userId), told)
}
