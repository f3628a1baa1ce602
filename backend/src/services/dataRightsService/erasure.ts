import { Id, Instant } from '@hms/contract/common'
import type {
  AskForErasure,
  DecideErasure,
  ErasureCertificate,
  ErasureRequest as WireRequest,
  PerformErasure,
  PrivacyRequestStatus,
} from '@hms/contract/dataRights'
import { db, type WriteTx } from '../../config/database.ts'
import * as Erasure from '../../models/Erasure.ts'
import * as ErasureRequest from '../../models/ErasureRequest.ts'
import * as Job from '../../models/Job.ts'
import * as LegalHold from '../../models/LegalHold.ts'
import * as Patient from '../../models/Patient.ts'
import * as PrivacyCase from '../../models/PrivacyCase.ts'
import type { UserContext } from '../../utils/context.ts'
import { decodeCursor, toPage } from '../../utils/cursor.ts'
import { newId } from '../../utils/id.ts'
import { found, invalidField, Problem } from '../../utils/problem.ts'
import { audit } from '../auditService.ts'
import { postMessage, postMessages, postToEach } from '../messageService/post.ts'
import { toCertificate, toWire } from './wire.ts'

interface ListQuery {
  limit: number
  cursor?: string | undefined
  status?: PrivacyRequestStatus | undefined
  patientId?: string | undefined
}

/** Requests that the reader may see: all of them, or the own ones. */
export function list(
  ctx: UserContext,
  { limit, cursor, status, patientId }: ListQuery,
): Promise<{ items: WireRequest[]; nextCursor: string | null; openCount: number }> {
  const after = decodeCursor(cursor, [Instant, Id])
  return db.read(ctx.identity, async (tx) => {
    const filter = { status: status ?? null, patientId: patientId ?? null, after }
    const rows = await ErasureRequest.list(tx, filter, limit + 1)
    const { items, nextCursor } = toPage(rows, limit, ({ place }) => place)
    const patientIds = items.map((row) => row.patientId)
    await audit(tx, ctx, { action: 'R', operation: 'erasure-request.list', resourceType: 'Task', patientIds })
    return { items: items.map(toWire), nextCursor, openCount: await ErasureRequest.countOpen(tx) }
  })
}

/** Asks that a patient be erased, and tells who decides on it. */
export function ask(ctx: UserContext, patientId: string, { reason }: AskForErasure): Promise<WireRequest> {
  return db.write(ctx.identity, async (tx) => {
    const entry = found(await Patient.findEntry(tx, patientId))
    if (ctx.identity.role === 'patient' && tx.actor.patientId !== entry.id) throw new Problem('not-found')
    if (entry.erased) throw new Problem('patient-erased')
    const id = newId()
    if (!(await ErasureRequest.insert(tx, { id, patientId, reason: reason ?? null }))) {
      throw new Problem('wrong-status', { detail: 'One is under way already' })
    }
    const told = { kind: 'erasure-requested', occurrence: id, version: 1, link: '/erasures' } as const
    postToEach(tx, await PrivacyCase.otherWatchers(tx, ctx.identity.userId), told)
    await record(tx, ctx, 'C', 'erasure-request.create', id, patientId, reason ? ['reason'] : [])
    return toWire(found(await ErasureRequest.find(tx, id)))
  })
}

export function withdraw(ctx: UserContext, id: string): Promise<WireRequest> {
  return db.write(ctx.identity, async (tx) => {
    const { patientId } = found(await ErasureRequest.find(tx, id))
    if (!(await ErasureRequest.withdraw(tx, id))) throw new Problem('wrong-status')
    await record(tx, ctx, 'U', 'erasure-request.withdraw', id, patientId, ['status'])
    return toWire(found(await ErasureRequest.find(tx, id)))
  })
}

/** Approves or refuses. Whoever asked does not decide; a hold and what the law keeps go before a wish. */
export function decide(ctx: UserContext, id: string, request: DecideErasure): Promise<WireRequest> {
  const { approve, overrideRetention: overridesRetention } = request
  return db.write(ctx.identity, async (tx) => {
    const asked = found(await ErasureRequest.find(tx, id))
    checkDecision(asked, request, ctx)
    const decision = { approve, reason: request.reason ?? null, overridesRetention: approve && overridesRetention }
    if (!(await ErasureRequest.decide(tx, asked, decision))) throw new Problem('wrong-status')
    tellPatient(tx, asked, approve)
    const operation = approve ? 'erasure-request.approve' : 'erasure-request.refuse'
    await record(tx, ctx, 'U', operation, id, asked.patientId, ['status', 'decision'])
    return toWire(found(await ErasureRequest.find(tx, id)))
  })
}

