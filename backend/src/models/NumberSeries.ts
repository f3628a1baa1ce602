import type { WriteTx } from '../config/database.ts'

/** Documents that are numbered without gaps: bills and receipts. */
export type Series = 'INV' | 'RCT'

/**
 * The next number of a series, as `INV-2026-000123`. Its row stays locked until the document that takes the number is
 * committed, and goes back when that is undone: no gap and no duplicate. Others wait meanwhile, so it is taken last.
 */
export async function next(tx: WriteTx, series: Series, year: number): Promise<string> {
  const row = await tx.one<{ number: string }>('SELECT hms_next_number($1, $2) AS number', [series, year])
  return row!.number
}
