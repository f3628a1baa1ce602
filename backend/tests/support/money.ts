import { randomUUID } from 'node:crypto'
import { billingApi } from '@hms/contract/billing'
import type { BodyInput } from '@hms/contract/endpoint'
import { call } from './call.ts'
import { look } from './observer.ts'
import type { DoctorPerson, PatientPerson, Person } from './people.ts'

/** A bill as an administrator raises it. */
export async function aBill(
  admin: Person,
  patient: PatientPerson,
  about: Partial<BodyInput<typeof billingApi.create>> & { amount?: string } = {},
) {
  const { amount = '100.00', ...rest } = about
  const reply = await call(billingApi.create, {
    as: admin,
    body: {
      patientId: patient.patientId,
      description: 'Treatment',
      lines: [{ description: 'Treatment', unitPrice: amount }],
      ...rest,
    },
  })
  if (reply.status !== 201) throw new Error(`no bill: ${JSON.stringify(reply.problem)}`)
  return reply.body
}

let minute = 0

/** A visit in the database, half an hour long, each at a time of its own; by default in the past week. */
export async function aVisit(
  doctor: DoctorPerson,
  patient: PatientPerson,
  about: { at?: string; status?: string; visitTypeId?: string } = {},
) {
  const at = about.at ?? new Date(Date.now() - 7 * 86_400_000 + minute++ * 1_800_000).toISOString()
  const [row] = await look<{ id: string; appointment_date: Date }>(
    `INSERT INTO appointments (patient_id, doctor_id, visit_type_id, appointment_date, duration_minutes, ends_at, occupied_from,
                               occupied_until, local_start, time_zone, status)
     VALUES ($1, $2, $3, $4::timestamptz, 30, $4::timestamptz + interval '30 minutes', $4::timestamptz, $4::timestamptz + interval '30 minutes',
             $4::timestamptz AT TIME ZONE 'America/New_York', 'America/New_York', $5) RETURNING id, appointment_date`,
    [patient.patientId, doctor.doctorId, about.visitTypeId ?? null, at, about.status ?? 'checked-in'],
  )
  const { patientId } = patient
  const { doctorId } = doctor
  return {
    id: row!.id,
    appointmentDate: row!.appointment_date,
    patientId,
    doctorId,
    visitTypeId: about.visitTypeId ?? null,
    durationMinutes: 30,
  }
}

export async function aVisitType(price: string): Promise<string> {
  const [row] = await look<{ id: string }>(
    'INSERT INTO visit_types (name, duration_minutes, price) VALUES ($1, 30, $2) RETURNING id',
    [`Visit ${randomUUID()}`, price],
  )
  return row!.id
}

export function auditRows(requestId: string) {
  return look('SELECT * FROM audit_events WHERE request_id = $1 ORDER BY seq', [requestId])
}

/** What the database holds of a bill. */
export async function storedBill(id: string) {
  const [row] = await look<{
    amount: string
    paid_amount: string
    pending_amount: string
    status: string
    version: number
  }>('SELECT amount, paid_amount, pending_amount, status, version FROM billing WHERE id = $1', [id])
  return row!
}
