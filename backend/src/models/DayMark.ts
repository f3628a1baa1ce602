import type { ReadTx } from '../config/database.ts'

export interface DayMark {
  doctorUserId: string
  /** Today, by the hospital's clock. */
  date: string
  /** A whole number that every change of one of the day's visits changes; those of several doctors can be added. */
  mark: string
}

/**
 * How the visits of today, by the hospital's clock, stand with each doctor: nobody's data, to be compared with the last look,
 * and by pages with what they show. For each visit its version times the last 32 bits of its id, so that whoever sees the
 * visits can tell the same number.
 */
export function dayMarks(tx: ReadTx): Promise<DayMark[]> {
  return tx.many<DayMark>(
    `SELECT d.user_id AS "doctorUserId", (now() AT TIME ZONE (SELECT time_zone FROM hospital_settings))::date::text AS date,
            sum(('x' || right(a.id::text, 8))::bit(32)::bigint * a.version)::text AS mark
       FROM appointments a JOIN doctors d ON d.id = a.doctor_id
      WHERE a.appointment_date >= (SELECT date_trunc('day', now() AT TIME ZONE h.time_zone) AT TIME ZONE h.time_zone
                                     FROM hospital_settings h)
        AND a.appointment_date < (SELECT (date_trunc('day', now() AT TIME ZONE h.time_zone) + interval '1 day') AT TIME ZONE h.time_zone
                                    FROM hospital_settings h)
      GROUP BY d.user_id ORDER BY d.user_id`,
  )
}
