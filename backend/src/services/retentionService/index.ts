import { Id, Instant } from '@hms/contract/common'
import {
  type DormantPatient,
  type RetentionPreview,
  type RetentionRule,
  type RetentionRuleName,
  retentionRuleNames,
  retentionRules,
  type UpdateRetention,
} from '@hms/contract/retention'
import { db } from '../../config/database.ts'
import * as Retention from '../../models/Retention.ts'
import { systemIdentity, type UserContext } from '../../utils/context.ts'
import { decodeCursor, toPage } from '../../utils/cursor.ts'
import { toWireUtc } from '../../utils/time.ts'
import { audit } from '../auditService.ts'

const resourceType = 'Organization'

const toRules = (keptFor: Retention.KeptFor): { items: RetentionRule[] } => ({
  items: retentionRuleNames.map((name) => ({ name, ...retentionRules[name], keepFor: keptFor[name] })),
})

/** How long what is kept. */
export function get(ctx: UserContext): Promise<{ items: RetentionRule[] }> {
  return db.read(ctx.identity, async (tx) => {
    tx.withoutAudit('the settings concern no person')
    return toRules(await Retention.keptFor(tx))
  })
}

/** Sets how long something is kept; bounds were checked with the request, and the law's again by the database. */
export function update(ctx: UserContext, changes: UpdateRetention): Promise<{ items: RetentionRule[] }> {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined) as [RetentionRuleName, number][]
  return db.write(ctx.identity, async (tx) => {
    const former = await Retention.keptFor(tx)
    await Retention.set(tx, Object.fromEntries(given))
    await audit(tx, ctx, {
      action: 'U',
      operation: 'retention.update',
      resourceType,
      changedFields: given.map(([name]) => name),
      reason: given.map(([name, value]) => `${name} ${former[name]} → ${value}`).join(', ') || null,
    })
    return toRules(await Retention.keptFor(tx))
  })
}

/**
 * What each rule would take away now. Who asks, and that they may, is settled by their own session; the counts are then taken
 * of everybody's rows, which no person sees. Nothing changes.
 */
export async function preview(ctx: UserContext): Promise<{ items: RetentionPreview[] }> {
  const keptFor = await db.read(ctx.identity, async (tx) => {
    await audit(tx, ctx, { action: 'R', operation: 'retention.preview', resourceType })
    return Retention.keptFor(tx)
  })
  return db.read(systemIdentity, async (tx) => {
    tx.withoutAudit('the look has its row')
    const items: RetentionPreview[] = []
    for (const name of retentionRuleNames) {
      const { olderThan, rows, oldest, held } = await Retention.due(tx, name, keptFor[name])
      items.push({ name, rows, held, olderThan: toWireUtc(olderThan), oldest: oldest && toWireUtc(oldest) })
    }
    return { items }
  })
}

/** Records to look through; what becomes of one is decided one by one, as an erasure. */
export function patients(
  ctx: UserContext,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: DormantPatient[]; nextCursor: string | null }> {
  const after = decodeCursor(cursor, [Instant, Id])
  return db.read(ctx.identity, async (tx) => {
    const { 'patient-records': years } = await Retention.keptFor(tx)
    const rows = await Retention.dormant(tx, years, after, limit + 1)
    const { items, nextCursor } = toPage(rows, limit, ({ place, id }) => [place, id])
    const patientIds = items.map(({ id }) => id)
    await audit(tx, ctx, { action: 'R', operation: 'retention.list', resourceType: 'Patient', patientIds })
    return { items: items.map(toDormant), nextCursor }
  })
}

const toDormant = ({ id, mrn, firstName, lastName, lastVisit, registeredAt }: Retention.DormantRow) => ({
  id,
  mrn,
  name: `${firstName} ${lastName}`,
  lastVisit: lastVisit && toWireUtc(lastVisit),
  registeredAt: toWireUtc(registeredAt),
})
