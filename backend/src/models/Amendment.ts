import type { ReadTx, WriteTx } from '../config/database.ts'
import { openFields, type Scope, toSeal, visible } from './sealing.ts'

export interface AmendmentRow {
  id: string
  patientId: string
  patientName: string | null
  field: string
  scope: Scope
  appointmentId: string | null
  /** Null where the reader may not see the patient's key. */
  text: string | null
  requestedAt: Date
  way: 'online' | 'in-person' | 'phone' | 'paper'
  /** Null where the patient asked on the own screen. */
  recordedByName: string | null
  recordedByRole: string | null
  dueAt: Date
  overdue: boolean
  /** Of the record, or of the visit, when it was asked for. */
  recordVersion: number
  correctedVersion: number | null
  status: 'requested' | 'accepted' | 'denied' | 'withdrawn'
  basis: 'accurate' | 'not-created-here' | 'not-part-of-record' | 'not-accessible' | null
  decision: string | null
  decidedByName: string | null
  decidedByRole: string | null
  decidedAt: Date | null
  statement: string | null
  statementAt: Date | null
  /** Null where the patient said it on the own screen. */
  statementRecordedByName: string | null
  statementRecordedByRole: string | null
  extendedAt: Date | null
  extendedFrom: Date | null
  extendedByName: string | null
  extendedByRole: string | null
  extensionReason: string | null
  /** Where a page goes on: when it is due with all digits, id. */
  place: [string, string]
}

/** Sealed, with the column that each stands in. */
const texts = {
  text: 'text',
  decision: 'decision',
  statement: 'statement',
  extensionReason: 'extension_reason',
} as const
type Text = keyof typeof texts
const textNames = Object.keys(texts) as Text[]
const fieldOf = (name: Text, id: string) => `amendments.${texts[name]}/${id}`

type Stored = Omit<AmendmentRow, Text | 'place'> & Record<Text, Buffer | null> & { duePlace: string }

const columns = `a.id, a.patient_id AS "patientId", p.first_name || ' ' || p.last_name AS "patientName", a.field, a.scope,
  a.appointment_id AS "appointmentId", a.text, a.requested_at AS "requestedAt", a.due_at AS "dueAt",
  a.status = 'requested' AND a.due_at < now() AS overdue, a.record_version AS "recordVersion",
  a.corrected_version AS "correctedVersion", a.status, a.basis, a.decision, a.decided_by_name AS "decidedByName",
  a.decided_by_role AS "decidedByRole", a.decided_at AS "decidedAt", a.statement, a.statement_at AS "statementAt",
  a.statement_recorded_by_name AS "statementRecordedByName", a.statement_recorded_by_role AS "statementRecordedByRole",
  a.way, a.recorded_by_name AS "recordedByName", a.recorded_by_role AS "recordedByRole", a.extended_at AS "extendedAt",
  a.extended_from AS "extendedFrom", a.extended_by_name AS "extendedByName", a.extended_by_role AS "extendedByRole",
  a.extension_reason AS "extensionReason",
  to_char(a.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "duePlace"`

async function opened(tx: ReadTx | WriteTx, rows: Stored[]): Promise<AmendmentRow[]> {
  const sealed = rows.flatMap((row) =>
    textNames.map((name) => ({
      patientId: row.patientId,
      scope: row.scope,
      field: fieldOf(name, row.id),
      cipher: row[name],
    })),
  )
  const plain = await openFields(tx, sealed)
  return rows.map(({ duePlace, ...row }, n) => {
    const opened = textNames.map((name, i) => [name, visible(plain[textNames.length * n + i])])
    return { ...row, ...(Object.fromEntries(opened) as Record<Text, string | null>), place: [duePlace, row.id] }
  })
}

/** All of one patient, the newest first. */
export async function ofPatient(tx: ReadTx, patientId: string): Promise<AmendmentRow[]> {
  const rows = await tx.many<Stored>(
    `SELECT ${columns} FROM amendments a LEFT JOIN patients p ON p.id = a.patient_id
      WHERE a.patient_id = $1 ORDER BY a.requested_at DESC, a.id DESC LIMIT 200`,
    [patientId],
  )
  return opened(tx, rows)
}

/** Of those that the reader may see, what is due first. */
export async function list(
  tx: ReadTx,
  { status, after }: { status: string; after: string[] | null },
  limit: number,
): Promise<AmendmentRow[]> {
  const rows = await tx.many<Stored>(
    `SELECT ${columns} FROM amendments a LEFT JOIN patients p ON p.id = a.patient_id
      WHERE a.status = $2 ${after ? 'AND (a.due_at, a.id) > ($3::timestamptz, $4::uuid)' : ''}
      ORDER BY a.due_at, a.id LIMIT $1`,
    [limit, status, ...(after ?? [])],
  )
  return opened(tx, rows)
}

