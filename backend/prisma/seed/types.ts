import type { z } from 'zod'
import type { AppointmentStatus } from '@hms/contract/appointments'
import type { PaymentMethod } from '@hms/contract/billing'
import type { Availability } from '@hms/contract/doctors'
import type { Address, EmergencyContact, Gender, MedicalHistory } from '@hms/contract/patients'
import type { Role } from '@hms/contract/permissions'
import type { Settings } from '@hms/contract/settings'
import type { DemoVisitType } from './visitTypes.ts'

export interface DemoUser {
  id: string
  email: string
  role: Role
  firstName: string
  lastName: string
  createdAt: Date
}

export interface DemoDoctor {
  id: string
  userId: string
  firstName: string
  lastName: string
  specialization: string
  licenseNumber: string
  phone: string
  bio: string
  availability: Availability
  acceptsBookings: boolean
  createdAt: Date
}

export interface DemoPatient {
  id: string
  userId: string | null
  firstName: string
  lastName: string
  dateOfBirth: string
  gender: z.infer<typeof Gender>
  email: string | null
  phone: string | null
  address: z.infer<typeof Address>
  emergencyContact: z.infer<typeof EmergencyContact> | null
  medicalHistory: z.infer<typeof MedicalHistory>
  createdAt: Date
}

export interface DemoAppointment {
  id: string
  patientId: string
  doctorId: string
  visitTypeId: string
  start: Date
  end: Date
  durationMinutes: number
  /** The visit with its buffers. */
  occupiedFrom: Date
  occupiedUntil: Date
  /** Wall-clock time in the hospital's zone, as `2026-03-09T09:30`. */
  localStart: string
  timeZone: string
  status: AppointmentStatus
  notes: string
  clinicalNotes: string | null
  cancellationReason: string | null
  bookedBy: string | null
  createdAt: Date
  checkedInAt: Date | null
  completedAt: Date | null
  cancelledAt: Date | null
}

export interface DemoBillLine {
  description: string
  quantity: number
  unitPriceCents: number
  amountCents: number
}

export interface DemoBill {
  id: string
  patientId: string
  appointmentId: string | null
  description: string
  lines: DemoBillLine[]
  amountCents: number
  /** As it is once the payments are in. */
  status: 'open' | 'overdue' | 'paid' | 'void'
  /** Calendar dates in the hospital's zone. */
  issueDate: string
  dueDate: string
  voidReason: string | null
  createdAt: Date
}

export interface DemoPayment {
  id: string
  billId: string
  patientId: string
  amountCents: number
  method: z.infer<typeof PaymentMethod>
  status: 'succeeded' | 'failed'
  provider: string | null
  createdAt: Date
}

export interface DemoMessage {
  id: string
  userId: string
  patientId: string | null
  channel: 'in-app' | 'email'
  kind: string
  subject: string
  body: string
  link: string | null
  createdAt: Date
  readAt: Date | null
}

/** A hospital of people who don't exist. Bills and payments are in the order in which they get their numbers. */
export interface DemoHospital {
  settings: Settings
  visitTypes: DemoVisitType[]
  users: DemoUser[]
  doctors: DemoDoctor[]
  patients: DemoPatient[]
  appointments: DemoAppointment[]
  bills: DemoBill[]
  payments: DemoPayment[]
  messages: DemoMessage[]
}

/** What every part of the generator is given. */
export interface DemoOptions {
  /** The same seed and the same moment give the same hospital. */
  seed: string
  now: Date
  /** The hospital's IANA zone. */
  timeZone: string
}
