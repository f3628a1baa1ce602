import { appointmentApi } from '@hms/contract/appointments'
import type { Appointment } from '@hms/contract/appointments'
import type { BodyInput } from '@hms/contract/endpoint'
import { randomUUID } from 'node:crypto'
import { call } from './call.ts'
import { look } from './observer.ts'
import type { DoctorPerson, PatientPerson, Person } from './people.ts'

export const ZONE = 'America/New_York'

/** A wall-clock time at the hospital so many days from today; in winter and summer alike. */
export function onDay(days: number, time = '10:00'): Temporal.Instant {
  const date = Temporal.Now.plainDateISO(ZONE).add({ days })
  return date.toZonedDateTime({ timeZone: ZONE, plainTime: Temporal.PlainTime.from(time) }).toInstant()
}

/** The calendar date at the hospital so many days from today. */
export function dateIn(days: number): string {
  return Temporal.Now.plainDateISO(ZONE).add({ days }).toString()
}

let counter = 0
/** A moment of its own for each call, days apart from the others, so that tests do not meet. */
export function freshTime(): Temporal.Instant {
  counter++
  return onDay(3 + (counter % 150), `${String(8 + Math.floor(counter / 150)).padStart(2, '0')}:00`)
}

export async function aVisitType(
  fields: { minutes?: number; before?: number; after?: number; price?: string; active?: boolean } = {},
): Promise<{ id: string; name: string }> {
  const name = `Visit ${randomUUID()}`
  const [row] = await look<{ id: string }>(
    `INSERT INTO visit_types (name, duration_minutes, buffer_before_minutes, buffer_after_minutes, price, active)
     VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
    [name, fields.minutes ?? 30, fields.before ?? 0, fields.after ?? 0, fields.price ?? '80.00', fields.active ?? true],
  )
  return { id: row!.id, name }
}

type Booking = BodyInput<typeof appointmentApi.book>

/** What to send to book; a time of its own unless told. */
export function booking(doctor: DoctorPerson, patient: PatientPerson, more: Partial<Booking> = {}): Booking {
  const { doctorId } = doctor
  return { doctorId, patientId: patient.patientId, appointmentDate: freshTime().toString(), ...more }
}

/** Books, and insists that it worked. */
export async function booked(
  as: Person,
  doctor: DoctorPerson,
  patient: PatientPerson,
  more: Partial<Booking> = {},
): Promise<Appointment> {
  const reply = await call(appointmentApi.book, { as, body: booking(doctor, patient, more) })
  if (reply.status !== 201) throw new Error(`Booking answered ${reply.status} ${reply.problem.code}`)
  return reply.body
}

export interface AuditRow {
  action: string
  operation: string
  outcome: string
  reason: string | null
  actor_id: string | null
  resource_id: string | null
  patient_ids: string[]
  changed_fields: string[]
}

/** What a request has left in the audit trail. */
export function auditOf(requestId: string): Promise<AuditRow[]> {
  return look<AuditRow>('SELECT * FROM audit_events WHERE request_id = $1', [requestId])
}
