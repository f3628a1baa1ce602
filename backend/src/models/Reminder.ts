import type { WriteTx } from '../config/database.ts'

export interface DueReminder {
  appointmentId: string
  patientId: string
  /** Names the time that the appointment has now, in seconds since the epoch: once it is moved, it is another. */
  timeVersion: string
}

/**
 * Visits of the next 24 hours whose patients have not been reminded of that time. Whoever booked within the day needs no
 * reminder: the confirmation was one.
 */
export function due(tx: WriteTx, now: Temporal.Instant, limit: number): Promise<DueReminder[]> {
  return tx.many<DueReminder>(
    // Below a policy an index is asked for a finished text only, and not for one that is put together on the way.
    `WITH coming AS MATERIALIZED (
       SELECT a.id, a.patient_id, a.appointment_date, time.version,
              'appointment-reminder/' || a.id || '/' || time.version || '/email/patient:' || a.patient_id AS dedupe_key
         FROM appointments a JOIN patients p ON p.id = a.patient_id AND p.deceased_on IS NULL,
              LATERAL (SELECT extract(epoch FROM a.appointment_date)::bigint::text AS version) AS time
        WHERE a.status = 'booked' AND NOT a.imported
          AND a.appointment_date > $1::timestamptz AND a.appointment_date <= $1::timestamptz + interval '24 hours'
          AND a.created_at <= a.appointment_date - interval '24 hours')
     SELECT id AS "appointmentId", patient_id AS "patientId", version AS "timeVersion" FROM coming
      WHERE NOT EXISTS (SELECT FROM messages m WHERE m.dedupe_key = coming.dedupe_key)
      ORDER BY appointment_date, id LIMIT $2`,
    [now.toString(), limit],
  )
}