export async function find(tx: ReadTx | WriteTx, id: string): Promise<AmendmentRow | null> {
  const rows = await tx.many<Stored>(
    `SELECT ${columns} FROM amendments a LEFT JOIN patients p ON p.id = a.patient_id WHERE a.id = $1`,
    [id],
  )
  return (await opened(tx, rows))[0] ?? null
}

interface NewAmendment {
  id: string
  patientId: string
  field: string
  scope: Scope
  appointmentId: string | null
  way: AmendmentRow['way']
  text: string
}

/** Adds a request. Its text is sealed in a second step, as the desk is shown the key because of the request, and only until then. */
export async function insert(tx: WriteTx, asked: NewAmendment): Promise<void> {
  const { id, patientId, field, scope, appointmentId, way, text } = asked
  await tx.run(
    `INSERT INTO amendments (id, patient_id, field, scope, appointment_id, way, recorded_by, text)
     VALUES ($1, $2, $3, $4, $5, $6, $7, '\\x')`,
    [id, patientId, field, scope, appointmentId, way, way === 'online' ? null : tx.actor.userId],
  )
  const sealed = await sealing(tx, asked, 'text', text)
  await tx.run('UPDATE amendments SET text = hms_seal($2, $3, $4, $5) WHERE id = $1', [id, ...sealed])
}

type Asked = Pick<AmendmentRow, 'id' | 'patientId' | 'scope'>

const sealing = (tx: WriteTx, { id, patientId, scope }: Asked, name: Text, text: string) =>
  toSeal(tx, { patientId, scope, field: fieldOf(name, id) }, text)

/** Which version the record, or the visit, has now; null where it cannot be seen. */
export async function presentVersion(
  tx: WriteTx,
  { patientId, appointmentId }: Pick<AmendmentRow, 'patientId' | 'appointmentId'>,
): Promise<number | null> {
  const row = await tx.one<{ version: number }>(
    appointmentId ? 'SELECT version FROM appointments WHERE id = $1' : 'SELECT version FROM patients WHERE id = $1',
    [appointmentId ?? patientId],
  )
  return row?.version ?? null
}

interface Decision {
  status: 'accepted' | 'denied'
  basis: AmendmentRow['basis']
  decision: string
  correctedVersion: number | null
}

/** @returns false when it is decided or withdrawn already */
export async function decide(
  tx: WriteTx,
  asked: Asked,
  { status, basis, decision, correctedVersion }: Decision,
): Promise<boolean> {
  const sealed = await sealing(tx, asked, 'decision', decision)
  const rows = await tx.run(
    `UPDATE amendments SET status = $2, basis = $3, corrected_version = $4, decided_by = $5,
            decision = hms_seal($6, $7, $8, $9) WHERE id = $1 AND status = 'requested'`,
    [asked.id, status, basis, correctedVersion, tx.actor.userId, ...sealed],
  )
  return rows === 1
}

/** @returns false when it is decided or withdrawn already */
export async function withdraw(tx: WriteTx, id: string): Promise<boolean> {
  return (await tx.run(`UPDATE amendments SET status = 'withdrawn' WHERE id = $1 AND status = 'requested'`, [id])) === 1
}

/** @returns false when it was not denied, or the patient has said something to it already */
export async function addStatement(
  tx: WriteTx,
  asked: Asked,
  { statement, isNoted }: { statement: string; isNoted: boolean },
): Promise<boolean> {
  const sealed = await sealing(tx, asked, 'statement', statement)
  const rows = await tx.run(
    `UPDATE amendments SET statement = hms_seal($2, $3, $4, $5), statement_recorded_by = $6
      WHERE id = $1 AND status = 'denied' AND statement IS NULL`,
    [asked.id, ...sealed, isNoted ? tx.actor.userId : null],
  )
  return rows === 1
}

/** @returns false when it was extended before, is overdue, or waits for no answer any more */
export async function extend(
  tx: WriteTx,
  asked: Asked,
  { days, reason }: { days: number; reason: string },
): Promise<boolean> {
  const sealed = await sealing(tx, asked, 'extensionReason', reason)
  const rows = await tx.run(
    `UPDATE amendments SET due_at = due_at + make_interval(days => $2), extended_by = $3,
            extension_reason = hms_seal($4, $5, $6, $7)
      WHERE id = $1 AND status = 'requested' AND extended_at IS NULL AND due_at >= now()`,
    [asked.id, days, tx.actor.userId, ...sealed],
  )
  return rows === 1
}
