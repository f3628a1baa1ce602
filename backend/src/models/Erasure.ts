import type { ReadTx, WriteTx } from '../config/database.ts'

/** A certificate: that somebody was erased, and nothing of who it was. */
export interface ErasureRow {
  id: string
  number: number
  /** In hexadecimal digits. */
  subjectHash: string
  requestedAt: Date
  requestedByPatient: boolean
  approvedAt: Date
  approvedBy: string
  approverName: string | null
  performedBy: string
  performerName: string | null
  erasedAt: Date
  /** `YYYY-MM-DD` */
  retentionOverridden: string | null
  counts: Record<string, number>
  /** Where a page goes on: time with all its digits, id. */
  timePlace: string
}

const columns = `e.id, e.number, encode(e.subject_hash, 'hex') AS "subjectHash", e.requested_at AS "requestedAt",
  e.requested_by_patient AS "requestedByPatient", e.approved_at AS "approvedAt", e.approved_by AS "approvedBy",
  a.first_name || ' ' || a.last_name AS "approverName", e.performed_by AS "performedBy",
  d.first_name || ' ' || d.last_name AS "performerName", e.erased_at AS "erasedAt",
  e.retention_overridden AS "retentionOverridden", e.counts,
  to_char(e.erased_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "timePlace"`
const joins = 'LEFT JOIN users a ON a.id = e.approved_by LEFT JOIN users d ON d.id = e.performed_by'

/** The newest first. */
export function list(tx: ReadTx, after: string[] | null, limit: number): Promise<ErasureRow[]> {
  return tx.many<ErasureRow>(
    `SELECT ${columns} FROM erasures e ${joins}
      ${after ? 'WHERE (e.erased_at, e.id) < ($2::timestamptz, $3::uuid)' : ''}
      ORDER BY e.erased_at DESC, e.id DESC LIMIT $1`,
    [limit, ...(after ?? [])],
  )
}

export function find(tx: ReadTx | WriteTx, id: string): Promise<ErasureRow | null> {
  return tx.one<ErasureRow>(`SELECT ${columns} FROM erasures e ${joins} WHERE e.id = $1`, [id])
}

/**
 * Erases the patient of an approved request: the database does all of it, and refuses what stands in the way.
 * @returns the certificate's id
 */
export async function perform(tx: WriteTx, patientId: string, requestId: string): Promise<string> {
  const row = await tx.one<{ id: string }>('SELECT id FROM hms_erase_patient($1, $2)', [patientId, requestId])
  return row!.id
}

export interface ComingVisit {
  id: string
  version: number
  doctorUserId: string
}

/** Visits that an erasure cancels, with whom to tell. */
export function comingVisits(tx: WriteTx, patientId: string): Promise<ComingVisit[]> {
  return tx.many<ComingVisit>(
    `SELECT a.id, a.version, d.user_id AS "doctorUserId" FROM appointments a JOIN doctors d ON d.id = a.doctor_id
      WHERE a.patient_id = $1 AND a.status IN ('booked', 'checked-in') AND a.ends_at > now() AND d.user_id IS NOT NULL`,
    [patientId],
  )
}
