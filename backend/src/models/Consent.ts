import type { ReadTx, WriteTx } from '../config/database.ts'

export interface ConsentRow {
  id: string
  purpose: string
  provision: 'permit' | 'deny'
  way: 'online' | 'in-person' | 'paper'
  /** Null for what the patient said online. */
  recordedByName: string | null
  recordedByRole: string
  dateTime: Date
}

const columns = `id, purpose, provision, way, recorded_by_name AS "recordedByName", recorded_by_role AS "recordedByRole",
  date_time AS "dateTime"`

/** The newest statement of each purpose. */
export function present(tx: ReadTx | WriteTx, patientId: string): Promise<ConsentRow[]> {
  return tx.many<ConsentRow>(`SELECT ${columns} FROM present_consents WHERE patient_id = $1`, [patientId])
}

/** All statements, the newest first. */
export function history(tx: ReadTx, patientId: string, limit: number): Promise<ConsentRow[]> {
  return tx.many<ConsentRow>(
    `SELECT ${columns} FROM consents WHERE patient_id = $1 ORDER BY date_time DESC, id DESC LIMIT $2`,
    [patientId, limit],
  )
}

/** What was said last of one purpose; null where nothing was. */
export async function provisionOf(
  tx: ReadTx | WriteTx,
  patientId: string,
  purpose: string,
): Promise<'permit' | 'deny' | null> {
  const row = await tx.one<Pick<ConsentRow, 'provision'>>(
    'SELECT provision FROM consents WHERE patient_id = $1 AND purpose = $2 ORDER BY date_time DESC, id DESC LIMIT 1',
    [patientId, purpose],
  )
  return row?.provision ?? null
}

export interface NewConsent {
  id: string
  patientId: string
  purpose: string
  provision: 'permit' | 'deny'
  way: ConsentRow['way']
}

export async function insert(tx: WriteTx, { id, patientId, purpose, provision, way }: NewConsent): Promise<ConsentRow> {
  const row = await tx.one<ConsentRow>(
    `INSERT INTO consents (id, patient_id, purpose, provision, way, recorded_by) VALUES ($1, $2, $3, $4, $5, $6)
     RETURNING ${columns}`,
    [id, patientId, purpose, provision, way, tx.actor.userId],
  )
  return row!
}
