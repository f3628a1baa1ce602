import type { ReadTx, WriteTx } from '../config/database.ts'

export interface NewBackup {
  id: string
  /** The set's name; null where it failed. */
  name: string | null
  startedAt: string
  finishedAt: string
  /** What went wrong, in words that hold no data. */
  failure: string | null
  bytes: number
  rows: number
}

export interface BackupRow {
  id: string
  name: string | null
  startedAt: Date
  finishedAt: Date
  outcome: 'succeeded' | 'failed'
  failure: string | null
  bytes: number
  rows: number
  verifiedAt: Date | null
  verification: 'passed' | 'failed' | null
}

const columns = `id, name, started_at AS "startedAt", finished_at AS "finishedAt", outcome, failure, bytes::float8 AS bytes,
  rows::float8 AS rows, verified_at AS "verifiedAt", verification`

export async function insert(tx: WriteTx, backup: NewBackup): Promise<void> {
  await tx.run(
    `INSERT INTO backups (id, name, started_at, finished_at, outcome, failure, bytes, rows)
     VALUES ($1, $2, $3, $4, CASE WHEN $5::text IS NULL THEN 'succeeded' ELSE 'failed' END, $5, $6, $7)`,
    [backup.id, backup.name, backup.startedAt, backup.finishedAt, backup.failure, backup.bytes, backup.rows],
  )
}

/** @returns whether the set is known here. */
export async function setVerification(
  tx: WriteTx,
  name: string,
  verification: 'passed' | 'failed',
  now: Temporal.Instant,
): Promise<boolean> {
  const touched = await tx.run('UPDATE backups SET verified_at = $2, verification = $3 WHERE name = $1', [
    name,
    now.toString(),
    verification,
  ])
  return touched > 0
}

/** The latest, newest first. */
export function latest(tx: ReadTx | WriteTx, limit: number): Promise<BackupRow[]> {
  return tx.many<BackupRow>(`SELECT ${columns} FROM backups ORDER BY started_at DESC LIMIT $1`, [limit])
}

export interface BackupTimes {
  /** When the newest good one began: what was committed later is not in it. Null when there is none. */
  lastGood: Date | null
  /** When the last one began, whatever became of it. */
  lastTried: Date | null
  /** When there was first something to lose. */
  since: Date | null
}

export async function times(tx: ReadTx | WriteTx): Promise<BackupTimes> {
  const row = await tx.one<BackupTimes>(
    `SELECT (SELECT max(started_at) FROM backups WHERE outcome = 'succeeded') AS "lastGood",
            (SELECT max(started_at) FROM backups) AS "lastTried",
            (SELECT min(created_at) FROM users) AS since`,
  )
  return row!
}
