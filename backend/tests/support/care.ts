import { look } from './observer.ts'
import type { DoctorPerson, PatientPerson } from './people.ts'

let minutes = 0

/** Gives a doctor a past visit of the patient, which makes the care relationship. */
export async function inCareOf(doctor: DoctorPerson, patient: PatientPerson, daysAgo = 1): Promise<string> {
  const start = new Date(Date.now() - daysAgo * 86_400_000 - 45 * 60_000 * minutes++)
  const [row] = await look<{ id: string }>(
    `INSERT INTO appointments (patient_id, doctor_id, appointment_date, duration_minutes, ends_at, occupied_from, occupied_until, local_start, time_zone, status)
     VALUES ($1, $2, $3::timestamptz, 30, $3::timestamptz + interval '30 minutes', $3::timestamptz, $3::timestamptz + interval '30 minutes',
             ($3::timestamptz AT TIME ZONE 'America/New_York'), 'America/New_York', 'completed') RETURNING id`,
    [patient.patientId, doctor.doctorId, start],
  )
  return row!.id
}
