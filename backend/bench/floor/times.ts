import type { Availability } from '@hms/contract/doctors'
import type { KeyRing } from '../../src/config/keys.ts'
import { dayRange, freeSlots } from '../../src/services/appointmentService/slots.ts'
import { newId } from '../../src/utils/id.ts'
import { toInstant, toWire, toWallTime } from '../../src/utils/time.ts'
import { keysOf } from './keys.ts'
import { leaveMessage } from './messages.ts'
import { audit, type Unit } from './unit.ts'

const readDoctor = `
  SELECT d.availability, s.time_zone AS "timeZone" FROM doctors d, hospital_settings s WHERE d.id = $1`
const readBusy = 'SELECT busy_from AS start, busy_until AS "end" FROM doctor_busy($1, $2::timestamptz, $3::timestamptz)'
const REACH = { hours: 12 }

/** Reads what the product reads; the free times between are computed by the product's own pure function. */
export async function slotsOf(unit: Unit, id: string, range: { from: string; to: string }) {
  const { availability, timeZone } = await unit.row<{ availability: Availability; timeZone: string }>(readDoctor, [id])
  const { from, to } = dayRange(range.from, range.to, timeZone)
  const until = to.add(REACH)
  const rows = await unit.rows<{ start: Date; end: Date }>(readBusy, [
    id,
    from.subtract(REACH).toString(),
    until.toString(),
  ])
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
  SELECT hms_open(cipher, key, patient, field) AS plain
    FROM unnest($1::bytea[], $2::text[], $3::uuid[], $4::text[]) WITH ORDINALITY AS sealed (cipher, key, patient, field, n)
   ORDER BY n`
const readZone = 'SELECT time_zone AS "timeZone" FROM hospital_settings'

export async function calendarOf(
  unit: Unit,
  ring: KeyRing,
  query: { doctorId: string; from: string; to: string; limit: string },
) {
  const { timeZone } = await unit.row<{ timeZone: string }>(readZone)
  const { from, to } = dayRange(query.from, query.to, timeZone)
  const values = [from.toString(), to.toString(), query.doctorId, Number(query.limit) + 1]
  const rows = await unit.rows<VisitRow>(readCalendar, values)
  const noted = rows.filter(({ notes }) => notes !== null)
  const keys = noted.length
    ? await keysOf(unit, ring, [...new Set(noted.map(({ patientId }) => patientId))])
    : new Map()
  const readable = noted.filter(({ patientId }) => keys.get(patientId)?.contact)
  const plain = readable.length
    ? await unit.rows<{ plain: string }>(openNotes, [
        readable.map(({ notes }) => notes),
        readable.map(({ patientId }) => keys.get(patientId)!.contact),
        readable.map(({ patientId }) => patientId),
        readable.map(({ id }) => `appointments.notes/${id}`),
      ])
    : []
  const texts = new Map(readable.map(({ id }, n) => [id, plain[n]!.plain]))
  const patientIds = rows.map(({ patientId }) => patientId)
  await audit(unit, { action: 'R', operation: 'appointment.list', type: 'Appointment', patientIds })
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
  await unit.rows(takeTurns, [[doctorId, patientId]])
  const when = [start.toString(), facts.minutes, end.toString(), toWallTime(start, facts.timeZone), facts.timeZone]
  await unit.rows(insertVisit, [id, patientId, unit.who.userId, doctorId, visitTypeId, ...when])
  const row = await unit.row<VisitRow>(readVisit, [id])
  await audit(unit, {
    action: 'C',
    operation: 'appointment.book',
    type: 'Appointment',
    id,
    version: 1,
    patientIds: [patientId],
  })
  const what = { kind: 'appointment-booked', occurrence: id, link: `/appointments/${id}` }
  const channels = ['in-app', 'email', 'sms']
  await leaveMessage(unit, { ...what, channels, userId: row.doctorUserId, patientId: null })
  await leaveMessage(unit, { ...what, channels, userId: row.patientUserId, patientId })
  return wire(row, null)
}
