import {
  type Amendment as WireAmendment,
  amendmentFields,
  type AmendmentQuery,
  type AskAmendment,
  type DecideAmendment,
  type DisagreeWithDenial,
  type ExtendAmendment,
} from '@hms/contract/amendments'
import { Id, Instant } from '@hms/contract/common'
import { db, type WriteTx } from '../../config/database.ts'
import * as AccessRule from '../../models/AccessRule.ts'
import * as Amendment from '../../models/Amendment.ts'
import * as Appointment from '../../models/Appointment.ts'
import * as PrivacyCase from '../../models/PrivacyCase.ts'
import type { UserContext } from '../../utils/context.ts'
import { decodeCursor, toPage } from '../../utils/cursor.ts'
import { newId } from '../../utils/id.ts'
import { found, invalidField, notFound, Problem } from '../../utils/problem.ts'
import { wayOf } from '../../utils/way.ts'
import { audit } from '../auditService.ts'
import { postMessage, postToEach } from '../messageService/post.ts'
import { resourceType, toWire } from './wire.ts'

/** What a patient asked to have put right and what became of it, for everybody who reads the record. */
export function list(ctx: UserContext, patientId: string): Promise<{ items: WireAmendment[] }> {
  return db.read(ctx.identity, async (tx) => {
    const [readable, rows] = await Promise.all([
      AccessRule.isInReach(tx, patientId),
      Amendment.ofPatient(tx, patientId),
    ])
    if (!readable) throw notFound()
    await audit(tx, ctx, { action: 'R', operation: 'amendment.list', resourceType, patientIds: [patientId] })
    return { items: rows.map(toWire) }
  })
}

/** One request with what became of it, as it is told to the patient. */
export function get(ctx: UserContext, id: string): Promise<WireAmendment> {
  return db.read(ctx.identity, async (tx) => {
    const row = found(await Amendment.find(tx, id))
    await audit(tx, ctx, {
      action: 'R',
      operation: 'amendment.read',
      resourceType,
      resource: { id },
      patientIds: [row.patientId],
    })
    return toWire(row)
  })
}

/** Requests that the reader may decide on, those due first. */
export function work(
  ctx: UserContext,
  { limit, cursor, status }: AmendmentQuery,
): Promise<{ items: WireAmendment[]; nextCursor: string | null }> {
  const after = decodeCursor(cursor, [Instant, Id])
  return db.read(ctx.identity, async (tx) => {
    const rows = await Amendment.list(tx, { status, after }, limit + 1)
    const { items, nextCursor } = toPage(rows, limit, ({ place }) => place)
    const patientIds = items.map(({ patientId }) => patientId)
    await audit(tx, ctx, { action: 'R', operation: 'amendment.work', resourceType, patientIds })
    return { items: items.map(toWire), nextCursor }
  })
}

/**
 * Asks for a correction, or writes down that the patient did; the privacy officers are told, and an answer is owed within 60
 * days. Whoever writes it down need not be allowed to read what they are told.
 */
export function ask(
  ctx: UserContext,
  patientId: string,
  { field, appointmentId = null, text, way }: AskAmendment,
): Promise<WireAmendment> {
  return db.write(ctx.identity, async (tx) => {
    if (!(await AccessRule.isInReach(tx, patientId))) throw notFound()
    const said = wayOf(ctx, way)
    if (appointmentId && (await Appointment.find(tx, appointmentId))?.patientId !== patientId)
      throw invalidField('/appointmentId', 'There is no such visit')
    const id = newId()
    await Amendment.insert(tx, { id, patientId, field, scope: amendmentFields[field], appointmentId, way: said, text })
    const told = { kind: 'amendment-requested', occurrence: id, version: 1, link: '/amendments' } as const
    postToEach(tx, await PrivacyCase.watchers(tx, null), told)
    return settle(tx, ctx, id, { action: 'C', operation: 'amendment.ask', changedFields: [field] })
  })
}

/**
 * Accepts a request whose correction was made by the ordinary deed, or denies it on a ground. The patient is told.
 * @throws Problem `not-permitted` where the request cannot be read, `not-corrected` where nothing was changed since
 */
