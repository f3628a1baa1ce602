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

const read = `
  SELECT s.time_zone AS "timeZone", s.booking_notice_minutes AS "bookingNoticeMinutes",
         s.booking_horizon_days AS "bookingHorizonDays", s.cancellation_notice_minutes AS "cancellationNoticeMinutes",
         CASE WHEN d.id IS NOT NULL THEN jsonb_build_object('id', d.id, 'userId', d.user_id,
           'acceptsBookings', d.accepts_bookings, 'availability', d.availability) END AS doctor,
         CASE WHEN p.id IS NOT NULL THEN jsonb_build_object('id', p.id, 'userId', p.user_id) END AS patient,
         CASE WHEN v.id IS NOT NULL THEN jsonb_build_object('id', v.id, 'active', v.active,
           'durationMinutes', v.duration_minutes, 'bufferBeforeMinutes', v.buffer_before_minutes,
           'bufferAfterMinutes', v.buffer_after_minutes) END AS "visitType"
    FROM hospital_settings s
    LEFT JOIN doctors d ON d.id = $1
    LEFT JOIN patients p ON p.id = $2
    LEFT JOIN visit_types v ON v.id = $3`

/** All of it in one statement: this stands in front of every booking. */
export async function find(
  tx: ReadTx | WriteTx,
  doctorId: string,
  patientId: string | null,
  visitTypeId: string | null,
): Promise<BookingFacts> {
  const facts = await tx.one<BookingFacts>(read, [doctorId, patientId, visitTypeId])
  if (!facts) throw new Error('The hospital has no settings')
  return facts
}
