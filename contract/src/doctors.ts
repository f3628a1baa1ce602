import { z } from 'zod'
import {
  CalendarDate,
  DateOrInstant,
  Email,
  Id,
  IdParams,
  Instant,
  page,
  pageQuery,
  PersonName,
  Phone,
  text,
} from './common.ts'
import { endpoint } from './endpoint.ts'

/** Wall-clock time in the hospital's zone, 24 hours: `09:30`; `24:00` ends a day. */
export const WallTime = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'A time, as 09:30')

const hours = { start: WallTime, end: WallTime }
const endsAfterStart = (value: { start: string; end: string }) => value.start < value.end
const order = { error: 'Has to end after it starts', path: ['end'] }

/** Hours of every week on one weekday; ISO 8601: 1 is Monday, 7 is Sunday. */
export const WeeklyHours = z.strictObject({ day: z.int().min(1).max(7), ...hours }).refine(endsAfterStart, order)

/** One date that differs: closed altogether, or open at these hours instead of the weekly ones. */
export const AvailabilityException = z
  .strictObject({
    date: CalendarDate,
    hours: z.array(z.strictObject(hours).refine(endsAfterStart, order)).max(10),
    reason: text(200).optional(),
  })
  .meta({ description: 'An empty list of hours closes the date' })

/** When a doctor sees patients, in the hospital's time zone. */
export const Availability = z
  .strictObject({
    weekly: z.array(WeeklyHours).max(50),
    exceptions: z.array(AvailabilityException).max(400).default([]),
    slotMinutes: z.int().min(5).max(240).default(30).meta({ description: 'Distance between the starts of two slots' }),
  })
  .meta({ id: 'Availability' })
export type Availability = z.infer<typeof Availability>

export const Doctor = z
  .strictObject({
    id: Id,
    userId: Id,
    firstName: z.string(),
    lastName: z.string(),
    specialization: z.string(),
    licenseNumber: z.string().nullable().meta({ description: 'For administrators and the doctor; null for others' }),
    phone: z.string().nullable().meta({ description: 'At work, for text messages; null for others likewise' }),
    bio: z.string().nullable(),
    availability: Availability,
    acceptsBookings: z.boolean(),
    createdAt: Instant,
    updatedAt: Instant,
    version: z.int(),
  })
  .meta({ id: 'Doctor' })
export type Doctor = z.infer<typeof Doctor>

const profile = {
  specialization: text(100),
  licenseNumber: text(50),
  phone: Phone.nullable().optional(),
  bio: text(1000).nullable().optional(),
  availability: Availability.optional().meta({ description: 'Left out: Monday to Friday, 9 to 12 and 13 to 17' }),
  acceptsBookings: z.boolean().optional(),
}

export const CreateDoctor = z
  .union([
    z.strictObject({ userId: Id, ...profile }),
    z.strictObject({
      user: z.strictObject({
        email: Email,
        firstName: PersonName,
        lastName: PersonName,
        password: z.string().min(12, 'At least 12 characters').max(128).optional(),
        role: z.literal('doctor').optional(),
      }),
      ...profile,
    }),
  ])
  .meta({ id: 'CreateDoctor', description: 'For an existing user with the role doctor, or together with a new one' })
export type CreateDoctor = z.infer<typeof CreateDoctor>

export const UpdateDoctor = z
  .strictObject({
    firstName: PersonName,
    lastName: PersonName,
    specialization: text(100),
    licenseNumber: text(50),
    phone: Phone.nullable(),
    bio: text(1000).nullable(),
    availability: Availability,
    acceptsBookings: z.boolean(),
    version: z.int().meta({ description: 'The version that was edited; a different one now answers edit-conflict' }),
  })
  .partial()
  .meta({ id: 'UpdateDoctor' })
export type UpdateDoctor = z.infer<typeof UpdateDoctor>

export const DoctorQuery = z.strictObject({
  ...pageQuery,
  q: text(100).optional(),
  specialization: text(100).optional(),
})
export type DoctorQuery = z.infer<typeof DoctorQuery>

export const Slot = z
  .strictObject({
    start: Instant,
    end: Instant,
    repeatedHour: z
      .boolean()
      .optional()
      .meta({ description: 'True in the second pass of an hour that a clock change repeats' }),
  })
  .meta({ id: 'Slot' })
export type Slot = z.infer<typeof Slot>

export const SlotQuery = z.strictObject({
  from: DateOrInstant,
  to: DateOrInstant.meta({ description: 'A date is included, an instant is not; at most 62 days after from' }),
  visitTypeId: Id.optional(),
  durationMinutes: z.coerce.number().int().min(5).max(480).optional(),
})
export type SlotQuery = z.infer<typeof SlotQuery>

export const doctorApi = {
  list: endpoint({
    method: 'get',
    path: '/doctors',
    permission: 'doctor:read',
    summary: 'Find doctors by name or specialization',
    query: DoctorQuery,
    response: page(Doctor),
  }),
  specializations: endpoint({
    method: 'get',
    path: '/doctors/specializations',
    permission: 'doctor:read',
    summary: 'Specializations that have a doctor',
    response: z.strictObject({ items: z.array(z.string()) }),
  }),
  create: endpoint({
    method: 'post',
    path: '/doctors',
    permission: 'doctor:create',
    stepUp: true,
    summary: 'Add a doctor',
    body: CreateDoctor,
    response: Doctor,
    status: 201,
    problems: ['email-taken', 'license-taken', 'not-found', 'wrong-status'],
  }),
  get: endpoint({
    method: 'get',
    path: '/doctors/:id',
    permission: 'doctor:read',
    summary: 'Read a doctor',
    params: IdParams,
    response: Doctor,
  }),
  update: endpoint({
    method: 'patch',
    path: '/doctors/:id',
    permission: 'doctor:edit',
    summary: 'Edit a doctor or the own availability',
    params: IdParams,
    body: UpdateDoctor,
    response: Doctor,
    problems: ['license-taken', 'edit-conflict', 'wrong-status', 'not-permitted'],
  }),
  slots: endpoint({
    method: 'get',
    path: '/doctors/:id/slots',
    permission: 'doctor:read',
    summary: 'Free slots of a doctor',
    params: IdParams,
    query: SlotQuery,
    response: z.strictObject({ items: z.array(Slot) }),
  }),
}
