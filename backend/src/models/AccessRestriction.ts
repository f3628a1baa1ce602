import type { ReadTx, WriteTx } from '../config/database.ts'
import type { DoctorEntry } from './CareAssignment.ts'
import { keysOf, openFields, visible } from './sealing.ts'

export interface RestrictionRow extends DoctorEntry {
  id: string
  patientId: string
  from: Date
  until: Date | null
  active: boolean
  reason: string | null
}

const field = (id: string) => `access_restrictions.reason/${id}`

const columns = `
  SELECT r.id, r.patient_id AS "patientId", d.id AS "doctorId", d.first_name AS "firstName", d.last_name AS "lastName",
         d.specialization, r.from_at AS "from", r.until_at AS until, (r.until_at IS NULL OR r.until_at > now()) AS active, r.reason
    FROM access_restrictions r JOIN doctors d ON d.user_id = r.user_id`

type Stored = Omit<RestrictionRow, 'reason'> & { reason: Buffer | null }

/** Reasons are the patient's own: nobody else's are even tried. */
async function opened(tx: ReadTx | WriteTx, rows: Stored[]): Promise<RestrictionRow[]> {
  const sealed = rows.map(({ id, patientId, reason }) => ({
    patientId,
    scope: 'clinical' as const,
    field: field(id),
    cipher: tx.actor.patientId === patientId ? reason : null,
  }))
  const reasons = await openFields(tx, sealed)
  return rows.map((row, n) => ({ ...row, reason: visible(reasons[n]) }))
}

/** Newest first; what is over too. */
export async function list(tx: ReadTx, patientId: string): Promise<RestrictionRow[]> {
  const rows = await tx.many<Stored>(
    `${columns} WHERE r.patient_id = $1 ORDER BY r.from_at DESC, r.id DESC LIMIT 200`,
    [patientId],
  )
  return opened(tx, rows)
}

export async function find(tx: ReadTx | WriteTx, id: string): Promise<RestrictionRow | null> {
  return (await opened(tx, await tx.many<Stored>(`${columns} WHERE r.id = $1`, [id])))[0] ?? null
}

interface NewRestriction {
  id: string
  patientId: string
  userId: string
  until: Date | null
  reason: string | null
}

/** @returns false when the doctor is shut out already */
export async function insert(tx: WriteTx, { id, patientId, userId, until, reason }: NewRestriction): Promise<boolean> {
  tx.send('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`restriction/${patientId}/${userId}`])
  const { clinical } = reason === null ? {} : await keysOf(tx, patientId)
  const rows = await tx.run(
    `INSERT INTO access_restrictions (id, patient_id, user_id, until_at, reason)
     SELECT $1, $2, $3, $4::timestamptz, hms_seal($5, $6, $2, $7)
      WHERE NOT EXISTS (SELECT FROM active_restrictions r WHERE r.user_id = $3 AND r.patient_id = $2)`,
    [id, patientId, userId, until, reason, clinical ?? null, field(id)],
  )
  return rows === 1
}

/** @returns false when it is over, or not the asker's to lift */
export async function lift(tx: WriteTx, id: string): Promise<boolean> {
  const rows = await tx.run(
    'UPDATE access_restrictions SET until_at = now() WHERE id = $1 AND (until_at IS NULL OR until_at > now())',
    [id],
  )
  return rows === 1
}
