import type { AuditSortKey } from '@hms/contract/audit'
import type { ReadTx } from '../config/database.ts'
import { toDate } from '../utils/time.ts'

export interface NewAuditEvent {
  action: 'C' | 'R' | 'U' | 'D' | 'E'
  operation: string
  outcome: 'success' | 'refused' | 'failed'
  actorId: string | null
  actorRole: string
  purpose: string
  sessionId: string | null
  requestId: string
  clientAddress: string | null
  resourceType: string
  resourceId: string | null
  resourceVersion: number | null
  patientIds: string[]
  changedFields: string[]
  reason: string | null
}

/** HL7 v3 PurposeOfUse for what is done with a record that was opened in an emergency. */
const EMERGENCY = 'ETREAT'

/**
 * Adds a row; possible in reading transactions too, and nothing else is. Without it the transaction does not commit.
 * What is done with the one patient whose record its reader has opened in an emergency is an emergency's, whatever the
 * purpose otherwise: the database knows whether it is open at this moment, so nothing has to be asked before.
 */
export function insert(tx: ReadTx, event: NewAuditEvent): void {
  tx.send(
    `INSERT INTO audit_events (action, operation, outcome, actor_id, actor_role, purpose, session_id, request_id, client_address,
                               resource_type, resource_id, resource_version, patient_ids, changed_fields, reason)
     VALUES ($1, $2, $3, $4, $5,
             CASE WHEN hms_breaks_glass() AND cardinality($13::uuid[]) = 1
                       AND EXISTS (SELECT FROM open_break_glass g WHERE g.user_id = hms_user_id() AND g.patient_id = ($13::uuid[])[1])
                  THEN '${EMERGENCY}' ELSE $6 END,
             $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      event.action,
      event.operation,
      event.outcome,
      event.actorId,
      event.actorRole,
      event.purpose,
      event.sessionId,
      event.requestId,
      event.clientAddress,
      event.resourceType,
      event.resourceId,
      event.resourceVersion,
      event.patientIds,
      event.changedFields,
      event.reason,
    ],
  )
  tx.markAudited(event.patientIds)
}

/** Where a page of the log goes on: microseconds since the epoch of the last row's recording, and its `seq`. */
export type AuditPlace = [micros: string, seq: string]

export interface RecordedAuditEvent extends NewAuditEvent {
  /** A bigint, as text. */
  seq: string
  id: string
  recorded: Date
  micros: string
  /** What it is ordered by, where that is not the time. */
  sortKey: string
  /** Null for what the application itself did, and where the account is unknown. */
  actorName: string | null
  /** Of the one patient whom it concerns; null where none or several are. */
  patientName: string | null
}

export interface AuditFilter {
  patientId?: string
  actorId?: string
  requestId?: string
  action?: string
  outcome?: string
  from?: Temporal.Instant
  to?: Temporal.Instant
  before: AuditPlace | null
  sort?: AuditSortKey
  order?: 'asc' | 'desc'
  /** By what a sorted page goes on; null on the first, and where the time is the order. */
  beforeKey?: string | null
}

/** A place before or behind which every row stands: the years 1 and 9999. */
export const NEWEST: AuditPlace = ['253370764800000000', '9223372036854775807']
const OLDEST: AuditPlace = ['-62135596800000000', '0']

const sortKeys: Record<AuditSortKey, string> = {
  recorded: `''`,
  action: 'e.action::text',
  operation: 'e.operation',
  outcome: 'e.outcome',
  actor: 'coalesce(su.name, e.actor_role)',
  role: 'e.actor_role',
  resource: 'e.resource_type',
  patient: `coalesce(sp.name, '')`,
  purpose: 'e.purpose',
  address: `coalesce(e.client_address, '')`,
}

/** What an order by a name is joined with. */
const sortJoins: Partial<Record<AuditSortKey, string>> = {
  actor: `LEFT JOIN (SELECT id, first_name || ' ' || last_name AS name FROM users) su ON su.id = e.actor_id`,
  patient: `LEFT JOIN (SELECT id, first_name || ' ' || last_name AS name FROM patients) sp
              ON sp.id = CASE WHEN cardinality(e.patient_ids) = 1 THEN e.patient_ids[1] END`,
}

/** One plan for an hour and for a month would look up the name of each of half a million rows by itself. */
const PLAN_ANEW = `SELECT set_config('plan_cache_mode', 'force_custom_plan', true)`

/**
 * What is rare has indexes that hold nothing else, and a statement that only gets told in its values what it is about could
 * not be answered by them: so it says it.
 */
const rareConditions = ({ action, outcome }: AuditFilter): string =>
  [
    action === 'D' && `AND e.action = 'D'`,
    outcome && outcome !== 'success' && `AND e.outcome <> 'success' AND e.outcome = $6`,
  ]
    .filter(Boolean)
    .join(' ')

/**
 * A page of the log: one row more than `limit` when there are more. Filters that an index answers are in the text; a
 * patient's rows are fetched by a function, as row-level security keeps the index on the array to itself. The order by
 * time goes along an index; any other sorts what lies between `from` and `to`, which the caller keeps within bounds.
 */
export async function list(tx: ReadTx, filter: AuditFilter, limit: number): Promise<RecordedAuditEvent[]> {
  const { patientId, actorId, requestId, action, outcome, from, to, before, sort = 'recorded', order = 'desc' } = filter
  const direction = order === 'desc' ? 'DESC' : 'ASC'
  const byTime = sort === 'recorded'
  const ordering = (e: string) =>
    `${byTime ? '' : `"sortKey" ${direction}, `}${e}.recorded ${direction}, ${e}.seq ${direction}`
  const place = `timestamptz 'epoch' + $9::bigint * interval '1 microsecond', $10::bigint`
  const compare = order === 'desc' ? '<' : '>'
  const planned = sort in sortJoins ? tx.many(PLAN_ANEW) : null
  const rows = tx.many<RecordedAuditEvent>(
    `SELECT e.seq::text, e.id, e.recorded, (extract(epoch FROM e.recorded) * 1000000)::bigint::text AS micros,
            e."sortKey", e.action, e.operation, e.outcome, e.actor_id AS "actorId", e.actor_role AS "actorRole",
            u.first_name || ' ' || u.last_name AS "actorName", e.purpose, e.session_id AS "sessionId",
            e.request_id AS "requestId", e.client_address AS "clientAddress", e.resource_type AS "resourceType",
            e.resource_id AS "resourceId", e.resource_version AS "resourceVersion", e.patient_ids AS "patientIds",
            e.changed_fields AS "changedFields", e.reason, p.first_name || ' ' || p.last_name AS "patientName"
       FROM (SELECT e.*, ${sortKeys[sort]} AS "sortKey"
               FROM ${patientId ? 'audit_events_of_patient($2::uuid, $7::timestamptz, $8::timestamptz)' : 'audit_events'} e
                    ${sortJoins[sort] ?? ''}
              WHERE ${patientId ? 'true' : '$2::uuid IS NULL'}
                AND ${actorId ? 'e.actor_id = $3::uuid' : '$3::uuid IS NULL'}
                AND ${requestId ? 'e.request_id = $4' : '$4::text IS NULL'}
                AND ($5::text IS NULL OR e.action = $5) AND ($6::text IS NULL OR e.outcome = $6) ${rareConditions(filter)}
                AND e.recorded >= $7::timestamptz AND e.recorded < $8::timestamptz
                AND ${
                  byTime
                    ? `(e.recorded, e.seq) ${compare} (${place})`
                    : `($11::text IS NULL OR (${sortKeys[sort]}, e.recorded, e.seq) ${compare} ($11::text, ${place}))`
                }
              ORDER BY ${ordering('e')} LIMIT $1) e
            LEFT JOIN users u ON u.id = e.actor_id
            LEFT JOIN patients p ON cardinality(e.patient_ids) = 1 AND p.id = e.patient_ids[1]
      ORDER BY ${ordering('e')}`,
    [
      limit + 1,
      patientId,
      actorId,
      requestId,
      action,
      outcome,
      from ? toDate(from) : '-infinity',
      to ? toDate(to) : 'infinity',
      ...(before ?? (order === 'desc' ? NEWEST : OLDEST)),
      ...(byTime ? [] : [filter.beforeKey ?? null]),
    ],
  )
  return (await Promise.all([rows, planned]))[0]
}
