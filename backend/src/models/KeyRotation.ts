import type { ReadTx, WriteTx } from '../config/database.ts'

/** The work that has one key wrap what others wrapped before. */
export interface KeyRotationRow {
  id: string
  toKey: string
  startedAt: Date
  /** When it last went on. */
  touchedAt: Date
  finishedAt: Date | null
  /** Rows that were wrapped, sealed or computed anew. */
  rows: number
  failure: string | null
}

const columns = `id, to_key AS "toKey", started_at AS "startedAt", touched_at AS "touchedAt", finished_at AS "finishedAt",
  rows::float8 AS rows, failure`

/** The newest first. */
export function latest(tx: ReadTx | WriteTx, limit: number): Promise<KeyRotationRow[]> {
  return tx.many<KeyRotationRow>(`SELECT ${columns} FROM key_rotations ORDER BY started_at DESC LIMIT $1`, [limit])
}

/** The one that goes on. */
export function findOpen(tx: ReadTx | WriteTx): Promise<KeyRotationRow | null> {
  return tx.one<KeyRotationRow>(`SELECT ${columns} FROM key_rotations WHERE finished_at IS NULL`)
}

/** Begins one, unless one goes on. @returns whether it was begun */
export async function begin(tx: WriteTx, id: string, toKey: string): Promise<boolean> {
  const begun = await tx.run(
    'INSERT INTO key_rotations (id, to_key, started_by) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [id, toKey, tx.actor.userId],
  )
  return begun === 1
}

/** Notes that so many rows more are done; what stopped it before does not any more. */
export function advance(tx: WriteTx, id: string, rows: number): void {
  tx.send('UPDATE key_rotations SET rows = rows + $2, touched_at = clock_timestamp(), failure = NULL WHERE id = $1', [
    id,
    rows,
  ])
}

/** @param failure why it stopped, in words that hold no data; null where nothing is left to do */
export async function end(tx: WriteTx, id: string, failure: string | null): Promise<boolean> {
  const ended = await tx.run(
    `UPDATE key_rotations SET finished_at = clock_timestamp(), touched_at = clock_timestamp(), failure = $2
      WHERE id = $1 AND finished_at IS NULL`,
    [id, failure],
  )
  return ended === 1
}
