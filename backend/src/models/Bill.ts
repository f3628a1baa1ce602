import type { BillStatus } from '@hms/contract/billing'
import type { ReadTx, WriteTx } from '../config/database.ts'
import * as BillLine from './BillLine.ts'
import type { PatientEntry } from './Patient.ts'
import { keysOf, openFields, type Sealed, visible } from './sealing.ts'

/** Amounts are decimal strings in `currency`; dates are `YYYY-MM-DD`. */
export interface BillRow {
  id: string
  number: string
  patientId: string
  appointmentId: string | null
  description: string
  currency: string
  amount: string
  /** What is still owed; nothing of a void bill. */
  balance: string
  status: BillStatus
  issueDate: string
  dueDate: string
  voidReason: string | null
  createdAt: Date
  updatedAt: Date
  version: number
  patient: PatientEntry
}

export interface NewBill {
  patientId: string
  appointmentId: string | null
  description: string
  currency: string
  lines: readonly BillLine.NewLine[]
  issueDate: string
  dueDate: string
}

type StoredBill = Omit<BillRow, 'description' | 'voidReason' | 'patient'> &
  Omit<PatientEntry, 'id'> & { description: Buffer; voidReason: Buffer | null }

const columns = `b.id, b.number, b.patient_id AS "patientId", b.appointment_id AS "appointmentId", b.description, b.currency, b.amount,
  CASE b.status WHEN 'void' THEN 0 ELSE b.amount - b.paid_amount END AS balance, b.status, b.issue_date AS "issueDate",
  b.due_date AS "dueDate", b.void_reason AS "voidReason", b.created_at AS "createdAt", b.updated_at AS "updatedAt", b.version,
  p.mrn, p.first_name AS "firstName", p.last_name AS "lastName", p.date_of_birth AS "dateOfBirth", p.gender`
const fromBills = 'FROM billing b JOIN patients p ON p.id = b.patient_id'

const contact = (patientId: string, field: string, cipher: Buffer | null): Sealed => ({
  patientId,
  scope: 'contact',
  field,
  cipher,
})

/** A doctor no longer caring for the patient sees the figures of the bill without its texts. */
async function open(tx: ReadTx | WriteTx, rows: readonly StoredBill[]): Promise<BillRow[]> {
  const opened = await openFields(
    tx,
    rows.flatMap(({ id, patientId, description, voidReason }) => [
      contact(patientId, `billing.description/${id}`, description),
      contact(patientId, `billing.void_reason/${id}`, voidReason),
    ]),
  )
  return rows.map(({ mrn, firstName, lastName, dateOfBirth, gender, ...bill }, i) => ({
    ...bill,
    description: visible(opened[2 * i]) ?? '',
    voidReason: visible(opened[2 * i + 1]),
    patient: { id: bill.patientId, mrn, firstName, lastName, dateOfBirth, gender },
  }))
}

/** What the database knows of a bill that was stored just now. */
export type StoredFigures = Pick<
  BillRow,
  'number' | 'amount' | 'balance' | 'status' | 'createdAt' | 'updatedAt' | 'version'
>

/**
 * Adds a bill with its lines under the next number of the year, which nobody else can take until the transaction ends: so
 * it comes last. A bill of nothing is paid from the start. The database computes the amount, and compares it with the
 * lines at the end of the transaction.
 */
export async function insert(
  tx: WriteTx,
  id: string,
  bill: NewBill,
): Promise<{ figures: StoredFigures; lines: BillLine.LineRow[] }> {
  const { contact: key } = await keysOf(tx, bill.patientId)
  const [figures, lines] = await Promise.all([insertBill(tx, id, bill, key), BillLine.insert(tx, id, bill, key)])
  return { figures, lines }
}

async function insertBill(tx: WriteTx, id: string, bill: NewBill, key: string | undefined): Promise<StoredFigures> {
  const row = await tx.one<StoredFigures>(
    `INSERT INTO billing AS b (id, number, patient_id, appointment_id, description, currency, amount, status, issue_date,
                               due_date, created_by)
     SELECT $1, hms_next_number('INV', extract(year FROM $9::date)::int), $2, $3, hms_seal($4, $5, $2, $6), $7, amount,
            CASE WHEN amount = 0 THEN 'paid' ELSE 'open' END, $9::date, $10, $8
       FROM (SELECT sum(quantity * price) AS amount FROM unnest($11::int[], $12::numeric[]) AS line (quantity, price)) AS total
     RETURNING b.number, b.amount, b.amount - b.paid_amount AS balance, b.status, b.created_at AS "createdAt",
               b.updated_at AS "updatedAt", b.version`,
    [
      id,
      bill.patientId,
      bill.appointmentId,
      bill.description,
      key,
      `billing.description/${id}`,
      bill.currency,
      tx.actor.userId,
      bill.issueDate,
      bill.dueDate,
      bill.lines.map((line) => line.quantity),
      bill.lines.map((line) => line.unitPrice),
    ],
  )
  return row!
}

