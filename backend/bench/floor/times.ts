import type { Availability } from '@hms/contract/doctors'
import type { KeyRing } from '../../src/config/keys.ts'
import { dayRange, freeSlots } from '../../src/services/appointmentService/slots.ts'
import { newId } from '../../src/utils/id.ts'
import { toInstant, toWire, toWallTime } from '../../src/utils/time.ts'
import { knownKey, learn } from './keys.ts'
import { leaveMessages } from './messages.ts'
import { audit, type Unit } from './unit.ts'

const readDoctor = `
  SELECT d.availability, s.time_zone AS "timeZone" FROM doctors d, hospital_settings s WHERE d.id = $1`
const readBusy = 'SELECT busy_from AS start, busy_until AS "end" FROM doctor_busy($1, $2::timestamptz, $3::timestamptz)'
const REACH = { hours: 26 }

/** Reads what the product reads; the free times between are computed by the product's own pure function. */
export async function slotsOf(unit: Unit, id: string, range: { from: string; to: string }) {
  const around = dayRange(range.from, range.to, 'UTC')
  const reach = [around.from.subtract(REACH).toString(), around.to.add(REACH).toString()]
  const [{ availability, timeZone }, rows] = await Promise.all([
    unit.row<{ availability: Availability; timeZone: string }>(readDoctor, [id]),
    unit.rows<{ start: Date; end: Date }>(readBusy, [id, ...reach]),
  ])
  const { from, to } = dayRange(range.from, range.to, timeZone)
  const busy = rows.map(({ start, end }) => ({ start: toInstant(start), end: toInstant(end) }))
  const visit = { durationMinutes: availability.slotMinutes, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 }
  const free = freeSlots({ availability, timeZone, from, to, visit, busy, earliest: Temporal.Now.instant() })
  return { items: free.map(({ start, end }) => ({ start: toWire(start, timeZone), end: toWire(end, timeZone) })) }
}

const appointment = `
  SELECT a.id, a.patient_id AS "patientId", a.doctor_id AS "doctorId", p.user_id AS "patientUserId", p.mrn,
         p.first_name AS "patientFirstName", p.last_name AS "patientLastName", p.date_of_birth::text AS "dateOfBirth", p.gender,
         d.user_id AS "doctorUserId", d.first_name AS "doctorFirstName", d.last_name AS "doctorLastName", d.specialization,
         a.visit_type_id AS "visitTypeId", v.name AS "visitTypeName", a.appointment_date AS "appointmentDate",
         a.ends_at AS "endsAt", a.duration_minutes AS "durationMinutes", a.time_zone AS "timeZone", s.time_zone AS "hospitalZone",
         a.status, a.notes, a.clinical_notes AS "clinicalNotes", a.cancellation_reason AS "cancellationReason",
         b.id AS "billId", a.created_at AS "createdAt", a.updated_at AS "updatedAt", a.version`
const joined = `
    JOIN patients p ON p.id = a.patient_id
    JOIN doctors d ON d.id = a.doctor_id
    JOIN hospital_settings s ON true
    LEFT JOIN visit_types v ON v.id = a.visit_type_id
    LEFT JOIN billing b ON b.appointment_id = a.id AND b.status <> 'void'`

interface VisitRow {
  id: string
  patientId: string
  doctorId: string
  doctorUserId: string
  patientUserId: string | null
  appointmentDate: Date
  endsAt: Date
  hospitalZone: string
  notes: Buffer | null
  [column: string]: unknown
}

const wire = ({ appointmentDate, endsAt, hospitalZone, ...row }: VisitRow, notes: string | null) => ({
  ...row,
  appointmentDate: toWire(appointmentDate, hospitalZone),
  endDate: toWire(endsAt, hospitalZone),
  notes,
})

const readCalendar = `${appointment}
  FROM (SELECT * FROM appointments
         WHERE appointment_date >= $1::timestamptz AND appointment_date < $2::timestamptz AND doctor_id = $3
         ORDER BY appointment_date, id LIMIT $4) a ${joined}
 ORDER BY a.appointment_date, a.id`
const openNotes = `
  SELECT sealed.n::int, k.key_id AS "keyId", k.wrapped,
         CASE WHEN k.wrapped = sealed.known THEN hms_open(sealed.cipher, sealed.key, sealed.patient, sealed.field) END AS plain
    FROM unnest($1::bytea[], $2::uuid[], $3::text[], $4::bytea[], $5::text[])
         WITH ORDINALITY AS sealed (cipher, patient, field, known, key, n)
    LEFT JOIN patient_keys k ON k.patient_id = sealed.patient AND k.scope = 'contact'`
