import type { AuditEvent as WireAuditEvent, AuditQuery } from '@hms/contract/audit'
import type { EndpointSpec } from '@hms/contract/endpoint'
import { z } from 'zod'
import { db, type ReadTx, type WriteTx } from '../config/database.ts'
import * as AuditEvent from '../models/AuditEvent.ts'
import * as Settings from '../models/Settings.ts'
import { type Context, needingNothing, type UserContext } from '../utils/context.ts'
import { decodeCursor, toPage } from '../utils/cursor.ts'
import { isUuid } from '../utils/id.ts'
import { describeError, logger } from '../utils/logger.ts'
import { invalidField, Problem } from '../utils/problem.ts'
import { rangeEnd, rangeStart, toWireUtc } from '../utils/time.ts'

export interface Deed {
  /** Create, read, update, delete, execute (FHIR AuditEvent.action). */
  action: 'C' | 'R' | 'U' | 'D' | 'E'
  /** What was done, as `patient.read`. */
  operation: string
  outcome?: 'success' | 'refused' | 'failed'
  /** FHIR resource type. */
  resourceType: string
  resource?: { id: string; version?: number } | null
  patientIds?: readonly string[]
  /** Names of fields; never values. */
  changedFields?: readonly string[]
  reason?: string | null
  /** Who it is about, where nobody is signed in yet: the account of a sign-in. */
  actorId?: string | null
}

/** Records a deed in the transaction of the deed, which cannot be committed without it. One call for each deed. */
export async function audit(tx: ReadTx | WriteTx, ctx: Context, deed: Deed): Promise<void> {
  // What the application does on somebody's behalf is that person's deed.
  const { identity } = ctx
  const actor = tx.actor.userId === null && identity.kind === 'user' ? identity : tx.actor
  AuditEvent.insert(tx, {
    action: deed.action,
    operation: deed.operation,
    outcome: deed.outcome ?? 'success',
    actorId: actor.userId ?? deed.actorId ?? null,
    actorRole: actor.role,
    purpose: ctx.purpose,
    sessionId: actor.sessionId,
    requestId: ctx.requestId,
    clientAddress: ctx.clientAddress,
    resourceType: deed.resourceType,
    resourceId: deed.resource?.id ?? null,
    resourceVersion: deed.resource?.version ?? null,
    patientIds: [...new Set(deed.patientIds ?? [])],
    changedFields: [...(deed.changedFields ?? [])],
    reason: deed.reason ?? null,
  })
}

/** A refused right always concerns whoever asked; a missing row only where it could have been a person's. */
function isRefusal(endpoint: EndpointSpec, error: unknown): error is Problem {
  if (!(error instanceof Problem)) return false
  const hidden =
    error.status === 404 && (endpoint.disclosesPatientData === true || endpoint.permission.startsWith('user:'))
  return error.status === 403 || hidden
}

/**
 * Leaves a row when somebody signed in was refused something about a patient or a user. The deed itself was rolled back,
 * so this has a transaction of its own; where even that fails, the refusal stands and the log says so.
 * @throws Problem `session-ended`, `session-locked` when nobody is there who could be refused anything
 */
export async function recordRefusal(
  ctx: Context,
  endpoint: EndpointSpec,
  resourceId: unknown,
  error: unknown,
): Promise<void> {
  if (!isRefusal(endpoint, error) || ctx.identity.kind !== 'user') return
  const id = typeof resourceId === 'string' && isUuid(resourceId, { anyCase: true }) ? resourceId : null
  try {
    await db.write(needingNothing(ctx.identity), (tx) =>
      audit(tx, ctx, {
        action: endpoint.method === 'get' ? 'R' : 'E',
        operation: `${endpoint.method} ${endpoint.path}`,
        outcome: 'refused',
        resourceType: endpoint.path.split('/')[1] ?? '',
        resource: id ? { id } : null,
        reason: error.code,
      }),
    )
  } catch (failure) {
    // Whose session has ended or is locked is told that, and not what else is refused.
    if (failure instanceof Problem && failure.status === 401) throw failure
    logger.error({ requestId: ctx.requestId, error: describeError(failure) }, 'a refusal could not be recorded')
  }
}

const toWire = (row: AuditEvent.RecordedAuditEvent): WireAuditEvent => ({
  seq: row.seq,
  id: row.id,
  recorded: toWireUtc(row.recorded),
  action: row.action,
  operation: row.operation,
  outcome: row.outcome,
  actor: { id: row.actorId, name: row.actorName, role: row.actorRole },
  purpose: row.purpose,
  sessionId: row.sessionId,
  requestId: row.requestId,
  clientAddress: row.clientAddress,
  resource: { type: row.resourceType, id: row.resourceId, version: row.resourceVersion },
  patientIds: row.patientIds,
  patientName: row.patientName,
  changedFields: row.changedFields,
  reason: row.reason,
})

