import type { ReadTx, WriteTx } from '../config/database.ts'
import { newId } from '../utils/id.ts'
import { keysOf } from './sealing.ts'

/** What only an import does to records; everyday work goes through the models of the tables. */

/** The doctor with this licence, if there is one. */
export async function findByLicense(tx: ReadTx | WriteTx, licenseNumber: string): Promise<string | null> {
  return (await tx.one<{ id: string }>('SELECT id FROM doctors WHERE license_number = $1', [licenseNumber]))?.id ?? null
}

/** The day of death, unless the record has one. @returns whether it had none */
export async function setDeceased(tx: WriteTx, patientId: string, date: string): Promise<boolean> {
  return (
    (await tx.run('UPDATE patients SET deceased_on = $2 WHERE id = $1 AND deceased_on IS NULL', [patientId, date])) ===
    1
  )
}

export interface ImportedVisit {
  doctorId: string
  start: Temporal.Instant
  durationMinutes: number
  localStart: string
  timeZone: string
  status: string
  notes: string | null
  clinicalNotes: string | null
  cancellationReason: string | null
}

/** Times that are over took place as they did, overlaps and all; only what lies ahead competes for doctor and patient. */
const insertVisits = `
  INSERT INTO appointments (id, patient_id, doctor_id, appointment_date, duration_minutes, ends_at, occupied_from, occupied_until,
                            local_start, time_zone, status, imported, completed_at, notes, clinical_notes, cancellation_reason)
  SELECT v.id, $1, v.doctor_id, v.starts, v.minutes, e.ends, v.starts, e.ends,
         v.local_start, v.zone, v.status, v.status <> 'booked', CASE WHEN v.status = 'completed' THEN e.ends END,
         hms_seal(v.notes, $2, $1, 'appointments.notes/' || v.id),
         hms_seal(v.clinical_notes, $3, $1, 'appointments.clinical_notes/' || v.id),
         hms_seal(v.reason, $2, $1, 'appointments.cancellation_reason/' || v.id)
    FROM unnest($4::uuid[], $5::uuid[], $6::timestamptz[], $7::int[], $8::timestamp[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[])
         AS v (id, doctor_id, starts, minutes, local_start, zone, status, notes, clinical_notes, reason),
         LATERAL (SELECT v.starts + make_interval(mins => v.minutes) AS ends) e`

/** Adds visits of one patient and returns their ids, in order. */
export async function addVisits(tx: WriteTx, patientId: string, visits: readonly ImportedVisit[]): Promise<string[]> {
  const ids = visits.map(newId)
  const { contact = null, clinical = null } = await keysOf(tx, patientId)
  const column = (value: (visit: ImportedVisit) => unknown) => visits.map(value)
  await tx.run(insertVisits, [
    patientId,
    contact,
    clinical,
    ids,
    column((visit) => visit.doctorId),
    column((visit) => visit.start.toString()),
    column((visit) => visit.durationMinutes),
    column((visit) => visit.localStart),
    column((visit) => visit.timeZone),
    column((visit) => visit.status),
    column((visit) => visit.notes),
    column((visit) => visit.clinicalNotes),
    column((visit) => visit.cancellationReason),
  ])
  return ids
}

const EXCLUSION_VIOLATION = '23P01'

/** Adds a visit that lies ahead, or returns null when the doctor or the patient is taken at that time. */
export async function addVisitIfFree(tx: WriteTx, patientId: string, visit: ImportedVisit): Promise<string | null> {
  await tx.run('SAVEPOINT visit')
  try {
    const [id] = await addVisits(tx, patientId, [visit])
    await tx.run('RELEASE SAVEPOINT visit')
    return id!
  } catch (error) {
    if ((error as { code?: string }).code !== EXCLUSION_VIOLATION) throw error
    await tx.run('ROLLBACK TO SAVEPOINT visit')
    return null
  }
}
