import type { ReadTx } from '../config/database.ts'
import { accountOfPatient } from './classified/accountTables.ts'
import { type ColumnClass, dataClassification, tableClasses } from './dataClassification.ts'
import type { Scope, Sealed } from './sealing.ts'

/** A value that is sealed, until somebody opens it who may. */
export class Closed {
  readonly sealed: Sealed
  constructor(sealed: Sealed) {
    this.sealed = sealed
  }
}

export type Value = string | number | boolean | null | readonly unknown[] | object | Closed
export type PatientRow = Record<string, Value>

/** What a patient gets a copy of, by table: the classification says so. */
const exported = Map.groupBy(
  dataClassification.filter((one) => one.export && one.subject !== null && one.about !== 'staff'),
  ({ table }) => table,
)

export const exportedTables: readonly string[] = [...exported.keys()]

/** What is personal and stays here all the same, with the reason. */
export const withheldColumns: readonly (Pick<ColumnClass, 'table' | 'column'> & { reason: string })[] =
  dataClassification
    .filter((one) => one.personal && one.subject !== null && !one.export && one.about !== 'staff')
    .map(({ table, column, stored }) => ({
      table,
      column,
      reason: stored === 'plain' ? 'says nothing that is not in the copy' : 'guards the data, or an account',
    }))

/** An index finds the audit rows of a patient through this function alone. */
const sources: Partial<Record<string, string>> = {
  audit_events: `audit_events_of_patient($1, '-infinity', 'infinity')`,
}

/** Beyond what leads to the patient: what an alert only suspects is of others (GDPR, article 15(4)). */
const conditions: Partial<Record<string, string>> = { privacy_cases: `kind <> 'alert'` }

/** What rows refer to each other by, with which key a row is sealed where its table has both, and whose deed an audit row is; ids say nothing by themselves. */
const references = ['id', 'billing_id', 'position', 'appointment_id', 'doctor_id', 'actor_id', 'scope']

function columnsOf(table: string): string[] {
  const named = (exported.get(table) ?? []).map(({ column }) => column)
  const { columns } = tableClasses[table]!
  const present = new Set(Object.values(columns).flatMap((list) => list.split(/\s+/)))
  return [...new Set([...references.filter((column) => present.has(column)), ...named])]
}

const camelCase = (column: string) => column.replace(/_(\w)/g, (_all, letter: string) => letter.toUpperCase())

/** More than anybody has; what is beyond is told as left out. */
export const MOST_ROWS = 50_000

/** The rows of a table that are about a patient, with what is sealed as it is. Ask as who sees all of them. */
export function read(tx: ReadTx, table: string, patientId: string): Promise<PatientRow[]> {
  return rowsOf(tx, table, tableClasses[table]!.subject!, patientId)
}

/** The rows of a table of the sign-in, which sees accounts and no patients. */
export function readOfAccount(tx: ReadTx, table: string, userId: string): Promise<PatientRow[]> {
  return rowsOf(tx, table, tableClasses[table]!.subject!.replace(accountOfPatient, '$1'), userId)
}

async function rowsOf(tx: ReadTx, table: string, subject: string, id: string): Promise<PatientRow[]> {
  const columns = columnsOf(table)
  const more = conditions[table] ? ` AND (${conditions[table]})` : ''
  const rows = await tx.many<Record<string, unknown>>(
    `SELECT * FROM (SELECT ${columns.map((column) => `"${column}"`).join(', ')} FROM ${sources[table] ?? table}
                     WHERE (${subject})${more} OFFSET 0) AS own
      ORDER BY 1 DESC LIMIT ${MOST_ROWS + 1}`,
    [id],
  )
  const classOf = new Map((exported.get(table) ?? []).map((one) => [one.column, one]))
  return rows.map((row) =>
    Object.fromEntries(columns.map((column) => [camelCase(column), valueOf(row, column, classOf.get(column), id)])),
  )
}

function valueOf(
  row: Record<string, unknown>,
  column: string,
  known: ColumnClass | undefined,
  patientId: string,
): Value {
  const value = row[column]
  if (value === null || value === undefined) return null
  if (value instanceof Date) return value.toISOString()
  if (known?.stored.startsWith('sealed-c')) {
    const scope = (row.scope as Scope | undefined) ?? (known.stored === 'sealed-clinical' ? 'clinical' : 'contact')
    return new Closed({ patientId, scope, field: fieldOf(known, row), cipher: value as Buffer })
  }
  return value as Value
}

/** What the plaintext says of where it belongs. */
function fieldOf({ table, column }: ColumnClass, row: Record<string, unknown>): string {
  const place = table === 'billing_lines' ? [row.billing_id, row.position] : table === 'patients' ? [] : [row.id]
  return [`${table}.${column}`, ...place].join('/')
}

export interface NamedDoctor {
  id: string
  name: string
  specialization: string
}

/** Doctors as every patient sees them. */
export function doctors(tx: ReadTx, ids: readonly string[]): Promise<NamedDoctor[]> {
  return tx.many<NamedDoctor>(
    `SELECT id, first_name || ' ' || last_name AS name, specialization FROM doctors WHERE id = ANY ($1::uuid[]) ORDER BY 1`,
    [ids],
  )
}