/** What a payment has to know of a bill. */
export function findOwed(
  tx: ReadTx | WriteTx,
  id: string,
): Promise<Pick<BillRow, 'patientId' | 'currency' | 'number'> | null> {
  return tx.one('SELECT patient_id AS "patientId", currency, number FROM billing WHERE id = $1', [id])
}

export async function find(tx: ReadTx | WriteTx, id: string): Promise<BillRow | null> {
  const rows = await tx.many<StoredBill>(`SELECT ${columns} ${fromBills} WHERE b.id = $1`, [id])
  return (await open(tx, rows))[0] ?? null
}

/** The bill of a visit that was not voided. */
export async function idOfVisit(tx: WriteTx, appointmentId: string): Promise<string | null> {
  const row = await tx.one<{ id: string }>(`SELECT id FROM billing WHERE appointment_id = $1 AND status <> 'void'`, [
    appointmentId,
  ])
  return row?.id ?? null
}

export interface BillFilter {
  patientId?: string | undefined
  status?: BillStatus | undefined
  /** Beginning of a number, any case. */
  number?: string | undefined
  from?: string | undefined
  to?: string | undefined
  /** Only what is unpaid and due before that day, the longest due first. */
  dueBefore?: string | undefined
  /** Date by which the list is ordered, and id, of the last row that was seen. */
  after: readonly string[] | null
  limit: number
}

const newestFirst = { column: 'issue_date', direction: 'DESC', beyond: '<' }
const longestDueFirst = { column: 'due_date', direction: 'ASC', beyond: '>' }

/** Newest first, unless told. The statement is composed of the filters that are there, so that each finds its index. */
export async function list(tx: ReadTx, filter: BillFilter): Promise<BillRow[]> {
  const { column, direction, beyond } = filter.dueBefore ? longestDueFirst : newestFirst
  const values: unknown[] = [filter.limit + 1]
  const conditions = ['true']
  const where = (condition: (...places: string[]) => string, ...given: unknown[]) => {
    if (given.some((value) => value === undefined)) return
    conditions.push(condition(...given.map((value) => `$${values.push(value)}`)))
  }
  // Doctors and patients have no others than their own: naming them leads to their index.
  where((id) => `b.doctor_id = ${id}`, tx.actor.doctorId ?? undefined)
  where((id) => `b.patient_id = ${id}`, filter.patientId ?? tx.actor.patientId ?? undefined)
  // In the text, one of four words: what is not paid has an index of its own.
  if (filter.status) conditions.push(`b.status = '${filter.status}'`)
  where(
    (from, until) => `b.number ~>=~ ${from} AND b.number ~<~ ${until}`,
    filter.number?.toUpperCase(),
    filter.number && `${filter.number.toUpperCase()}\u{10ffff}`,
  )
  where((from) => `b.issue_date >= ${from}`, filter.from)
  where((to) => `b.issue_date <= ${to}`, filter.to)
  where((day) => `b.status IN ('open', 'overdue') AND b.due_date < ${day}`, filter.dueBefore)
  where(
    (date, id) => `(b.${column}, b.id) ${beyond} (${date}::date, ${id}::uuid)`,
    filter.after?.[0],
    filter.after?.[1],
  )
  const rows = await tx.many<StoredBill>(
    `SELECT ${columns} ${fromBills} WHERE ${conditions.join(' AND ')} ORDER BY b.${column} ${direction}, b.id ${direction} LIMIT $1`,
    values,
  )
  return open(tx, rows)
}

/** @returns false when something was paid or is being paid, or the bill is void already. */
export async function voidUnpaid(tx: WriteTx, bill: BillRow, reason: string): Promise<boolean> {
  const { contact: key } = await keysOf(tx, bill.patientId)
  const voided = await tx.run(
    `UPDATE billing SET status = 'void', void_reason = hms_seal($2, $3, patient_id, 'billing.void_reason/' || id::text)
      WHERE id = $1 AND status <> 'void' AND paid_amount = 0 AND pending_amount = 0`,
    [bill.id, reason, key],
  )
  return voided === 1
}

export interface OverdueBill {
  id: string
  patientId: string
  version: number
}

/** Marks open bills as overdue whose due date is before `today`; at most `limit` of them, oldest first. */
export async function markOverdue(tx: WriteTx, today: string, limit: number): Promise<OverdueBill[]> {
  return tx.many<OverdueBill>(
    `UPDATE billing SET status = 'overdue'
      WHERE id IN (SELECT id FROM billing WHERE status = 'open' AND due_date < $1 ORDER BY due_date, id LIMIT $2 FOR UPDATE SKIP LOCKED)
        AND status = 'open'
     RETURNING id, patient_id AS "patientId", version`,
    [today, limit],
  )
}
