import { Id, CalendarDate } from '@hms/contract/common'
import type { Bill as WireBill, BillQuery, BillSummary, Receipt } from '@hms/contract/billing'
import { db } from '../../config/database.ts'
import * as Bill from '../../models/Bill.ts'
import * as Settings from '../../models/Settings.ts'
import type { UserContext } from '../../utils/context.ts'
import { decodeCursor, toPage } from '../../utils/cursor.ts'
import { found } from '../../utils/problem.ts'
import { toWireUtc } from '../../utils/time.ts'
import { audit, type Deed } from '../auditService.ts'
import { cardProvider } from '../paymentProvider/index.ts'
import { toBill, toSummary } from './wire.ts'

const place = [CalendarDate, Id]

/** Bills that the reader may see, newest first; with `dueBefore`, what is unpaid, the longest due first. */
export function list(
  ctx: UserContext,
  { q, cursor, ...filter }: BillQuery,
): Promise<{ items: BillSummary[]; nextCursor: string | null }> {
  return db.read(ctx.identity, async (tx) => {
    const rows = await Bill.list(tx, { ...filter, number: q, after: decodeCursor(cursor, place) })
    const { items, nextCursor } = toPage(rows, filter.limit, (row) => [
      filter.dueBefore ? row.dueDate : row.issueDate,
      row.id,
    ])
    await audit(tx, ctx, {
      action: 'R',
      operation: 'billing.list',
      resourceType: 'Invoice',
      patientIds: items.map((bill) => bill.patientId),
    })
    return { items: items.map(toSummary), nextCursor }
  })
}

const deedOn = (bill: Bill.BillRow, deed: Pick<Deed, 'action' | 'operation'>): Deed => ({
  ...deed,
  resourceType: 'Invoice',
  resource: bill,
  patientIds: [bill.patientId],
})

export function get(ctx: UserContext, id: string): Promise<WireBill> {
  return db.read(ctx.identity, async (tx) => {
    const bill = found(await Bill.find(tx, id))
    await audit(tx, ctx, deedOn(bill, { action: 'R', operation: 'billing.read' }))
    return toBill(tx, bill)
  })
}

/** What is printed for the payer; it is handing out paper, so it is recorded as such. */
export function receipt(ctx: UserContext, id: string): Promise<Receipt> {
  return db.read(ctx.identity, async (tx) => {
    const bill = found(await Bill.find(tx, id))
    const { name, address, phone, timeZone } = await Settings.get(tx)
    await audit(tx, ctx, deedOn(bill, { action: 'E', operation: 'billing.receipt' }))
    return {
      hospital: { name, address, phone, timeZone },
      bill: await toBill(tx, bill),
      printedAt: toWireUtc(ctx.now),
    }
  })
}

/** How cards are charged here; `none` where nothing is configured. */
export function paymentProviders(ctx: UserContext): Promise<{ card: { provider: string; test: boolean } }> {
  return db.read(ctx.identity, async (tx) => {
    tx.withoutAudit('how cards are charged concerns nobody; the session is looked at')
    return { card: { provider: cardProvider?.name ?? 'none', test: cardProvider?.test ?? false } }
  })
}
