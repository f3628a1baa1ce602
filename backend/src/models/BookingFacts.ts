import type { Availability } from '@hms/contract/doctors'
import type { ReadTx, WriteTx } from '../config/database.ts'

/** What the hospital, the doctor, the patient and the kind of visit say about a booking. */
export interface BookingFacts {
  timeZone: string
  bookingNoticeMinutes: number
  bookingHorizonDays: number
  cancellationNoticeMinutes: number
  doctor: { id: string; userId: string; acceptsBookings: boolean; availability: Availability } | null
  /** Null when the reader may not see the patient. */
  patient: { id: string; userId: string | null } | null
  visitType: {
    id: string
    active: boolean
    durationMinutes: number
    bufferBeforeMinutes: number
    bufferAfterMinutes: number
  } | null
}

const patientFacts = `CASE WHEN p.id IS NOT NULL THEN jsonb_build_object('id', p.id, 'userId', p.user_id) END`
const visitTypeFacts = `CASE WHEN v.id IS NOT NULL THEN jsonb_build_object('id', v.id, 'active', v.active,
           'durationMinutes', v.duration_minutes, 'bufferBeforeMinutes', v.buffer_before_minutes,
           'bufferAfterMinutes', v.buffer_after_minutes) END`

/** Whom and what nobody asks about is left out: policies cost something even where there is nothing to look up. */
const read = (patient: boolean, visitType: boolean) => `
  SELECT s.time_zone AS "timeZone", s.booking_notice_minutes AS "bookingNoticeMinutes",
         s.booking_horizon_days AS "bookingHorizonDays", s.cancellation_notice_minutes AS "cancellationNoticeMinutes",
         CASE WHEN d.id IS NOT NULL THEN jsonb_build_object('id', d.id, 'userId', d.user_id,
           'acceptsBookings', d.accepts_bookings, 'availability', d.availability) END AS doctor,
         ${patient ? patientFacts : 'NULL'} AS patient, ${visitType ? visitTypeFacts : 'NULL'} AS "visitType"
    FROM hospital_settings s
    LEFT JOIN doctors d ON d.id = $1
    ${patient ? 'LEFT JOIN patients p ON p.id = $2' : ''}
    ${visitType ? `LEFT JOIN visit_types v ON v.id = $${patient ? 3 : 2}` : ''}`

/** All of it in one statement: this stands in front of every booking. */
export async function find(
  tx: ReadTx | WriteTx,
  doctorId: string,
  patientId: string | null,
  visitTypeId: string | null,
): Promise<BookingFacts> {
  const values = [doctorId, patientId, visitTypeId].filter((id) => id !== null)
  const facts = await tx.one<BookingFacts>(read(patientId !== null, visitTypeId !== null), values)
  if (!facts) throw new Error('The hospital has no settings')
  return facts
}
