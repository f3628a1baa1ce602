import type { ReadTx, WriteTx } from '../config/database.ts'
import { entryColumns, type PatientEntry } from './Patient.ts'
import { keysOf, openFields, visible } from './sealing.ts'

/** A record that was opened in an emergency. Who, when and for how long is the database's to say. */
export interface GrantRow extends PatientEntry {
  grantId: string
  reason: string | null
  throughRestriction: boolean
  openedAt: Date
  endsAt: Date
  endedAt: Date | null
  /** By the clock of the database; 0 when it is over. */
  secondsLeft: number
  /** `openedAt` to the microsecond, for cursors. */
  place: string
}

const field = (id: string) => `break_glass_grants.reason/${id}`

const columns = `
  SELECT ${entryColumns}, g.id AS "grantId", g.reason, g.through_restriction AS "throughRestriction", g.opened_at AS "openedAt",
         g.ends_at AS "endsAt", g.ended_at AS "endedAt",
         CASE WHEN g.ended_at IS NULL THEN greatest(0, ceil(extract(epoch FROM g.ends_at - now())))::int ELSE 0 END AS "secondsLeft",
         to_char(g.opened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS place`

type Stored = Omit<GrantRow, 'reason'> & { reason: Buffer | null }

async function opened(tx: ReadTx | WriteTx, rows: Stored[]): Promise<GrantRow[]> {
  const sealed = rows.map(({ id, grantId, reason }) => ({
    patientId: id,
    scope: 'contact' as const,
    field: field(grantId),
    cipher: reason,
  }))
  const reasons = await openFields(tx, sealed)
  return rows.map((row, n) => ({ ...row, reason: visible(reasons[n]) }))
}

/** Lets one person's openings of one record take turns until the end of the transaction. */
export function takeTurns(tx: WriteTx, patientId: string): void {
  tx.send('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`break-glass/${tx.actor.userId}/${patientId}`])
}

/** The own opening of a record that still lasts. */
export async function findOpen(tx: ReadTx | WriteTx, patientId: string): Promise<GrantRow | null> {
  const rows = await tx.many<Stored>(
    `${columns} FROM break_glass_grants g JOIN patients p ON p.id = g.patient_id
      WHERE g.user_id = $1 AND g.patient_id = $2 AND g.ended_at IS NULL AND g.ends_at > now()`,
    [tx.actor.userId, patientId],
  )
  return (await opened(tx, rows))[0] ?? null
}

/** Opens a record for the one who asks; the reason is sealed with the first key that this opens. */
export async function insert(tx: WriteTx, id: string, patientId: string, reason: string): Promise<void> {
  tx.send('INSERT INTO break_glass_grants (id, patient_id, user_id) VALUES ($1, $2, $3)', [
    id,
    patientId,
    tx.actor.userId,
  ])
  const { contact } = await keysOf(tx, patientId)
  tx.send('UPDATE break_glass_grants SET reason = hms_seal($2, $3, patient_id, $4) WHERE id = $1', [
    id,
    reason,
    contact,
    field(id),
  ])
}

/** @returns the ids of what was ended: none when nothing was open */
export async function end(tx: WriteTx, patientId: string): Promise<string[]> {
  const rows = await tx.many<{ id: string }>(
    `UPDATE break_glass_grants SET ended_at = now()
      WHERE user_id = $1 AND patient_id = $2 AND ended_at IS NULL AND ends_at > now() RETURNING id`,
    [tx.actor.userId, patientId],
  )
  return rows.map(({ id }) => id)
}

/** The own openings, newest first, from behind `after` (time, id). */
export async function list(
  tx: ReadTx,
  patientId: string | null,
  after: string[] | null,
  limit: number,
): Promise<GrantRow[]> {
  const values = [limit, tx.actor.userId, ...(patientId ? [patientId] : []), ...(after ?? [])]
  const n = patientId ? 4 : 3
  const rows = await tx.many<Stored>(
    `${columns} FROM break_glass_grants g JOIN patients p ON p.id = g.patient_id
      WHERE g.user_id = $2 ${patientId ? 'AND g.patient_id = $3::uuid' : ''}
        ${after ? `AND (g.opened_at, g.id) < ($${n}::timestamptz, $${n + 1}::uuid)` : ''}
      ORDER BY g.opened_at DESC, g.id DESC LIMIT $1`,
    values,
  )
  return opened(tx, rows)
}
