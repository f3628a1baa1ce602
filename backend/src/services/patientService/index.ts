import type {
  CreatePatient,
  MatchQuery,
  Patient as WirePatient,
  PatientQuery,
  PatientSummary,
  UpdatePatient,
} from '@hms/contract/patients'
import { z } from 'zod'
import { db, type ReadTx, type WriteTx } from '../../config/database.ts'
import * as Patient from '../../models/Patient.ts'
import * as PatientSearch from '../../models/PatientSearch.ts'
import type { UserContext } from '../../utils/context.ts'
import { decodeCursor, toPage } from '../../utils/cursor.ts'
import { found, Problem } from '../../utils/problem.ts'
import { searchText } from '../../utils/searchText.ts'
import { audit } from '../auditService.ts'
import { once } from '../idempotency.ts'
import { checkEditable } from './rules.ts'
import { MOST_WORDS, planSearch } from './search.ts'
import { toFields, toNewFields, toSummary, toWire } from './wire.ts'

const NameOrder = [z.string(), z.string(), z.uuid()]
/** Of `patients_by_name`: which word leads, the step, how many rows there were so far, and the words that the row has. */
const MatchOrder = [
  z.coerce.number().int().min(1).max(MOST_WORDS),
  z.coerce.number().int().min(0).max(11),
  z.coerce.number().int().min(0).max(1_000_000_000),
  z.string(),
  ...NameOrder,
]

type Page = { items: PatientSummary[]; nextCursor: string | null }

/** Finds patients; a patient finds only their own entry. */
export function list(ctx: UserContext, { q, limit, cursor }: PatientQuery): Promise<Page> {
  const filter = planSearch(q, ctx.identity.role)
  const shapes = filter.by === 'name' ? MatchOrder : NameOrder
  const after = decodeCursor(cursor, shapes)
  return db.readReplica(ctx.identity, async (tx) => {
    const rows = await PatientSearch.list(tx, filter, after, limit + 1)
    const page = toPage(rows, limit, (row) => row.place ?? [])
    await audit(tx, ctx, {
      action: 'R',
      operation: 'patient.search',
      resourceType: 'Patient',
      patientIds: page.items.map((row) => row.id),
      reason: `by ${filter.by}`,
    })
    return { ...page, items: page.items.map(toSummary) }
  })
}

/** Patients whom a new registration may duplicate. */
export function matches(
  ctx: UserContext,
  { firstName, lastName, dateOfBirth }: MatchQuery,
): Promise<{ items: PatientSummary[] }> {
  return db.read(ctx.identity, async (tx) => {
    const rows = await PatientSearch.matches(tx, searchText(firstName, lastName), dateOfBirth)
    const patientIds = rows.map((row) => row.id)
    await audit(tx, ctx, { action: 'R', operation: 'patient.match', resourceType: 'Patient', patientIds })
    return { items: rows.map(toSummary) }
  })
}

export async function get(ctx: UserContext, id: string): Promise<WirePatient> {
  const { record } = await db.read(ctx.identity, async (tx) => {
    const patient = found(await Patient.look(tx, id))
    await audit(tx, ctx, {
      action: 'R',
      operation: 'patient.read',
      resourceType: 'Patient',
      resource: patient,
      patientIds: [id],
    })
    return patient
  })
  return toWire(await record)
}

/** Registers a patient; a patient fills in the own row, once. */
export function create(ctx: UserContext, request: CreatePatient): Promise<WirePatient> {
  return db.write(ctx.identity, (tx) =>
    once(tx, ctx, 'patient.create', request, async () => {
      const filledIn = ctx.identity.role === 'patient' ? await fillIn(tx, request) : null
      const patient = filledIn ?? Patient.insert(tx, toNewFields(request))
      await audit(tx, ctx, {
        action: 'C',
        operation: 'patient.create',
        resourceType: 'Patient',
        resource: patient,
        patientIds: [patient.id],
        changedFields: Object.keys(request),
      })
      return toWire('record' in patient ? await patient.record : patient)
    }),
  )
}

async function fillIn(tx: WriteTx, request: CreatePatient): Promise<Patient.PatientRecord> {
  const own = await ownRecord(tx)
  if (own.dateOfBirth !== null) throw new Problem('patient-exists')
  return save(tx, own, toFields(request))
}

async function ownRecord(tx: ReadTx | WriteTx): Promise<Patient.PatientRecord> {
  return found(tx.actor.patientId ? await Patient.find(tx, tx.actor.patientId) : null)
}

export function update(ctx: UserContext, id: string, { version, ...request }: UpdatePatient): Promise<WirePatient> {
  return db.write(ctx.identity, async (tx) => {
    const before = found(await Patient.find(tx, id))
    if (!before.contactVisible) throw new Problem('not-found')
    if (version !== undefined && version !== before.version) throw new Problem('edit-conflict')
    const changes = toFields(request)
    checkEditable(ctx.identity.role, before, changes)
    const after = await save(tx, before, changes)
    await audit(tx, ctx, {
      action: 'U',
      operation: 'patient.update',
      resourceType: 'Patient',
      resource: after,
      patientIds: [id],
      changedFields: Object.keys(request),
    })
    return toWire(after)
  })
}

async function save(
  tx: WriteTx,
  before: Patient.PatientRecord,
  changes: Partial<Patient.PatientFields>,
): Promise<Patient.PatientRecord> {
  const { firstName = before.firstName, lastName = before.lastName } = changes
  const renamed = firstName !== before.firstName || lastName !== before.lastName
  if (
    !(await Patient.update(tx, before.id, before.version, changes, renamed ? searchText(firstName, lastName) : null))
  ) {
    throw new Problem('edit-conflict')
  }
  // The account carries the name of the person in the record.
  if (renamed && before.userId) await Patient.renameAccount(tx, before.userId, firstName, lastName)
  return found(await Patient.find(tx, before.id))
}
