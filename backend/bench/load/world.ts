/** Whom and what the load asks about: a sample of a filled database, read before anything is measured. */
import pg from 'pg'
import { openSlots } from '../fill/calendar.ts'
import { phoneOf } from '../fill/people.ts'
import { ADMIN_EMAIL, writeClerks } from '../fill/staff.ts'

export interface SampledPatient {
  id: string
  mrn: string
  firstName: string
  lastName: string
  searchName: string
  dateOfBirth: string
  phone: string
}

export interface SampledDoctor {
  id: string
  email: string
  /** Patients whom the doctor sees, or has seen in the last three months. */
  inCare: string[]
}

export interface World {
  adminEmail: string
  patients: SampledPatient[]
  doctors: SampledDoctor[]
  /** Doctors and times that nobody has booked yet. */
  bookable: { doctorIds: string[]; from: string; visitTypeId: string }
  /** Monday to Sunday of the next week, when the calendars of a fill are half full. */
  week: { from: string; to: string }
  patientCount: number
  visitCount: number
}

/** More than the API remembers keys of, so that a large hospital is not measured by the few patients who are always met. */
const SAMPLE = 30_000
const DOCTORS = 8
const BOOKABLE_DOCTORS = 200

/** A spread over all patients of the fill, by their numbers; those whom a run has registered are younger. */
const somePatients = `
  SELECT id, mrn, first_name AS "firstName", last_name AS "lastName", search_name AS "searchName",
         date_of_birth::text AS "dateOfBirth", substr(mrn, 2)::int AS number
    FROM patients
   WHERE mrn = ANY(SELECT 'M' || lpad((1 + n * (last - 1) / $1)::text, 8, '0')
                     FROM (SELECT max(mrn) FROM patients WHERE created_at < '2021-01-01') AS top (mrn), LATERAL (SELECT substr(top.mrn, 2)::bigint AS last) AS l,
                          generate_series(0, $1::bigint) AS n)`

const someDoctors = `
  SELECT d.id, u.email::text AS email,
         ARRAY(SELECT DISTINCT a.patient_id FROM appointments a
                WHERE a.doctor_id = d.id AND a.status <> 'cancelled' AND a.ends_at > now() - interval '80 days'
                  AND a.appointment_date < now() + interval '60 days' LIMIT 200) AS "inCare"
    FROM doctors d JOIN users u ON u.id = d.user_id
   WHERE u.email = ANY(SELECT 'doctor' || n || '@bench.example' FROM generate_series(0, $1::int - 1) AS n)`

export async function readWorld(url: string): Promise<World> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await writeClerks(client)
    const { rows: patients } = await client.query(somePatients, [SAMPLE])
    const { rows: doctors } = await client.query(someDoctors, [DOCTORS])
    const { rows: bookable } = await client.query('SELECT id FROM doctors ORDER BY id LIMIT $1', [BOOKABLE_DOCTORS])
    const { rows: types } = await client.query(`SELECT id FROM visit_types WHERE name = 'Bench consultation'`)
    const { rows: last } = await client.query(
      `SELECT greatest(max(appointment_date), now() + interval '60 days')::date + 1 AS day FROM appointments`,
    )
    const { rows: counts } = await client.query(
      `SELECT relname, reltuples::bigint::text AS rows FROM pg_class WHERE oid IN ('patients'::regclass, 'appointments'::regclass)`,
    )
    const countOf = (table: string) => Number(counts.find((row) => row.relname === table)?.rows ?? 0)
    if (patients.length === 0 || doctors.length === 0) throw new Error('The database is not filled: npm run bench:fill')
    return {
      adminEmail: ADMIN_EMAIL,
      patients: patients.map(({ number, ...patient }) => ({ ...patient, phone: phoneOf(number) })),
      doctors,
      bookable: {
        doctorIds: bookable.map(({ id }) => id),
        from: (last[0].day as Date).toISOString().slice(0, 10),
        visitTypeId: types[0].id,
      },
      week: nextWeek(),
      patientCount: countOf('patients'),
      visitCount: countOf('appointments'),
    }
  } finally {
    await client.end()
  }
}

function nextWeek(): World['week'] {
  const today = Temporal.Now.plainDateISO()
  const monday = today.add({ days: 8 - today.dayOfWeek })
  return { from: monday.toString(), to: monday.add({ days: 6 }).toString() }
}

/** Years of free times: more than any run can book. */
export function bookingTimes({ from }: World['bookable']): string[] {
  const first = Temporal.PlainDate.from(from)
  return openSlots(first, first.add({ years: 6 })).map(({ start }) => new Date(start).toISOString())
}