export function decide(
  ctx: UserContext,
  id: string,
  { accept, basis, decision }: DecideAmendment,
): Promise<WireAmendment> {
  return db.write(ctx.identity, async (tx) => {
    const asked = await readable(tx, id)
    if (asked.status !== 'requested') throw new Problem('wrong-status')
    const version = accept ? await Amendment.presentVersion(tx, asked) : null
    if (accept && (version === null || version <= asked.recordVersion)) throw new Problem('not-corrected')
    const status = accept ? 'accepted' : 'denied'
    const decided = { status, basis: basis ?? null, decision, correctedVersion: version } as const
    if (!(await Amendment.decide(tx, asked, decided))) throw new Problem('wrong-status')
    const told = { kind: 'amendment-decided', occurrence: id, version: 1, link: '/profile#privacy' } as const
    postMessage(tx, { ...told, receiver: { patientId: asked.patientId } })
    const reason = accept ? `accepted, version ${version}` : `denied, ${basis}`
    return settle(tx, ctx, id, { action: 'U', operation: 'amendment.decide', changedFields: ['status'], reason })
  })
}

/** Takes longer for the answer, once; the patient is told why and until when. */
export function extend(ctx: UserContext, id: string, { days, reason }: ExtendAmendment): Promise<WireAmendment> {
  return db.write(ctx.identity, async (tx) => {
    const asked = await readable(tx, id)
    if (!(await Amendment.extend(tx, asked, { days, reason })))
      throw new Problem('wrong-status', { detail: 'It was extended before, is overdue, or waits for no answer' })
    const told = { kind: 'amendment-extended', occurrence: id, version: 1, link: '/profile#privacy' } as const
    postMessage(tx, { ...told, receiver: { patientId: asked.patientId } })
    return settle(tx, ctx, id, { action: 'U', operation: 'amendment.extend', changedFields: ['dueAt'] })
  })
}

/** Takes back what nobody has decided on. What patients asked on their own screen is theirs to take back. */
export function withdraw(ctx: UserContext, id: string): Promise<WireAmendment> {
  return db.write(ctx.identity, async (tx) => {
    const { way } = found(await Amendment.find(tx, id))
    if (way === 'online' && isStaff(ctx))
      throw new Problem('wrong-status', { detail: 'The patient asked on the own screen, and takes it back there' })
    if (!(await Amendment.withdraw(tx, id))) throw new Problem('wrong-status')
    return settle(tx, ctx, id, { action: 'U', operation: 'amendment.withdraw', changedFields: ['status'] })
  })
}

/** Adds what the patient has to say to a denial, or writes it down for the patient; whoever reads the record reads it too. */
export function disagree(ctx: UserContext, id: string, { statement }: DisagreeWithDenial): Promise<WireAmendment> {
  return db.write(ctx.identity, async (tx) => {
    const denied = await readable(tx, id)
    if (!(await Amendment.addStatement(tx, denied, { statement, isNoted: isStaff(ctx) })))
      throw new Problem('wrong-status')
    return settle(tx, ctx, id, { action: 'U', operation: 'amendment.disagree', changedFields: ['statement'] })
  })
}

const isStaff = ({ identity }: UserContext) => identity.role !== 'patient'

/** @throws Problem `not-found`, or `not-permitted` where the request is there and cannot be read */
async function readable(tx: WriteTx, id: string): Promise<Amendment.AmendmentRow> {
  const row = found(await Amendment.find(tx, id))
  if (row.text === null)
    throw new Problem('not-permitted', {
      detail: 'Whoever answers has to be able to read it: those who treat the patient',
    })
  return row
}

interface Deed {
  action: 'C' | 'U'
  operation: string
  changedFields: string[]
  reason?: string
}

/** Records the deed and reads what it made. */
async function settle(tx: WriteTx, ctx: UserContext, id: string, deed: Deed): Promise<WireAmendment> {
  const row = found(await Amendment.find(tx, id))
  await audit(tx, ctx, { ...deed, resourceType, resource: { id }, patientIds: [row.patientId] })
  return toWire(row)
}
