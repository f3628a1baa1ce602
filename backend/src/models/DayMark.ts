import type { ReadTx } from '../config/database.ts'

export interface DayMark {
  doctorUserId: string
  /** A number that every change of one of the day's visits changes. */
  mark: string
}

/** How the visits of today, by the hospital's clock, stand with each doctor: nobody's data, to be compared with the last look. */
export function dayMarks(tx: ReadTx): Promise<DayMark[]> {
  return tx.many<DayMark>(
    `SELECT d.user_id AS "doctorUserId", bit_xor(hashtextextended(a.id::text, a.version))::text AS mark
       FROM appointments a JOIN doctors d ON d.id = a.doctor_id
      WHERE a.appointment_date >= (SELECT date_trunc('day', now() AT TIME ZONE h.time_zone) AT TIME ZONE h.time_zone
                                     FROM hospital_settings h)
        AND a.appointment_date < (SELECT (date_trunc('day', now() AT TIME ZONE h.time_zone) + interval '1 day') AT TIME ZONE h.time_zone
                                    FROM hospital_settings h)
      GROUP BY d.user_id ORDER BY d.user_id`,
  )
}