function checkDecision(
  asked: ErasureRequest.ErasureRequestRow,
  { approve, overrideRetention }: DecideErasure,
  { identity, now }: UserContext,
): void {
  if (asked.requestedBy === identity.userId) {
    throw new Problem('not-permitted', { detail: 'You wrote it down; somebody else has to decide' })
  }
  if (asked.status !== 'requested' && !(asked.status === 'approved' && !approve)) throw new Problem('wrong-status')
  if (!approve) return
  if (asked.heldSince) throw new Problem('legal-hold')
  if (isRetained(asked, now) && !overrideRetention) throw retained(asked.retainedUntil!)
}

const isRetained = ({ retainedUntil }: ErasureRequest.ErasureRequestRow, now: Temporal.Instant) =>
  retainedUntil !== null && retainedUntil > now.toString().slice(0, 10)

const retained = (until: string) =>
  new Problem('record-retained', { detail: `The record has to be kept until ${until} (GDPR, article 17(3))` })

function tellPatient(tx: WriteTx, { id, patientId }: ErasureRequest.ErasureRequestRow, approve: boolean): void {
  const version = approve ? 'approved' : 'refused'
  const told = { kind: 'erasure-decided', occurrence: id, version, link: '/profile' } as const
  postMessage(tx, { ...told, receiver: { patientId } })
}

/** Erases, once and for all. The database looks again at everything that stands in the way. */
export function perform(ctx: UserContext, id: string, { mrn }: PerformErasure): Promise<ErasureCertificate> {
  return db.write(ctx.identity, async (tx) => {
    const asked = found(await ErasureRequest.find(tx, id))
    if (asked.status !== 'approved') throw new Problem('wrong-status')
    if (mrn.toUpperCase() !== asked.mrn) throw invalidField('/mrn', 'Not the number of this patient')
    const { patientId, retainedUntil } = asked
    if (await LegalHold.stands(tx, patientId)) throw new Problem('legal-hold')
    if (isRetained(asked, ctx.now) && !asked.overridesRetention) throw retained(retainedUntil!)
    const visits = await Erasure.comingVisits(tx, patientId)
    const certificateId = await Erasure.perform(tx, patientId, id)
    postMessages(
      tx,
      visits.map(({ id: visit, version, doctorUserId }) => ({
        kind: 'appointment-cancelled',
        occurrence: visit,
        version: version + 1,
        link: `/appointments/${visit}`,
        receiver: { userId: doctorUserId },
      })),
    )
    await Job.enqueue(tx, 'keep-erasures', {}, { jobKey: 'keep-erasures' })
    await record(tx, ctx, 'D', 'patient.erase', patientId, patientId, [], 'Patient')
    return toCertificate(found(await Erasure.find(tx, certificateId)))
  })
}

export function certificates(
  ctx: UserContext,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: ErasureCertificate[]; nextCursor: string | null }> {
  const after = decodeCursor(cursor, [Instant, Id])
  return db.read(ctx.identity, async (tx) => {
    tx.withoutAudit('a certificate says nothing of who was erased')
    const rows = await Erasure.list(tx, after, limit + 1)
    const { items, nextCursor } = toPage(rows, limit, ({ timePlace, id }) => [timePlace, id])
    return { items: items.map(toCertificate), nextCursor }
  })
}

export function certificate(ctx: UserContext, id: string): Promise<ErasureCertificate> {
  return db.read(ctx.identity, async (tx) => {
    tx.withoutAudit('a certificate says nothing of who was erased')
    return toCertificate(found(await Erasure.find(tx, id)))
  })
}

function record(
  tx: WriteTx,
  ctx: UserContext,
  action: 'C' | 'U' | 'D',
  operation: string,
  id: string,
  patientId: string,
  changedFields: string[],
  resourceType = 'Task',
): Promise<void> {
  return audit(tx, ctx, { action, operation, resourceType, resource: { id }, patientIds: [patientId], changedFields })
}
