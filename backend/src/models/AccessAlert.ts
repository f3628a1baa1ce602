import type { AlertRuleName, AlertSeverity } from '@hms/contract/alerts'
import type { ReadTx, WriteTx } from '../config/database.ts'

/** What a rule has found. */
export interface Suspicion {
  rule: AlertRuleName
  /** Whose deed it is; null where nobody's. */
  actorId: string | null
  /** The one patient whom it is about; null where it is about several, or none. */
  patientId: string | null
  patientIds: readonly string[]
  from: Date
  until: Date
  count: number
  usual: number | null
  /** Names what was found: the same is told once. */
  occurrence: string
  event: { id: string; seq: string } | null
}

/** An open alert of the same kind about the same person and patient whose time this one's meets; parameters 1 to 5. */
const OPEN = `c.id = a.case_id AND c.state = 'open' AND a.rule = $1 AND c.subject_user_id IS NOT DISTINCT FROM $2::uuid
        AND c.patient_id IS NOT DISTINCT FROM $3::uuid
        AND a.window_until >= $4::timestamptz - interval '1 hour' AND a.window_from <= $5::timestamptz + interval '1 hour'`

const placeOf = ({ rule, actorId, patientId, from, until }: Suspicion) => [rule, actorId, patientId, from, until]

export async function isOpen(tx: WriteTx, found: Suspicion): Promise<boolean> {
  return (await tx.one(`SELECT FROM access_alerts a, privacy_cases c WHERE ${OPEN} LIMIT 1`, placeOf(found))) !== null
}

/**
 * Adds to the open alert of the same kind about the same person and patient whose time this one's meets.
 * @returns whether there is one
 */
export async function join(tx: WriteTx, found: Suspicion): Promise<boolean> {
  const touched = await tx.run(
    `UPDATE access_alerts a
        SET window_from = least(a.window_from, $4), window_until = greatest(a.window_until, $5),
            event_count = greatest(a.event_count, $6), usual_count = coalesce($7, a.usual_count),
            patient_ids = (ARRAY(SELECT DISTINCT p FROM unnest(a.patient_ids || $8::uuid[]) p))[1:500]
       FROM privacy_cases c
      WHERE ${OPEN}`,
    [...placeOf(found), found.count, found.usual, found.patientIds],
  )
  return touched > 0
}

/** Whether this very thing was told before, be its case closed by now. */
export async function isTold(tx: WriteTx, occurrence: string): Promise<boolean> {
  return (await tx.one('SELECT case_id FROM access_alerts WHERE occurrence = $1', [occurrence])) !== null
}

/** Says what a case was found by. A case that has such a row keeps it. */
export function describe(tx: WriteTx, caseId: string, found: Suspicion, severity: AlertSeverity): void {
  tx.send(
    `INSERT INTO access_alerts (case_id, rule, severity, occurrence, window_from, window_until, event_count, usual_count, patient_ids)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
    [
      caseId,
      found.rule,
      severity,
      found.occurrence,
      found.from,
      found.until,
      found.count,
      found.usual,
      found.patientIds.slice(0, 500),
    ],
  )
}

/** How many sealed entries of the log no rule has looked at yet. */
export async function behind(tx: ReadTx): Promise<number> {
  const row = await tx.one<{ n: number }>(
    `SELECT coalesce((SELECT max(ordinal) FROM audit_seals) - p.ordinal, 0)::float8 AS n FROM alert_progress p`,
  )
  return row?.n ?? 0
}
