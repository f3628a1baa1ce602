import type { WriteTx } from '../../src/config/database.ts'
import * as NumberSeries from '../../src/models/NumberSeries.ts'
import { today } from '../../src/utils/time.ts'
import { insertRows } from './insertRows.ts'
import { decimal } from './money.ts'
import type { DemoHospital } from './types.ts'
import type { KeysByPatient } from './writePeople.ts'

/** Bills with their lines, then the payments, which move the bills by the database's own triggers. */
export async function writeBooks(tx: WriteTx, hospital: DemoHospital, keys: KeysByPatient): Promise<void> {
  await writeBills(tx, hospital, keys)
  await writeLines(tx, hospital, keys)
  await writePayments(tx, hospital)
}

async function writeBills(tx: WriteTx, { bills, settings }: DemoHospital, keys: KeysByPatient): Promise<void> {
  const rows: object[] = []
  for (const bill of bills) {
    rows.push({
      ...bill,
      ...keys.get(bill.patientId),
      number: await NumberSeries.next(tx, 'INV', yearOf(bill.issueDate)),
      amount: decimal(bill.amountCents),
      currency: settings.currency,
      // A bill becomes paid by its payments.
      status: bill.status === 'paid' ? 'open' : bill.status,
    })
  }
  await insertRows(
    tx,
    `INSERT INTO billing (id, number, patient_id, appointment_id, description, currency, amount, status, issue_date, due_date,
                          void_reason, created_at, updated_at)
     SELECT id, number, "patientId", "appointmentId", hms_seal(description, contact, "patientId", 'billing.description/' || id),
            currency, amount, status, "issueDate", "dueDate",
            hms_seal("voidReason", contact, "patientId", 'billing.void_reason/' || id), "createdAt", "createdAt"
       FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, number text, "patientId" uuid, "appointmentId" uuid, description text,
            currency text, amount numeric, status text, "issueDate" date, "dueDate" date, "voidReason" text, contact text,
            "createdAt" timestamptz)`,
    rows,
  )
}

async function writeLines(tx: WriteTx, { bills }: DemoHospital, keys: KeysByPatient): Promise<void> {
  const rows = bills.flatMap(({ id, patientId, lines }) =>
    lines.map((line, index) => ({
      billId: id,
      patientId,
      contact: keys.get(patientId)?.contact,
      position: index + 1,
      description: line.description,
      quantity: line.quantity,
      unitPrice: decimal(line.unitPriceCents),
      amount: decimal(line.amountCents),
    })),
  )
  await insertRows(
    tx,
    `INSERT INTO billing_lines (billing_id, position, description, quantity, unit_price, amount)
     SELECT "billId", position, hms_seal(description, contact, "patientId", 'billing_lines.description/' || "billId" || '/' || position),
            quantity, "unitPrice", amount
       FROM jsonb_to_recordset($1::jsonb) AS r ("billId" uuid, "patientId" uuid, contact text, position int, description text,
            quantity int, "unitPrice" numeric, amount numeric)`,
    rows,
  )
}

async function writePayments(tx: WriteTx, { payments, settings }: DemoHospital): Promise<void> {
  const rows: object[] = []
  for (const payment of payments) {
    const settled = payment.status === 'succeeded'
    const day = dayIn(settings.timeZone, payment.createdAt)
    rows.push({
      ...payment,
      amount: decimal(payment.amountCents),
      currency: settings.currency,
      receiptNumber: settled ? await NumberSeries.next(tx, 'RCT', yearOf(day)) : null,
      receivedAt: settled ? payment.createdAt : null,
    })
  }
  await insertRows(
    tx,
    `INSERT INTO payments (id, billing_id, patient_id, amount, currency, method, status, provider, receipt_number, received_at,
                           created_at, updated_at)
     SELECT id, "billId", "patientId", amount, currency, method, status, provider, "receiptNumber", "receivedAt", "createdAt", "createdAt"
       FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, "billId" uuid, "patientId" uuid, amount numeric, currency text, method text,
            status text, provider text, "receiptNumber" text, "receivedAt" timestamptz, "createdAt" timestamptz)`,
    rows,
  )
}

const yearOf = (date: string) => Number(date.slice(0, 4))

function dayIn(timeZone: string, moment: Date): string {
  return today(Temporal.Instant.fromEpochMilliseconds(moment.getTime()), timeZone)
}
