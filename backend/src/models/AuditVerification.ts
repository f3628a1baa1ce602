import type { ReadTx, WriteTx } from '../config/database.ts'

export interface VerificationRow {
  id: string
  startedAt: Date
  finishedAt: Date
  scope: 'newest' | 'all'
  fromOrdinal: string
  toOrdinal: string
  outcome: 'passed' | 'failed'
  badOrdinal: string | null
  finding: string | null
}

export interface NewVerification extends Omit<VerificationRow, 'startedAt' | 'finishedAt' | 'outcome'> {
  startedAt: string
  finishedAt: string
}

export function insert(tx: WriteTx, row: NewVerification): void {
  tx.send(
    `INSERT INTO audit_verifications (id, started_at, finished_at, scope, from_ordinal, to_ordinal, outcome, bad_ordinal, finding)
     VALUES ($1, $2, $3, $4, $5, $6, CASE WHEN $8::text IS NULL THEN 'passed' ELSE 'failed' END, $7, $8)`,
    [row.id, row.startedAt, row.finishedAt, row.scope, row.fromOrdinal, row.toOrdinal, row.badOrdinal, row.finding],
  )
}

const columns = `id, started_at AS "startedAt", finished_at AS "finishedAt", scope, from_ordinal::text AS "fromOrdinal",
  to_ordinal::text AS "toOrdinal", outcome, bad_ordinal::text AS "badOrdinal", finding`

export function last(tx: ReadTx | WriteTx): Promise<VerificationRow | null> {
  return tx.one<VerificationRow>(`SELECT ${columns} FROM audit_verifications ORDER BY finished_at DESC LIMIT 1`)
}

/** When all of the log began to be verified last. */
export async function lastWholeBegan(tx: ReadTx | WriteTx): Promise<Date | null> {
  const row = await tx.one<{ startedAt: Date }>(
    `SELECT started_at AS "startedAt" FROM audit_verifications WHERE scope = 'all' ORDER BY finished_at DESC LIMIT 1`,
  )
  return row?.startedAt ?? null
}

/**
 * The newest one that found something, unless a later one has looked at the same place and found nothing: what was found
 * is not forgotten because a later look was elsewhere.
 */
export function standingFailure(tx: ReadTx | WriteTx): Promise<VerificationRow | null> {
  return tx.one<VerificationRow>(
    `SELECT ${columns} FROM audit_verifications f
      WHERE f.finished_at >= now() - interval '30 days' AND f.outcome = 'failed'
        AND NOT EXISTS (SELECT FROM audit_verifications p
                         WHERE p.finished_at > f.finished_at AND p.outcome = 'passed'
                           AND p.from_ordinal <= f.bad_ordinal AND p.to_ordinal >= f.bad_ordinal)
      ORDER BY f.finished_at DESC LIMIT 1`,
  )
}
