import { db, type ReadTx } from '../../config/database.ts'
import * as AccessLog from '../../models/AccessLog.ts'
import * as Patient from '../../models/Patient.ts'
import * as PatientRows from '../../models/PatientRows.ts'
import { openFields } from '../../models/sealing.ts'
import * as Settings from '../../models/Settings.ts'
import { authIdentity, systemIdentity, type UserContext } from '../../utils/context.ts'
import { found, Problem } from '../../utils/problem.ts'
import { audit } from '../auditService.ts'

export type OpenRow = Record<string, unknown>

/** Everything about one patient that the reader may take away. */
export interface PatientCopy {
  hospital: string
  patientId: string
  madeAt: string
  /** Rows by table. */
  tables: Record<string, OpenRow[]>
  doctors: PatientRows.NamedDoctor[]
  /** What is not in it, and why. */
  withheld: { table: string; column: string; reason: string }[]
}

/** Seen by nobody but the sign-in itself. */
const ofSignIn = new Set(['passkeys', 'totp_factors', 'recovery_codes', 'auth_challenges'])

/** Of these the reader is told nothing, whatever key they hold: the reason is between the patient and nobody else. */
const patientsOwn = new Set(['access_restrictions.reason'])

/**
 * Reads everything that the classification says belongs into a patient's copy. Rows are read by the application itself, and
 * by nothing but the patient's id; what is sealed is opened with the reader's own keys, so an administrator gets what
 * administrators may read, and the rest is named as withheld.
 *
 * @throws Problem `not-found`, `patient-erased`
 */
export async function collect(ctx: UserContext, patientId: string, format: string): Promise<PatientCopy> {
  const { userId } = await db.read(ctx.identity, (tx) => checkMay(tx, ctx, patientId))
  const rows = await readTables(patientId, userId)
  return db.read(ctx.identity, async (tx) => {
    await checkMay(tx, ctx, patientId)
    const { name: hospital } = await Settings.get(tx)
    const opened = await openAll(tx, ctx, rows)
    const tables = await nameActors(tx, patientId, opened.tables)
    await audit(tx, ctx, {
      action: 'R',
      operation: 'patient.export',
      resourceType: 'Patient',
      resource: { id: patientId },
      patientIds: [patientId],
      reason: format,
    })
    const doctorIds = Object.values(tables).flatMap((list) => list.flatMap((row) => (row.doctorId as string) ?? []))
    return {
      hospital,
      patientId,
      madeAt: ctx.now.toString(),
      tables,
      doctors: await PatientRows.doctors(tx, [...new Set(doctorIds)]),
      withheld: [...PatientRows.withheldColumns, ...opened.withheld],
    }
  })
}

async function checkMay(tx: ReadTx, ctx: UserContext, patientId: string): Promise<Patient.PatientRecord> {
  tx.withoutAudit('the export has its row')
  const record = found(await Patient.find(tx, patientId))
  if (ctx.identity.role === 'patient' && tx.actor.patientId !== patientId) throw new Problem('not-found')
  if (record.erasedAt) throw new Problem('patient-erased')
  return record
}

type Tables = Map<string, PatientRows.PatientRow[]>

async function readTables(patientId: string, userId: string | null): Promise<Tables> {
  const [signIn, others] = [true, false].map((wanted) =>
    PatientRows.exportedTables.filter((table) => ofSignIn.has(table) === wanted),
  ) as [string[], string[]]
  const rows: Tables = new Map()
  await db.read(systemIdentity, async (tx) => {
    tx.withoutAudit('the export has its row')
    for (const table of others) rows.set(table, await PatientRows.read(tx, table, patientId))
  })
  if (userId === null) return rows
  await db.read(authIdentity, async (tx) => {
    tx.withoutAudit('the export has its row')
    for (const table of signIn) rows.set(table, await PatientRows.readOfAccount(tx, table, userId))
  })
  return rows
}

interface Opened {
  tables: Record<string, OpenRow[]>
  withheld: PatientCopy['withheld']
}

async function openAll(tx: ReadTx, { identity }: UserContext, tables: Tables): Promise<Opened> {
  const withheld = new Map<string, PatientCopy['withheld'][number]>()
  const result: Opened['tables'] = {}
  for (const [table, all] of tables) {
    const rows = all.slice(0, PatientRows.MOST_ROWS)
    if (all.length > rows.length) withheld.set(table, { table, column: '*', reason: `more than ${rows.length} rows` })
    const closed = rows.flatMap((row) => Object.values(row).filter((value) => value instanceof PatientRows.Closed))
    const texts = new Map<PatientRows.Closed, unknown>()
    const readable = closed.filter(
      ({ sealed }) => identity.role === 'patient' || !patientsOwn.has(sealed.field.split('/')[0]!),
    )
    const opened = await openFields(
      tx,
      readable.map(({ sealed }) => sealed),
    )
    readable.forEach((one, n) => texts.set(one, opened[n]))
    result[table] = rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([column, value]) => {
          if (!(value instanceof PatientRows.Closed)) return [column, value]
          const text = texts.get(value)
          if (typeof text === 'string') return [column, asObject(table, column, text)]
          withheld.set(`${table}.${column}`, { table, column, reason: 'your role may not read it' })
          return [column, null]
        }),
      ),
    )
  }
  return { tables: result, withheld: [...withheld.values()] }
}

/** Objects are sealed as the text of their JSON. */
const objects = new Set(['patients.address', 'patients.emergencyContact', 'patients.medicalHistory'])
const asObject = (table: string, column: string, text: string): unknown =>
  objects.has(`${table}.${column}`) ? JSON.parse(text) : text

/** Whose deed it was is said as in the access log: a name and a role. */
async function nameActors(
  tx: ReadTx,
  patientId: string,
  tables: Record<string, OpenRow[]>,
): Promise<Record<string, OpenRow[]>> {
  const events = tables.audit_events ?? []
  const ids = [...new Set(events.flatMap(({ actorId }) => (actorId as string | null) ?? []))]
  const names = await AccessLog.names(tx, patientId, ids)
  const named = events.map(({ actorId, ...event }) => ({ ...event, actorName: names.get(actorId as string) ?? null }))
  return { ...tables, audit_events: named }
}
