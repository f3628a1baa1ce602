import type { ReadTx, WriteTx } from '../config/database.ts'
import { openFields, visible } from './sealing.ts'

/** Amounts are decimal strings in the currency of the bill. */
export interface LineRow {
  description: string
  quantity: number
  unitPrice: string
  amount: string
}

export interface NewLine {
  description: string
  quantity: number
  unitPrice: string
}

/** Adds the lines of a bill in their order; `key` is the patient's for contact data. The database computes the amounts. */
export async function insert(
  tx: WriteTx,
  billId: string,
  { lines, patientId }: { lines: readonly NewLine[]; patientId: string },
  key: string | undefined,
): Promise<LineRow[]> {
  const rows = await tx.many<{ unitPrice: string; amount: string }>(
    `INSERT INTO billing_lines (billing_id, position, description, quantity, unit_price, amount)
     SELECT $1::uuid, position, hms_seal(line.description, $2, $3, 'billing_lines.description/' || $1::uuid || '/' || position),
            quantity, unit_price, quantity * unit_price
       FROM unnest($4::text[], $5::int[], $6::numeric[]) WITH ORDINALITY AS line (description, quantity, unit_price, position)
      ORDER BY position
     RETURNING unit_price AS "unitPrice", amount`,
    [
      billId,
      key,
      patientId,
      lines.map((line) => line.description),
      lines.map((line) => line.quantity),
      lines.map((line) => line.unitPrice),
    ],
  )
  return rows.map((row, i) => ({ ...lines[i]!, ...row }))
}

/** The lines of a bill in their order; without its texts for a doctor no longer caring for the patient. */
export async function listOfBill(
  tx: ReadTx | WriteTx,
  { id, patientId }: { id: string; patientId: string },
): Promise<LineRow[]> {
  const rows = await tx.many<Omit<LineRow, 'description'> & { position: number; description: Buffer }>(
    `SELECT position, description, quantity, unit_price AS "unitPrice", amount FROM billing_lines WHERE billing_id = $1 ORDER BY position`,
    [id],
  )
  const opened = await openFields(
    tx,
    rows.map((row) => ({
      patientId,
      scope: 'contact',
      field: `billing_lines.description/${id}/${row.position}`,
      cipher: row.description,
    })),
  )
  return rows.map(({ quantity, unitPrice, amount }, i) => ({
    description: visible(opened[i]) ?? '',
    quantity,
    unitPrice,
    amount,
  }))
}
