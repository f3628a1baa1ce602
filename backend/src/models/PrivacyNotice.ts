import type { NoticeSection } from '@hms/contract/consents'
import type { ReadTx, WriteTx } from '../config/database.ts'

export interface NoticeRow {
  version: number
  sections: NoticeSection[]
  publishedAt: Date
}

export interface PublishedRow extends NoticeRow {
  publishedBy: string | null
  acknowledgements: number
}

export interface DraftRow {
  revision: number
  sections: NoticeSection[]
  editedAt: Date
}

export interface AcknowledgementRow {
  version: number
  way: 'sign-up' | 'online' | 'in-person' | 'paper'
  at: Date
}

/** The version that holds now. */
export function current(tx: ReadTx | WriteTx): Promise<NoticeRow | null> {
  return tx.one<NoticeRow>(
    `SELECT version, sections, published_at AS "publishedAt" FROM privacy_notices
      WHERE version IS NOT NULL ORDER BY version DESC LIMIT 1`,
  )
}

/** Every published version, the newest first. */
export function list(tx: ReadTx): Promise<PublishedRow[]> {
  return tx.many<PublishedRow>(
    `SELECT n.version, n.sections, n.published_at AS "publishedAt", u.first_name || ' ' || u.last_name AS "publishedBy",
            coalesce(a.acknowledgements, 0) AS acknowledgements
       FROM privacy_notices n LEFT JOIN users u ON u.id = n.published_by
       LEFT JOIN (SELECT version, count(*)::int AS acknowledgements FROM notice_acknowledgements GROUP BY version) a
              ON a.version = n.version
      WHERE n.version IS NOT NULL ORDER BY n.version DESC`,
  )
}

const draftColumns = `revision, sections, edited_at AS "editedAt"`

export function draft(tx: ReadTx | WriteTx): Promise<DraftRow | null> {
  return tx.one<DraftRow>(`SELECT ${draftColumns} FROM privacy_notices WHERE version IS NULL`)
}

/**
 * Saves the draft over the revision that was edited; 0 begins one.
 * @returns null when somebody has saved another one meanwhile
 */
export function saveDraft(
  tx: WriteTx,
  { id, revision, sections }: { id: string; revision: number; sections: readonly NoticeSection[] },
): Promise<DraftRow | null> {
  const values = [JSON.stringify(sections), tx.actor.userId]
  if (revision > 0) {
    return tx.one<DraftRow>(
      `UPDATE privacy_notices SET sections = $1::jsonb, edited_by = $2, edited_at = now(), revision = revision + 1
        WHERE version IS NULL AND revision = $3 RETURNING ${draftColumns}`,
      [...values, revision],
    )
  }
  return tx.one<DraftRow>(
    `INSERT INTO privacy_notices (id, sections, edited_by) VALUES ($3, $1::jsonb, $2) ON CONFLICT DO NOTHING
     RETURNING ${draftColumns}`,
    [...values, id],
  )
}

/** Makes the draft the next version. @returns null when it is not the revision that the publisher has seen */
export function publish(tx: WriteTx, revision: number): Promise<NoticeRow | null> {
  return tx.one<NoticeRow>(
    `UPDATE privacy_notices
        SET version = (SELECT coalesce(max(version), 0) + 1 FROM privacy_notices), published_by = $2, published_at = now()
      WHERE version IS NULL AND revision = $1 RETURNING version, sections, published_at AS "publishedAt"`,
    [revision, tx.actor.userId],
  )
}

/** Which versions a patient has taken note of, the newest first. */
export function acknowledgements(tx: ReadTx, patientId: string): Promise<AcknowledgementRow[]> {
  return tx.many<AcknowledgementRow>(
    `SELECT version, way, acknowledged_at AS at FROM notice_acknowledgements WHERE patient_id = $1 ORDER BY version DESC`,
    [patientId],
  )
}

/** Notes that a patient has taken note of a version; the first time stays. @returns null when there is no such version */
export async function acknowledge(
  tx: WriteTx,
  { patientId, version, way }: { patientId: string; version: number; way: AcknowledgementRow['way'] },
): Promise<AcknowledgementRow | null> {
  await tx.run(
    `INSERT INTO notice_acknowledgements (patient_id, version, way, acknowledged_by)
     SELECT $1, n.version, $3, $4 FROM privacy_notices n WHERE n.version = $2 ON CONFLICT DO NOTHING`,
    [patientId, version, way, tx.actor.userId],
  )
  return tx.one<AcknowledgementRow>(
    `SELECT version, way, acknowledged_at AS at FROM notice_acknowledgements WHERE patient_id = $1 AND version = $2`,
    [patientId, version],
  )
}

/** As `acknowledge`, for somebody who signs up; a version that is not there is passed over, and nobody waits for it. */
export function acknowledgeAtSignUp(tx: WriteTx, patientId: string, userId: string, version: number): void {
  tx.send(
    `INSERT INTO notice_acknowledgements (patient_id, version, way, acknowledged_by)
     SELECT $1, n.version, 'sign-up', $3 FROM privacy_notices n WHERE n.version = $2`,
    [patientId, version, userId],
  )
}
