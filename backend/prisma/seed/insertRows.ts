import type { WriteTx } from '../../src/config/database.ts'

const BATCH = 500

/** Runs an INSERT … SELECT over `jsonb_to_recordset($1)`, some hundred rows at a time. */
export async function insertRows(tx: WriteTx, text: string, rows: readonly object[]): Promise<void> {
  for (let start = 0; start < rows.length; start += BATCH) {
    const batch = rows.slice(start, start + BATCH)
    const inserted = await tx.run(text, [JSON.stringify(batch)])
    if (inserted !== batch.length) throw new Error(`${inserted} of ${batch.length} rows were inserted`)
  }
}
