import type { ReadTx, WriteTx } from '../config/database.ts'
import { openFields, toSeal, visible } from './sealing.ts'

export interface LegalHoldRow {
  id: string
  patientId: string
  /** Null where the reader may not see the patient's key, or the patient was erased. */
  reason: string | null
  setAt: Date
  setBy: string
  setterName: string | null
  liftedAt: Date | null
  liftedBy: string | null
  lifterName: string | null
  liftReason: string | null
}

type Stored = Omit<LegalHoldRow, 'reason' | 'liftReason'> & { reason: Buffer; liftReason: Buffer | null }

const reasonField = (id: string) => `legal_holds.reason/${id}`
const liftReasonField = (id: string) => `legal_holds.lift_reason/${id}`

/** All of one patient, the newest first. */
export async function ofPatient(tx: ReadTx | WriteTx, patientId: string): Promise<LegalHoldRow[]> {
  const rows = await tx.many<Stored>(
    `SELECT h.id, h.patient_id AS "patientId", h.reason, h.set_at AS "setAt", h.set_by AS "setBy",
            s.first_name || ' ' || s.last_name AS "setterName", h.lifted_at AS "liftedAt", h.lifted_by AS "liftedBy",
            l.first_name || ' ' || l.last_name AS "lifterName", h.lift_reason AS "liftReason"
       FROM legal_holds h LEFT JOIN users s ON s.id = h.set_by LEFT JOIN users l ON l.id = h.lifted_by
      WHERE h.patient_id = $1 ORDER BY h.set_at DESC LIMIT 200`,
    [patientId],
  )
  const contact = (field: string, cipher: Buffer | null) => ({ patientId, scope: 'contact' as const, field, cipher })
  const texts = await openFields(
    tx,
    rows.flatMap((row) => [contact(reasonField(row.id), row.reason), contact(liftReasonField(row.id), row.liftReason)]),
  )
  return rows.map((row, n) => ({ ...row, reason: visible(texts[2 * n]), liftReason: visible(texts[2 * n + 1]) }))
}

/** Whether a hold stands. */
export async function stands(tx: ReadTx | WriteTx, patientId: string): Promise<boolean> {
  const row = await tx.one('SELECT 1 FROM legal_holds WHERE patient_id = $1 AND lifted_at IS NULL', [patientId])
  return row !== null
}

/**
 * Sets a hold. Its reason is sealed in a second step, as a privacy officer sees the patient's key because of the hold.
 * @returns false when one stands already
 */
export async function insert(
  tx: WriteTx,
  { id, patientId, reason }: { id: string; patientId: string; reason: string },
): Promise<boolean> {
  const rows = await tx.run(
    `INSERT INTO legal_holds (id, patient_id, reason, set_by) VALUES ($1, $2, '\\x', $3) ON CONFLICT DO NOTHING`,
    [id, patientId, tx.actor.userId],
  )
  if (rows === 0) return false
  const sealed = await toSeal(tx, { patientId, scope: 'contact', field: reasonField(id) }, reason)
  await tx.run(`UPDATE legal_holds SET reason = hms_seal($2, $3, $4, $5) WHERE id = $1`, [id, ...sealed])
  return true
}

/** @returns false when none stands */
export async function lift(
  tx: WriteTx,
  { id, patientId }: { id: string; patientId: string },
  reason: string,
): Promise<boolean> {
  const sealed = await toSeal(tx, { patientId, scope: 'contact', field: liftReasonField(id) }, reason)
  const rows = await tx.run(
    `UPDATE legal_holds SET lifted_by = $2, lifted_at = now(), lift_reason = hms_seal($3, $4, $5, $6)
      WHERE id = $1 AND lifted_at IS NULL`,
    [id, tx.actor.userId, ...sealed],
  )
  return rows > 0
}
