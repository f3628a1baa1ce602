import type {
  AccessLog as WireAccessLog,
  AccessLogEntry,
  AccessLogQuery,
  PrivacyCase as WireCase,
  ReportAccess,
} from '@hms/contract/privacy'
import { z } from 'zod'
import { db } from '../config/database.ts'
import * as AccessLog from '../models/AccessLog.ts'
import { type AuditPlace, NEWEST } from '../models/AuditEvent.ts'
import * as PrivacyCase from '../models/PrivacyCase.ts'
import * as Settings from '../models/Settings.ts'
import type { UserContext } from '../utils/context.ts'
import { decodeCursor, toPage } from '../utils/cursor.ts'
import { newId } from '../utils/id.ts'
import { found, Problem } from '../utils/problem.ts'
import { rangeEnd, rangeStart, toDate, toWireUtc } from '../utils/time.ts'
import { audit } from './auditService.ts'
import { openCase, toWire } from './privacyCaseService.ts'

const wholeNumber = z.string().regex(/^\d{1,18}$/)

/** Who did what with a patient's record, newest first: for the patient, and for who answers for the log. */
export function list(ctx: UserContext, patientId: string, query: AccessLogQuery): Promise<WireAccessLog> {
  const { limit, cursor, actorId = null, own, from, to } = query
  const before = decodeCursor(cursor, [wholeNumber, wholeNumber]) as AuditPlace | null
  return db.read(ctx.identity, async (tx) => {
    const { userId } = found(await AccessLog.whose(tx, patientId))
    const { timeZone } = await Settings.get(tx)
    const filter = {
      patientId,
      actorId,
      without: own === 'true' ? null : userId,
      from: from ? toDate(rangeStart(from, timeZone)) : '-infinity',
      until: to ? toDate(rangeEnd(to, timeZone)) : 'infinity',
      before: before ?? NEWEST,
    }
    const { items, nextCursor } = toPage(await AccessLog.list(tx, filter, limit + 1), limit, (row) => [
      row.micros,
      row.seq,
    ])
    const people = before ? [] : await AccessLog.people(tx, patientId)
    const actors = [...items.flatMap((row) => row.actorId ?? []), ...people.map(({ id }) => id)]
    const names = await AccessLog.names(tx, patientId, [...new Set(actors)])
    const ids = items.map(({ id }) => id)
    const cases = new Map((await PrivacyCase.ofEvents(tx, patientId, ids)).map((found) => [found.eventId, found]))
    await audit(tx, ctx, {
      action: 'R',
      operation: 'access-log.read',
      resourceType: 'AuditEvent',
      patientIds: [patientId],
    })
    return {
      items: items.map((row) => toEntry(row, names, cases.get(row.id))),
      nextCursor,
      people: people.map((person) => ({ ...person, name: names.get(person.id) ?? null })),
    }
  })
}

const toEntry = (
  row: AccessLog.AccessRow,
  names: ReadonlyMap<string, string>,
  asked: PrivacyCase.PrivacyCaseRow | undefined,
): AccessLogEntry => ({
  id: row.id,
  at: toWireUtc(row.recorded),
  actor: { id: row.actorId, name: row.actorId ? (names.get(row.actorId) ?? null) : null, role: row.actorRole },
  action: row.action,
  operation: row.operation,
  outcome: row.outcome,
  purpose: row.purpose,
  reason: row.reason,
  changedFields: row.changedFields,
  othersToo: row.othersToo,
  case: asked
    ? {
        id: asked.id,
        state: asked.state,
        openedAt: toWireUtc(asked.openedAt),
        closedAt: asked.closedAt && toWireUtc(asked.closedAt),
        finding: asked.finding,
      }
    : null,
})

/** Opens a case about a time that the patient does not recognise; whoever minds them is told. */
export function report(
  ctx: UserContext,
  { id: patientId, eventId }: { id: string; eventId: string },
  { message }: ReportAccess,
): Promise<WireCase> {
  return db.write(ctx.identity, async (tx) => {
    found(await AccessLog.whose(tx, patientId))
    const event = found(await AccessLog.find(tx, patientId, eventId))
    const id = newId()
    const isNew = await openCase(tx, {
      id,
      kind: 'patient-report',
      patientId,
      event,
      subjectUserId: event.actorId,
      openedBy: ctx.identity.userId,
      message,
    })
    if (!isNew) throw new Problem('wrong-status', { detail: 'You have asked about this already' })
    await audit(tx, ctx, {
      action: 'C',
      operation: 'privacy-case.open',
      resourceType: 'Task',
      resource: { id },
      patientIds: [patientId],
    })
    return toWire(found(await PrivacyCase.find(tx, id)))
  })
}
