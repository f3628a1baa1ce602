import type { AppointmentStatus } from '@hms/contract/appointments'
import type { ReadTx, WriteTx } from '../config/database.ts'
import { Problem } from '../utils/problem.ts'
import { toDate } from '../utils/time.ts'
import { keysOf } from './sealing.ts'

/** An appointment with what is shown beside it; sealed fields as they are stored. */
export interface AppointmentRow {
  id: string
  patientId: string
  patientUserId: string | null
  mrn: string
  patientFirstName: string
  patientLastName: string
  dateOfBirth: string | null
  gender: 'male' | 'female' | 'other' | 'unknown' | null
  doctorId: string
  doctorUserId: string
  doctorFirstName: string
  doctorLastName: string
  specialization: string
  visitTypeId: string | null
  visitTypeName: string | null
  appointmentDate: Date
  endsAt: Date
  durationMinutes: number
  timeZone: string
  /** The hospital's zone now, which may no longer be the one it was booked in. */
  hospitalZone: string
  status: AppointmentStatus
  checkedInAt: Date | null
  notes: Buffer | null
  clinicalNotes: Buffer | null
  cancellationReason: Buffer | null
  billId: string | null
  createdAt: Date
  updatedAt: Date
  version: number
  /** The start to the microsecond, for cursors. */
  place: string
}

/** When and with whom a visit is: what booking and moving decide. */
export interface Visit {
  doctorId: string
  visitTypeId: string | null
  start: Temporal.Instant
  end: Temporal.Instant
  durationMinutes: number
  /** The visit with its buffers. */
  occupiedFrom: Temporal.Instant
  occupiedUntil: Temporal.Instant
  /** What the clock on the wall shows in `timeZone`. */
  localStart: string
  timeZone: string
}

const columns = `
  SELECT a.id, a.patient_id AS "patientId", p.user_id AS "patientUserId", p.mrn, p.first_name AS "patientFirstName",
         p.last_name AS "patientLastName", p.date_of_birth AS "dateOfBirth", p.gender, a.doctor_id AS "doctorId",
         d.user_id AS "doctorUserId", d.first_name AS "doctorFirstName", d.last_name AS "doctorLastName", d.specialization,
         a.visit_type_id AS "visitTypeId", v.name AS "visitTypeName", a.appointment_date AS "appointmentDate",
         a.ends_at AS "endsAt", a.duration_minutes AS "durationMinutes", a.time_zone AS "timeZone",
         s.time_zone AS "hospitalZone", a.status, a.checked_in_at AS "checkedInAt", a.notes, a.clinical_notes AS "clinicalNotes",
         a.cancellation_reason AS "cancellationReason", b.id AS "billId", a.created_at AS "createdAt",
         a.updated_at AS "updatedAt", a.version,
         to_char(a.appointment_date AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS place`
const joins = `
    JOIN patients p ON p.id = a.patient_id
    JOIN doctors d ON d.id = a.doctor_id
    JOIN hospital_settings s ON true
    LEFT JOIN visit_types v ON v.id = a.visit_type_id
    LEFT JOIN billing b ON b.appointment_id = a.id AND b.status <> 'void'`

export interface AppointmentFilter {
  from: Temporal.Instant | null
  to: Temporal.Instant | null
  doctorId: string | null
  patientId: string | null
  statuses: readonly AppointmentStatus[]
  order: 'asc' | 'desc'
}

