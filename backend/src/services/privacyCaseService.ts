import { Id, Instant } from '@hms/contract/common'
import type {
  ClosePrivacyCase,
  PrivacyCase as WireCase,
  PrivacyCaseCounts,
  PrivacyCaseQuery,
} from '@hms/contract/privacy'
import { privacyCaseKinds, PrivacyCaseState } from '@hms/contract/privacy'
import { db, type WriteTx } from '../config/database.ts'
import * as PrivacyCase from '../models/PrivacyCase.ts'
import type { UserContext } from '../utils/context.ts'
import { decodeCursor, toPage } from '../utils/cursor.ts'
import { found, Problem } from '../utils/problem.ts'
import { toWireUtc } from '../utils/time.ts'
import { audit } from './auditService.ts'
import { postMessage, postToEach } from './messageService/post.ts'

export const toWire = (row: PrivacyCase.PrivacyCaseRow): WireCase => ({
  id: row.id,
  kind: row.kind,
  patient: row.patientId === null ? null : { id: row.patientId, name: row.patientName },
  alert: row.alert && {
    ...row.alert,
    from: toWireUtc(new Date(row.alert.from)),
    until: toWireUtc(new Date(row.alert.until)),
  },
  eventId: row.eventId,
  subject: row.subjectUserId ? { id: row.subjectUserId, name: row.subjectName, role: row.subjectRole } : null,
  openedAt: toWireUtc(row.openedAt),
  message: row.message,
  state: row.state,
  closedAt: row.closedAt && toWireUtc(row.closedAt),
  closedBy: row.closedBy ? { id: row.closedBy, name: row.closedByName } : null,
  finding: row.finding,
})

/**
 * Opens a case in the caller's transaction and tells the privacy officers, or the administrators where there are none; but nobody alone of an own deed.
 * @returns false when the patient has asked about that audit row before
 */
export async function openCase(tx: WriteTx, opened: PrivacyCase.NewPrivacyCase): Promise<boolean> {
  if (!(await PrivacyCase.insert(tx, opened))) return false
  const told = { kind: 'privacy-case', occurrence: opened.id, version: 1, link: '/privacy-cases' } as const
  postToEach(tx, await PrivacyCase.watchers(tx, opened.subjectUserId), told)
  return true
}

/** Cases, open ones first. */
export function list(
  ctx: UserContext,
  { limit, cursor, state, kind }: PrivacyCaseQuery,
): Promise<{ items: WireCase[]; nextCursor: string | null; openCount: number }> {
  const after = decodeCursor(cursor, [PrivacyCaseState, Instant, Id])
  return db.read(ctx.identity, async (tx) => {
    const rows = await PrivacyCase.list(
      tx,
      { ...(state ? { state } : {}), ...(kind ? { kind } : {}), after },
      limit + 1,
    )
    const { items, nextCursor } = toPage(rows, limit, ({ place }) => place)
    await audit(tx, ctx, {
      action: 'R',
      operation: 'privacy-case.list',
      resourceType: 'Task',
      patientIds: items.flatMap(({ patientId }) => patientId ?? []),
    })
    return { items: items.map(toWire), nextCursor, openCount: sum(await PrivacyCase.countOpen(tx)) }
  })
}

const sum = (counts: readonly { open: number }[]) => counts.reduce((whole, { open }) => whole + open, 0)

/** How many cases of each kind are open. */
export function counts(ctx: UserContext): Promise<PrivacyCaseCounts> {
  return db.read(ctx.identity, async (tx) => {
    tx.withoutAudit('counts concern nobody')
    const counted = new Map((await PrivacyCase.countOpen(tx)).map(({ kind, open }) => [kind, open]))
    const open = Object.fromEntries(privacyCaseKinds.map((kind) => [kind, counted.get(kind) ?? 0]))
    return { open: open as PrivacyCaseCounts['open'] }
  })
}

/** Closes a case with what was found; the patient who asked is told that there is an answer. */
export function close(ctx: UserContext, id: string, { finding }: ClosePrivacyCase): Promise<WireCase> {
  return db.write(ctx.identity, async (tx) => {
    const open = found(await PrivacyCase.find(tx, id))
    if (open.state === 'closed') throw new Problem('wrong-status')
    if (open.subjectUserId === ctx.identity.userId) {
      throw new Problem('not-permitted', { detail: 'It is about what you did; somebody else has to look into it' })
    }
    if (!(await PrivacyCase.close(tx, open, finding, ctx.now))) throw new Problem('wrong-status')
    if (open.kind === 'patient-report' && open.patientId !== null && !open.isErased) {
      const told = { kind: 'privacy-case-closed', occurrence: id, version: 1, link: '/access-log' } as const
      postMessage(tx, { ...told, receiver: { patientId: open.patientId } })
    }
    await audit(tx, ctx, {
      action: 'U',
      operation: 'privacy-case.close',
      resourceType: 'Task',
      resource: { id },
      patientIds: open.patientId === null ? [] : [open.patientId],
      changedFields: ['state', 'finding'],
    })
    return toWire(found(await PrivacyCase.find(tx, id)))
  })
}
