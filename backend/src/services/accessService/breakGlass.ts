import type { BreakGlass, BreakGlassGrant } from '@hms/contract/access'
import { z } from 'zod'
import { db, type WriteTx } from '../../config/database.ts'
import * as AccessRule from '../../models/AccessRule.ts'
import * as Grant from '../../models/BreakGlassGrant.ts'
import * as PrivacyCase from '../../models/PrivacyCase.ts'
import type { UserContext } from '../../utils/context.ts'
import { decodeCursor, toPage } from '../../utils/cursor.ts'
import { newId } from '../../utils/id.ts'
import { found, notFound } from '../../utils/problem.ts'
import { toWireUtc } from '../../utils/time.ts'
import { audit } from '../auditService.ts'
import { postMessage, postToEach } from '../messageService/post.ts'
import { toSummary } from '../patientService/wire.ts'

/**
 * Opens a patient's record to whoever asks, for an hour: to read, and to doctors to write in too. The patient and the
 * privacy officers are told, and a review waits to be closed. While it lasts, asking again gives the same.
 */
export function breakGlass(ctx: UserContext, patientId: string, { reason }: BreakGlass): Promise<BreakGlassGrant> {
  return db.write(ctx.identity, async (tx) => {
    const account = found(await AccessRule.accountOf(tx, patientId))
    Grant.takeTurns(tx, patientId)
    if (!(await Grant.findOpen(tx, patientId))) await open(tx, patientId, account.userId, reason)
    const grant = found(await Grant.findOpen(tx, patientId))
    await audit(tx, ctx, {
      action: 'E',
      operation: 'patient.break-glass',
      resourceType: 'Patient',
      resource: { id: patientId },
      patientIds: [patientId],
      reason: grant.throughRestriction ? 'emergency, through a restriction' : 'emergency',
    })
    return toWire(grant)
  })
}

async function open(tx: WriteTx, patientId: string, userId: string | null, reason: string): Promise<void> {
  const id = newId()
  await Grant.insert(tx, id, patientId, reason)
  const by = tx.actor.userId
  const opened = { id: newId(), kind: 'break-glass-review', patientId, event: null, message: reason } as const
  await PrivacyCase.insert(tx, { ...opened, subjectUserId: by, openedBy: by })
  const what = { occurrence: id, version: 1 }
  postMessage(tx, { ...what, kind: 'record-opened', receiver: { userId, patientId }, link: '/profile' })
  postToEach(tx, await PrivacyCase.watchers(tx, by), { ...what, kind: 'privacy-case', link: '/audit' })
}

/** Closes what one has opened. @throws Problem `not-found` when nothing is open */
export function endBreakGlass(ctx: UserContext, patientId: string): Promise<void> {
  return db.write(ctx.identity, async (tx) => {
    if ((await Grant.end(tx, patientId)).length === 0) throw notFound()
    await audit(tx, ctx, {
      action: 'U',
      operation: 'patient.break-glass-end',
      resourceType: 'Patient',
      resource: { id: patientId },
      patientIds: [patientId],
    })
  })
}

const place = [z.iso.datetime(), z.uuid()]

/** What one has opened oneself, newest first. */
export function grants(
  ctx: UserContext,
  { patientId, limit, cursor }: { patientId?: string | undefined; limit: number; cursor?: string | undefined },
): Promise<{ items: BreakGlassGrant[]; nextCursor: string | null }> {
  const after = decodeCursor(cursor, place)
  return db.read(ctx.identity, async (tx) => {
    const rows = await Grant.list(tx, patientId ?? null, after, limit + 1)
    const { items, nextCursor } = toPage(rows, limit, (row) => [row.place, row.grantId])
    if (items.length === 0) tx.withoutAudit('an empty list of the own deeds shows no patient')
    else {
      await audit(tx, ctx, {
        action: 'R',
        operation: 'break-glass.list',
        resourceType: 'Patient',
        patientIds: items.map(({ id }) => id),
      })
    }
    return { items: items.map(toWire), nextCursor }
  })
}

const toWire = (row: Grant.GrantRow): BreakGlassGrant => ({
  id: row.grantId,
  patient: toSummary(row),
  reason: row.reason,
  throughRestriction: row.throughRestriction,
  openedAt: toWireUtc(row.openedAt),
  endsAt: toWireUtc(row.endsAt),
  endedAt: row.endedAt && toWireUtc(row.endedAt),
  secondsLeft: row.secondsLeft,
})
