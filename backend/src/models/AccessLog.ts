import type { ReadTx, WriteTx } from '../config/database.ts'
import type { AuditPlace } from './AuditEvent.ts'

export interface AccessRow {
  id: string
  seq: string
  recorded: Date
  micros: string
  actorId: string | null
  actorRole: string
  action: 'C' | 'R' | 'U' | 'D' | 'E'
  operation: string
  outcome: 'success' | 'refused' | 'failed'
  purpose: string
  reason: string | null
  changedFields: string[]
  othersToo: boolean
}

const columns = `e.id, e.seq::text, e.recorded, (extract(epoch FROM e.recorded) * 1000000)::bigint::text AS micros,
  e.actor_id AS "actorId", e.actor_role AS "actorRole", e.action, e.operation, e.outcome, e.purpose, e.reason,
  e.changed_fields AS "changedFields", cardinality(e.patient_ids) > 1 AS "othersToo"`

/** The account of a patient whom the reader may see. */
export interface Whose {
  userId: string | null
}

export function whose(tx: ReadTx | WriteTx, patientId: string): Promise<Whose | null> {
  return tx.one<Whose>('SELECT user_id AS "userId" FROM patients WHERE id = $1', [patientId])
}

export interface AccessFilter {
  patientId: string
  actorId: string | null
  /** Whose deeds are left out: the patient's own account. */
  without: string | null
  from: Date | string
  until: Date | string
  before: AuditPlace
}

/** What was done with one patient's record, newest first. */
export function list(tx: ReadTx, filter: AccessFilter, limit: number): Promise<AccessRow[]> {
  return tx.many<AccessRow>(
    `SELECT ${columns} FROM audit_events_of_patient($1, $2, $3) e
      WHERE ($4::uuid IS NULL OR e.actor_id = $4) AND ($5::uuid IS NULL OR e.actor_id IS DISTINCT FROM $5)
        AND (e.recorded, e.seq) < (timestamptz 'epoch' + $6::bigint * interval '1 microsecond', $7::bigint)
      ORDER BY e.recorded DESC, e.seq DESC LIMIT $8`,
    [filter.patientId, filter.from, filter.until, filter.actorId, filter.without, ...filter.before, limit],
  )
}

/** One row of the log, when it concerns the patient. */
export function find(tx: WriteTx, patientId: string, eventId: string): Promise<AccessRow | null> {
  return tx.one<AccessRow>(
    `SELECT ${columns} FROM audit_events_of_patient($1, '-infinity', 'infinity') e WHERE e.id = $2`,
    [patientId, eventId],
  )
}

export interface AccessPerson {
  id: string
  role: string
  times: number
}

/** Everybody who ever did something with the record, who did it last first. */
export function people(tx: ReadTx, patientId: string): Promise<AccessPerson[]> {
  return tx.many<AccessPerson>(
    `SELECT e.actor_id AS id, max(e.actor_role) AS role, count(*)::int AS times
       FROM audit_events_of_patient($1, '-infinity', 'infinity') e WHERE e.actor_id IS NOT NULL
      GROUP BY e.actor_id ORDER BY max(e.recorded) DESC, e.actor_id LIMIT 500`,
    [patientId],
  )
}

/** Names of those who are in the log; of nobody else, whatever is asked. */
export async function names(tx: ReadTx, patientId: string, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.many<{ id: string; name: string }>('SELECT id, name FROM hms_names_in_access_log($1, $2)', [
    patientId,
    ids,
  ])
  return new Map(rows.map(({ id, name }) => [id, name]))
}