const readZone = 'SELECT time_zone AS "timeZone" FROM hospital_settings'

/** What can be opened with keys that are known; learns the others. @returns whether there were any */
async function openInto(texts: Map<string, string>, unit: Unit, ring: KeyRing, rows: VisitRow[]): Promise<boolean> {
  const known = rows.map(({ patientId }) => knownKey(patientId, 'contact'))
  const opened = await unit.rows<{ n: number; keyId: string; wrapped: Buffer | null; plain: string | null }>(
    openNotes,
    [
      rows.map(({ notes }) => notes),
      rows.map(({ patientId }) => patientId),
      rows.map(({ id }) => `appointments.notes/${id}`),
      known.map(({ wrapped }) => wrapped),
      known.map(({ key }) => key),
    ],
  )
  let learned = false
  for (const { n, keyId, wrapped, plain } of opened) {
    const { id, patientId } = rows[n - 1]!
    if (plain !== null) texts.set(id, plain)
    else if (wrapped) learned = learn(ring, patientId, 'contact', keyId, wrapped) || learned
  }
  return learned
}

type CalendarQuery = { doctorId: string; from: string; to: string; limit: string }

export async function calendarOf(unit: Unit, ring: KeyRing, query: CalendarQuery) {
  const { timeZone } = await unit.row<{ timeZone: string }>(readZone)
  const { from, to } = dayRange(query.from, query.to, timeZone)
  const values = [from.toString(), to.toString(), query.doctorId, Number(query.limit) + 1]
  const rows = await unit.rows<VisitRow>(readCalendar, values)
  const noted = rows.filter(({ notes }) => notes !== null)
  const texts = new Map<string, string>()
  if (noted.length > 0 && (await openInto(texts, unit, ring, noted))) await openInto(texts, unit, ring, noted)
  const patientIds = rows.map(({ patientId }) => patientId)
  audit(unit, { action: 'R', operation: 'appointment.list', type: 'Appointment', patientIds })
  return { items: rows.map((row) => wire(row, texts.get(row.id) ?? null)), nextCursor: null }
}

const readFacts = `
  SELECT s.time_zone AS "timeZone", d.availability, d.user_id AS "doctorUserId", p.user_id AS "patientUserId",
         v.duration_minutes AS minutes
    FROM hospital_settings s JOIN doctors d ON d.id = $1 JOIN patients p ON p.id = $2 JOIN visit_types v ON v.id = $3`
const takeTurns = `
  SELECT pg_advisory_xact_lock(key)
    FROM (SELECT DISTINCT hashtextextended(id, 0) AS key FROM unnest($1::text[]) AS id ORDER BY key) AS ordered`
const insertVisit = `
  INSERT INTO appointments (id, patient_id, booked_by, doctor_id, visit_type_id, appointment_date, duration_minutes, ends_at,
                            occupied_from, occupied_until, local_start, time_zone)
  VALUES ($1, $2, $3, $4, $5, $6::timestamptz, $7, $8::timestamptz, $6::timestamptz, $8::timestamptz, $9::timestamp, $10)`
const readVisit = `${appointment} FROM appointments a ${joined} WHERE a.id = $1`

export interface Booking {
  patientId: string
  doctorId: string
  visitTypeId: string
  appointmentDate: string
}

export async function bookOne(unit: Unit, { patientId, doctorId, visitTypeId, appointmentDate }: Booking) {
  const facts = await unit.row<{ timeZone: string; minutes: number }>(readFacts, [doctorId, patientId, visitTypeId])
  const start = Temporal.Instant.from(appointmentDate)
  const end = start.add({ minutes: facts.minutes })
  const id = newId()
  unit.send(takeTurns, [[doctorId, patientId]])
  const when = [start.toString(), facts.minutes, end.toString(), toWallTime(start, facts.timeZone), facts.timeZone]
  unit.send(insertVisit, [id, patientId, unit.who.userId, doctorId, visitTypeId, ...when])
  const row = await unit.row<VisitRow>(readVisit, [id])
  audit(unit, {
    action: 'C',
    operation: 'appointment.book',
    type: 'Appointment',
    id,
    version: 1,
    patientIds: [patientId],
  })
  leaveMessages(unit, {
    kind: 'appointment-booked',
    occurrence: id,
    link: `/appointments/${id}`,
    channels: ['in-app', 'email', 'sms'],
    receivers: [
      { userId: row.doctorUserId, patientId: null },
      { userId: row.patientUserId, patientId },
    ],
  })
  return wire(row, null)
}
