import type { ReadTx, WriteTx } from '../config/database.ts'

export interface DoctorEntry {
  doctorId: string
  firstName: string
  lastName: string
  specialization: string
}

export interface AssignmentRow extends DoctorEntry {
  id: string
  patientId: string
  from: Date
  until: Date | null
  active: boolean
}

const columns = `
  SELECT c.id, c.patient_id AS "patientId", d.id AS "doctorId", d.first_name AS "firstName", d.last_name AS "lastName",
         d.specialization, c.from_at AS "from", c.until_at AS until, (c.until_at IS NULL OR c.until_at > now()) AS active
    FROM care_assignments c JOIN doctors d ON d.id = c.doctor_id`

/** Newest first; what is over too. */
export function list(tx: ReadTx, patientId: string): Promise<AssignmentRow[]> {
  return tx.many<AssignmentRow>(`${columns} WHERE c.patient_id = $1 ORDER BY c.from_at DESC, c.id DESC LIMIT 200`, [
    patientId,
  ])
}

export function find(tx: ReadTx | WriteTx, id: string): Promise<AssignmentRow | null> {
  return tx.one<AssignmentRow>(`${columns} WHERE c.id = $1`, [id])
}

/** @returns false when the patient is assigned to the doctor already */
export async function insert(
  tx: WriteTx,
  { id, patientId, doctorId, until }: { id: string; patientId: string; doctorId: string; until: Date | null },
): Promise<boolean> {
  tx.send('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`care/${patientId}/${doctorId}`])
  const rows = await tx.run(
    `INSERT INTO care_assignments (id, patient_id, doctor_id, assigned_by, until_at)
     SELECT $1, $2, $3, $4, $5::timestamptz
      WHERE NOT EXISTS (SELECT FROM care_by_assignment c WHERE c.doctor_id = $3 AND c.patient_id = $2)`,
    [id, patientId, doctorId, tx.actor.userId, until],
  )
  return rows === 1
}

/** @returns false when it is over, or not the asker's to end */
export async function end(tx: WriteTx, id: string): Promise<boolean> {
  const rows = await tx.run(
    'UPDATE care_assignments SET until_at = now() WHERE id = $1 AND (until_at IS NULL OR until_at > now())',
    [id],
  )
  return rows === 1
}