const wholeNumber = z.string().regex(/^-?\d{1,18}$/)

/** By anything but the time, so much is ordered unless the caller says otherwise, and at most so much. */
const SORTED_DAYS = { usual: 31, most: 366 } as const

type Ranged = Pick<AuditQuery, 'from' | 'to'>
interface Range {
  from: Temporal.Instant | undefined
  to: Temporal.Instant | undefined
}

function rangeOf({ from, to }: Ranged, timeZone: string): Range {
  return { from: from ? rangeStart(from, timeZone) : undefined, to: to ? rangeEnd(to, timeZone) : undefined }
}

/** @throws Problem `invalid` when more is to be sorted than is done in reasonable time */
function sortableRange({ from, to }: Range, now: Temporal.Instant): Range {
  const end = to ?? now.add({ minutes: 1 })
  const start = from ?? end.subtract({ hours: 24 * SORTED_DAYS.usual })
  if (start.until(end).total('hours') <= 24 * SORTED_DAYS.most) return { from: start, to: end }
  const detail = `Ordered by anything but the time, it takes at most ${SORTED_DAYS.most} days`
  throw invalidField('/query/from', detail)
}

/** Cursors of orders by something else than the time begin with it. */
function placeOf(cursor: string | undefined, byTime: boolean) {
  if (byTime) return { before: decodeCursor(cursor, [wholeNumber, wholeNumber]) as AuditEvent.AuditPlace | null }
  const [beforeKey = null, ...place] = decodeCursor(cursor, [z.string(), wholeNumber, wholeNumber]) ?? []
  return { beforeKey, before: beforeKey === null ? null : (place as unknown as AuditEvent.AuditPlace) }
}

/** The log, newest first unless ordered otherwise. Looking into it is a deed too. */
export function list(
  ctx: UserContext,
  { limit, cursor, from, to, ...filter }: AuditQuery,
): Promise<{ items: WireAuditEvent[]; nextCursor: string | null }> {
  const byTime = filter.sort === 'recorded'
  const place = placeOf(cursor, byTime)
  return db.readReplica(ctx.identity, async (tx) => {
    const { timeZone } = await Settings.get(tx)
    const asked = rangeOf({ from, to }, timeZone)
    const range = byTime ? asked : sortableRange(asked, ctx.now)
    const rows = await AuditEvent.list(tx, { ...filter, ...range, ...place }, limit)
    const { items, nextCursor } = toPage(rows, limit, (row) => [...(byTime ? [] : [row.sortKey]), row.micros, row.seq])
    const named = items.flatMap((row) => (row.patientName === null ? [] : row.patientIds))
    const patientIds = filter.patientId ? [filter.patientId, ...named] : named
    await audit(tx, ctx, { action: 'R', operation: 'audit.list', resourceType: 'AuditEvent', patientIds })
    return { items: items.map(toWire), nextCursor }
  })
}

/** Rows of an export that are in memory at a time. */
const EXPORT_STEP = 1000

export type ExportFilter = Omit<AuditQuery, 'limit' | 'cursor' | 'sort' | 'order'>

/**
 * The log for taking away, newest first, in steps. It ends with what was there when it began; that it is taken is recorded
 * before the first step is given out, once.
 */
export async function* exported(
  ctx: UserContext,
  { from, to, ...filter }: ExportFilter,
  format: string,
): AsyncGenerator<WireAuditEvent[]> {
  let before: AuditEvent.AuditPlace | null = null
  for (let isFirst = true; ; isFirst = false) {
    const place = before
    const rows: AuditEvent.RecordedAuditEvent[] = await db.readReplica(ctx.identity, async (tx) => {
      const range = rangeOf({ from, to }, (await Settings.get(tx)).timeZone)
      const until = range.to && Temporal.Instant.compare(range.to, ctx.now) < 0 ? range.to : ctx.now
      const step = await AuditEvent.list(tx, { ...filter, from: range.from, to: until, before: place }, EXPORT_STEP - 1)
      if (isFirst) await recordExport(tx, ctx, filter, format)
      else tx.withoutAudit('the export has its row')
      return step
    })
    yield rows.map(toWire)
    const last = rows.at(-1)
    if (!last || rows.length < EXPORT_STEP) return
    before = [last.micros, last.seq]
  }
}

function recordExport(tx: ReadTx, ctx: Context, filter: ExportFilter, format: string): Promise<void> {
  const used = Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [name]))
  return audit(tx, ctx, {
    action: 'R',
    operation: 'audit.export',
    resourceType: 'AuditEvent',
    patientIds: filter.patientId ? [filter.patientId] : [],
    reason: [format, ...used].join(' '),
  })
}