/** Where a list begins when it does not go on: before, or behind, every row. */
const BEGINNING = {
  asc: ['-infinity', '00000000-0000-0000-0000-000000000000'],
  desc: ['infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
}

/**
 * Appointments by time, from behind `after` (start, id). Doctors and patients have no others than their own: naming
 * them lets the database use their index rather than look at everybody's. The page is cut before anything is joined.
 */
export function list(
  tx: ReadTx | WriteTx,
  filter: AppointmentFilter,
  after: string[] | null,
  limit: number,
): Promise<AppointmentRow[]> {
  const { order } = filter
  const doctorId = filter.doctorId ?? tx.actor.doctorId
  const patientId = filter.patientId ?? tx.actor.patientId
  const people = [
    { column: 'doctor_id', id: doctorId },
    { column: 'patient_id', id: patientId },
  ].filter(({ id }) => id !== null)
  const theirs = people.map(({ column }, index) => `AND ${column} = $${index + 7}::uuid`).join(' ')
  return tx.many<AppointmentRow>(
    `${columns}
       FROM (SELECT * FROM appointments
              WHERE appointment_date >= $1::timestamptz AND appointment_date < $2::timestamptz AND status = ANY($3)
                AND (appointment_date, id) ${order === 'asc' ? '>' : '<'} ($4::timestamptz, $5::uuid) ${theirs}
              ORDER BY appointment_date ${order}, id ${order} LIMIT $6) a ${joins}
      ORDER BY a.appointment_date ${order}, a.id ${order}`,
    [
      filter.from ? toDate(filter.from) : '-infinity',
      filter.to ? toDate(filter.to) : 'infinity',
      filter.statuses,
      ...(after ?? BEGINNING[order]),
      limit,
      ...people.map(({ id }) => id),
    ],
  )
}

export function find(tx: ReadTx | WriteTx, id: string): Promise<AppointmentRow | null> {
  return tx.one<AppointmentRow>(`${columns} FROM appointments a ${joins} WHERE a.id = $1`, [id])
}

/** Reads an appointment that is about to change; whoever else wants to change it waits. */
export function lock(tx: WriteTx, id: string): Promise<AppointmentRow | null> {
  return tx.one<AppointmentRow>(`${columns} FROM appointments a ${joins} WHERE a.id = $1 FOR UPDATE OF a`, [id])
}

/**
 * Lets bookings of the same doctors and patient take turns until the end of the transaction. The exclusion constraints
 * settle who wins; without turns two inserts at once would wait for each other until the database calls it a deadlock.
 */
export function takeTurns(tx: WriteTx, ids: readonly string[]): void {
  tx.send(
    `SELECT pg_advisory_xact_lock(key)
       FROM (SELECT DISTINCT hashtextextended(id, 0) AS key FROM unnest($1::text[]) AS id ORDER BY key) AS ordered`,
    [ids],
  )
}

const columnsOf = (visit: Visit) => [
  visit.doctorId,
  visit.visitTypeId,
  toDate(visit.start),
  visit.durationMinutes,
  toDate(visit.end),
  toDate(visit.occupiedFrom),
  toDate(visit.occupiedUntil),
  visit.localStart,
  visit.timeZone,
]

export function insert(tx: WriteTx, id: string, patientId: string, visit: Visit): void {
  tx.send(
    `INSERT INTO appointments (id, patient_id, booked_by, doctor_id, visit_type_id, appointment_date, duration_minutes,
                               ends_at, occupied_from, occupied_until, local_start, time_zone)
     VALUES ($1, $2, $3, $4, $5, $6::timestamptz, $7, $8::timestamptz, $9::timestamptz, $10::timestamptz, $11::timestamp, $12)`,
    [id, patientId, tx.actor.userId, ...columnsOf(visit)],
  )
}

/** @returns false when it is no longer booked */
export async function move(tx: WriteTx, id: string, visit: Visit): Promise<boolean> {
  const moved = await tx.run(
    `UPDATE appointments
        SET doctor_id = $2, visit_type_id = $3, appointment_date = $4::timestamptz, duration_minutes = $5,
            ends_at = $6::timestamptz, occupied_from = $7::timestamptz, occupied_until = $8::timestamptz,
            local_start = $9::timestamp, time_zone = $10
      WHERE id = $1 AND status = 'booked'`,
    [id, ...columnsOf(visit)],
  )
  return moved === 1
}

export interface Texts {
  notes?: string | null | undefined
  clinicalNotes?: string | null | undefined
}

/**
 * Writes the named texts, sealed.
 * @throws Problem `not-permitted` naming the text, when the patient's key is withheld from the writer
 */
export async function write(tx: WriteTx, { id, patientId }: { id: string; patientId: string }, texts: Texts) {
  const { contact, clinical } = await keysOf(tx, patientId)
  if ((texts.notes && !contact) || (texts.clinicalNotes && !clinical)) {
    const detail = 'Notes can be written once the patient is in your care'
    const pointer = texts.notes && !contact ? '/notes' : '/clinicalNotes'
    throw new Problem('not-permitted', { detail, errors: [{ pointer, detail }] })
  }
  await tx.run(
    `UPDATE appointments
        SET notes = CASE WHEN $2 THEN hms_seal($3, $4, patient_id, 'appointments.notes/' || id) ELSE notes END,
            clinical_notes = CASE WHEN $5 THEN hms_seal($6, $7, patient_id, 'appointments.clinical_notes/' || id)
                                  ELSE clinical_notes END
      WHERE id = $1`,
    [
      id,
      texts.notes !== undefined,
      texts.notes,
      contact,
      texts.clinicalNotes !== undefined,
      texts.clinicalNotes,
      clinical,
    ],
  )
}

export interface Transition {
  from: readonly AppointmentStatus[]
  to: AppointmentStatus
  at: Temporal.Instant
  /** Why it was cancelled. */
  reason?: string | null | undefined
}

/**
 * Moves an appointment from one of `from` to another status; of two who try at once, one does it.
 * @returns false when its status is another one
 */
export async function transition(
  tx: WriteTx,
  { id, patientId }: { id: string; patientId: string },
  { from, to, at, reason = null }: Transition,
): Promise<boolean> {
  const { contact = null } = reason === null ? {} : await keysOf(tx, patientId)
  if (reason !== null && contact === null) throw new Problem('not-permitted')
  const changed = await tx.run(
    `UPDATE appointments
        SET status = $2, cancellation_reason = hms_seal($5, $6, patient_id, 'appointments.cancellation_reason/' || id),
            checked_in_at = CASE $2 WHEN 'checked-in' THEN $4::timestamptz ELSE checked_in_at END,
            completed_at = CASE $2 WHEN 'completed' THEN $4::timestamptz ELSE completed_at END,
            cancelled_at = CASE $2 WHEN 'cancelled' THEN $4::timestamptz ELSE cancelled_at END
      WHERE id = $1 AND status = ANY($3)`,
    [id, to, from, toDate(at), reason, contact],
  )
  return changed === 1
}
