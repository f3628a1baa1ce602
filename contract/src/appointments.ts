import { z } from 'zod'
import { DateOrInstant, Id, IdParams, Instant, page, pageQuery, text } from './common.ts'
import { endpoint } from './endpoint.ts'
import { PatientSummary } from './patients.ts'

/** FHIR AppointmentStatus, with `completed` for its `fulfilled` and `no-show` for its `noshow`. */
export const appointmentStatuses = ['booked', 'checked-in', 'completed', 'cancelled', 'no-show'] as const
export const AppointmentStatus = z.enum(appointmentStatuses)
export type AppointmentStatus = z.infer<typeof AppointmentStatus>

const notes = text(5000)

export const BookAppointment = z
  .strictObject({
    patientId: Id,
    doctorId: Id,
    appointmentDate: Instant,
    durationMinutes: z
      .int()
      .min(5)
      .max(480)
      .optional()
      .meta({ description: "Left out: that of the visit type, else the doctor's slot" }),
    visitTypeId: Id.nullish(),
    notes: notes.nullish().meta({ description: 'What the visit is about, for patient, doctor and front desk' }),
  })
  .meta({ id: 'BookAppointment' })
export type BookAppointment = z.infer<typeof BookAppointment>

export const UpdateAppointment = z
  .strictObject({
    doctorId: Id,
    appointmentDate: Instant,
    durationMinutes: z.int().min(5).max(480),
    visitTypeId: Id.nullable(),
    notes: notes.nullable(),
    clinicalNotes: text(20_000).nullable().meta({ description: "The doctor's notes of the visit" }),
    version: z.int().meta({ description: 'The version that was edited; a different one now answers edit-conflict' }),
  })
  .partial()
  .meta({ id: 'UpdateAppointment' })
export type UpdateAppointment = z.infer<typeof UpdateAppointment>

export const CancelAppointment = z.strictObject({ reason: text(500).nullish() }).meta({ id: 'CancelAppointment' })

export const Appointment = z
  .strictObject({
    id: Id,
    patientId: Id,
    doctorId: Id,
    patient: PatientSummary,
    doctor: z.strictObject({ id: Id, firstName: z.string(), lastName: z.string(), specialization: z.string() }),
    visitType: z.strictObject({ id: Id, name: z.string() }).nullable(),
    appointmentDate: Instant.meta({ description: "Start, with the offset of the hospital's zone" }),
    endDate: Instant,
    durationMinutes: z.int(),
    timeZone: z.string().meta({ description: 'IANA zone in which it was booked' }),
    status: AppointmentStatus,
    // Replies that are kept for repeated requests may be of a release that did not tell.
    checkedInAt: Instant.nullable().default(null).meta({ description: 'When the patient was received' }),
    notes: z.string().nullable(),
    clinicalNotes: z.string().nullable(),
    cancellationReason: z.string().nullable(),
    billId: Id.nullable(),
    createdAt: Instant,
    updatedAt: Instant,
    version: z.int(),
  })
  .meta({ id: 'Appointment' })
export type Appointment = z.infer<typeof Appointment>

export const AppointmentQuery = z.strictObject({
  ...pageQuery,
  from: DateOrInstant.optional(),
  to: DateOrInstant.optional().meta({ description: 'A date is included, an instant is not' }),
  doctorId: Id.optional(),
  patientId: Id.optional(),
  status: AppointmentStatus.optional(),
  order: z.enum(['asc', 'desc']).default('asc'),
})
export type AppointmentQuery = z.infer<typeof AppointmentQuery>

const reply = { params: IdParams, response: Appointment, disclosesPatientData: true } as const

export const appointmentApi = {
  list: endpoint({
    method: 'get',
    path: '/appointments',
    permission: 'appointment:read',
    summary: 'List appointments by time',
    query: AppointmentQuery,
    response: page(Appointment),
    disclosesPatientData: true,
  }),
  book: endpoint({
    method: 'post',
    path: '/appointments',
    permission: 'appointment:book',
    summary: 'Book an appointment',
    body: BookAppointment,
    response: Appointment,
    status: 201,
    idempotent: true,
    disclosesPatientData: true,
    problems: [
      'patient-erased',
      'slot-taken',
      'patient-busy',
      'outside-availability',
      'in-the-past',
      'too-soon',
      'too-late',
      'not-found',
      'not-permitted',
    ],
  }),
  get: endpoint({
    method: 'get',
    path: '/appointments/:id',
    permission: 'appointment:read',
    summary: 'Read an appointment',
    ...reply,
  }),
  update: endpoint({
    method: 'patch',
    path: '/appointments/:id',
    permission: 'appointment:edit',
    summary: 'Move an appointment or edit its notes',
    ...reply,
    body: UpdateAppointment,
    problems: [
      'slot-taken',
      'patient-busy',
      'outside-availability',
      'in-the-past',
      'too-soon',
      'too-late',
      'wrong-status',
      'edit-conflict',
      'not-permitted',
    ],
  }),
  checkIn: endpoint({
    method: 'post',
    path: '/appointments/:id/check-in',
    permission: 'appointment:check-in',
    summary: 'The patient has arrived',
    ...reply,
    problems: ['wrong-status'],
  }),
  complete: endpoint({
    method: 'post',
    path: '/appointments/:id/complete',
    permission: 'appointment:attend',
    summary: 'The visit took place; raises its bill',
    ...reply,
    problems: ['wrong-status'],
  }),
  cancel: endpoint({
    method: 'post',
    path: '/appointments/:id/cancel',
    permission: 'appointment:cancel',
    summary: 'Cancel an appointment',
    ...reply,
    body: CancelAppointment.optional(),
    problems: ['wrong-status', 'too-late', 'not-permitted'],
  }),
  noShow: endpoint({
    method: 'post',
    path: '/appointments/:id/no-show',
    permission: 'appointment:no-show',
    summary: 'The patient did not come',
    ...reply,
    problems: ['wrong-status'],
  }),
}
