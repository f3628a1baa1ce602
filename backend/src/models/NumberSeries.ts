import type { WriteTx } from '../config/database.ts'

/** Documents that are numbered without gaps: bills and receipts. */
export type Series = 'INV' | 'RCT'

/**
 * The next number of a series, as `INV-2026-000123`. Its row stays locked until the document that takes the number is
 * committed, and goes back when that is undone: no gap and no duplicate.
 */
export async function next(tx: WriteTx, series: Series, year: number): Promise<string> {
  const row = await tx.one<{ last: number }>(
    `INSERT INTO number_series AS s (name, year, last) VALUES ($1, $2, 1)
     ON CONFLICT (name, year) DO UPDATE SET last = s.last + 1 RETURNING last`,
    [series, year],
  )
  return `${series}-${year}-${String(row!.last).padStart(6, '0')}`
}
