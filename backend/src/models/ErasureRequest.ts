import type { PrivacyRequestStatus } from '@hms/contract/dataRights'
import type { ReadTx, WriteTx } from '../config/database.ts'
import { openFields, toSeal, visible } from './sealing.ts'

/** A request to be erased, in the table that all requests about one's data share. */
export interface ErasureRequestRow {
  id: string
  patientId: string
  patientName: string | null
  mrn: string | null
  status: PrivacyRequestStatus
  requestedAt: Date
  requestedBy: string
  requesterName: string | null
  byPatient: boolean
  /** Null where there is none, or the reader may not see the patient's key. */
  reason: string | null
  decidedAt: Date | null
  decidedBy: string | null
  deciderName: string | null
  decision: string | null
  overridesRetention: boolean
  /** `YYYY-MM-DD` */
  retainedUntil: string | null
  heldSince: Date | null
  finishedAt: Date | null
  certificateId: string | null
  /** Where a page goes on: time with all its digits, id. */
  place: [string, string]
}

type Stored = Omit<ErasureRequestRow, 'reason' | 'decision' | 'place'> & {
  reason: Buffer | null
  decision: Buffer | null
  timePlace: string
}

const reasonField = (id: string) => `privacy_requests.reason/${id}`
const decisionField = (id: string) => `privacy_requests.decision/${id}`

const columns = `r.id, r.patient_id AS "patientId", p.first_name || ' ' || p.last_name AS "patientName", p.mrn, r.status,
  r.requested_at AS "requestedAt", r.requested_by AS "requestedBy", u.first_name || ' ' || u.last_name AS "requesterName",
  coalesce((r.details ->> 'byPatient')::boolean, false) AS "byPatient",
  r.reason, r.decided_at AS "decidedAt", r.decided_by AS "decidedBy", d.first_name || ' ' || d.last_name AS "deciderName",
  r.decision, coalesce((r.details ->> 'overridesRetention')::boolean, false) AS "overridesRetention",
  CASE WHEN p.erased_at IS NULL THEN hms_record_retained_until(r.patient_id) END AS "retainedUntil",
  (SELECT h.set_at FROM legal_holds h WHERE h.patient_id = r.patient_id AND h.lifted_at IS NULL) AS "heldSince",
  r.finished_at AS "finishedAt", r.details ->> 'certificateId' AS "certificateId",
  to_char(r.requested_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "timePlace"`

const joins = `LEFT JOIN patients p ON p.id = r.patient_id LEFT JOIN users u ON u.id = r.requested_by
  LEFT JOIN users d ON d.id = r.decided_by`

async function opened(tx: ReadTx | WriteTx, rows: Stored[]): Promise<ErasureRequestRow[]> {
  const sealed = rows.flatMap(({ id, patientId, reason, decision }) => [
    { patientId, scope: 'contact' as const, field: reasonField(id), cipher: reason },
    { patientId, scope: 'contact' as const, field: decisionField(id), cipher: decision },
  ])
  const texts = await openFields(tx, sealed)
  return rows.map(({ timePlace, ...row }, n) => ({
    ...row,
    reason: visible(texts[2 * n]),
    decision: visible(texts[2 * n + 1]),
    place: [timePlace, row.id],
  }))
}

export interface RequestFilter {
  status: PrivacyRequestStatus | null
  patientId: string | null
  /** The place of the last row of the page before. */
  after: string[] | null
}

/** The newest first. */
export async function list(tx: ReadTx, filter: RequestFilter, limit: number): Promise<ErasureRequestRow[]> {
  const { status, patientId, after } = filter
  const rows = await tx.many<Stored>(
    `SELECT ${columns}
       FROM (SELECT * FROM privacy_requests
              WHERE kind = 'erasure' AND ${status ? 'status = $2' : '$2::text IS NULL'}
                AND ${patientId ? 'patient_id = $3' : '$3::uuid IS NULL'}
                ${after ? 'AND (requested_at, id) < ($4::timestamptz, $5::uuid)' : ''}
              ORDER BY requested_at DESC, id DESC LIMIT $1) r ${joins}
      ORDER BY r.requested_at DESC, r.id DESC`,
    [limit, status, patientId, ...(after ?? [])],
  )
  return opened(tx, rows)
}

export async function find(tx: ReadTx | WriteTx, id: string): Promise<ErasureRequestRow | null> {
  const rows = await tx.many<Stored>(
    `SELECT ${columns} FROM privacy_requests r ${joins} WHERE r.id = $1 AND r.kind = 'erasure'`,
    [id],
  )
  return (await opened(tx, rows))[0] ?? null
}

export async function countOpen(tx: ReadTx): Promise<number> {
  const row = await tx.one<{ open: number }>(
    `SELECT count(*)::int AS open FROM privacy_requests WHERE kind = 'erasure' AND status IN ('requested', 'approved')`,
  )
  return row?.open ?? 0
}

/**
 * Adds a request. Its reason is sealed in a second step, as a privacy officer sees the patient's key because of the request.
 * @returns false when one is under way already
 */
export async function insert(
  tx: WriteTx,
  { id, patientId, reason }: { id: string; patientId: string; reason: string | null },
): Promise<boolean> {
  const rows = await tx.run(
    `INSERT INTO privacy_requests (id, kind, patient_id, requested_by, details)
     VALUES ($1, 'erasure', $2, $3, jsonb_build_object('byPatient', $4::boolean)) ON CONFLICT DO NOTHING`,
    [id, patientId, tx.actor.userId, tx.actor.patientId === patientId],
  )
  if (rows === 0) return false
  if (reason === null) return true
  const sealed = await toSeal(tx, { patientId, scope: 'contact', field: reasonField(id) }, reason)
  await tx.run('UPDATE privacy_requests SET reason = hms_seal($2, $3, $4, $5) WHERE id = $1', [id, ...sealed])
  return true
}

/** @returns false when somebody has decided on it already */
export async function withdraw(tx: WriteTx, id: string): Promise<boolean> {
  const rows = await tx.run(
    `UPDATE privacy_requests SET status = 'withdrawn', finished_at = now() WHERE id = $1 AND status = 'requested'`,
    [id],
  )
  return rows > 0
}

export interface Decision {
  approve: boolean
  reason: string | null
  overridesRetention: boolean
}

/** What was approved may still be refused until it is done. @returns false when it has moved on */
export async function decide(
  tx: WriteTx,
  { id, patientId }: { id: string; patientId: string },
  { approve, reason, overridesRetention }: Decision,
): Promise<boolean> {
  const sealed = await toSeal(tx, { patientId, scope: 'contact', field: decisionField(id) }, reason)
  const rows = await tx.run(
    `UPDATE privacy_requests
        SET status = CASE WHEN $2 THEN 'approved' ELSE 'refused' END, decided_by = $3, decided_at = now(),
            decision = hms_seal($4, $5, $6, $7), details = details || jsonb_build_object('overridesRetention', $8::boolean)
      WHERE id = $1 AND kind = 'erasure' AND (status = 'requested' OR (status = 'approved' AND NOT $2))`,
    [id, approve, tx.actor.userId, ...sealed, overridesRetention],
  )
  return rows > 0
}
