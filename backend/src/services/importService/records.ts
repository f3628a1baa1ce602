import type { AppointmentStatus } from '@hms/contract/appointments'
import type { Address, HistoryItem, MedicalHistory, Patient } from '@hms/contract/patients'
import type { Counted } from './tally.ts'

/** What names a resource outside of its file: an identifier, or the resource's own UUID. */
export interface Key {
  system: string
  value: string
}

/** Where a record points to: to another record of the same file, or to something that has to be known already. */
export type Link = { at: 'file'; index: number } | Elsewhere

export interface Elsewhere {
  at: 'elsewhere'
  /** As the file spells it, for reports. */
  reference: string
  keys: Key[]
  /** URL or `Patient/1`: says who is meant only among files that belong together. */
  aliases: string[]
}

interface Identified {
  /** What to find the record again by; never empty. */
  keys: Key[]
  aliases: string[]
}

export interface PatientRecord extends Identified {
  firstName: string
  lastName: string
  /** Null when only a year or a month is known; the notes say so. */
  dateOfBirth: string | null
  gender: Patient['gender']
  /** Null for the living and when only the fact is known; the notes say so. */
  deceasedOn: string | null
  phone: string | null
  email: string | null
  address: Address | null
  emergencyContact: Patient['emergencyContact']
  medicalHistory: MedicalHistory
}

export interface DoctorRecord extends Identified {
  firstName: string
  lastName: string
  specialization: string | null
  licenseNumber: string | null
}

export interface VisitRecord {
  keys: Key[]
  patient: Link
  doctor: Link
  start: Temporal.Instant
  durationMinutes: number
  status: AppointmentStatus
  /** What kind of visit it was. */
  notes: string | null
  /** Why it took place. */
  clinicalNotes: string | null
  cancellationReason: string | null
}

/** History of a patient who is not in the same file. */
export interface HistoryRecord {
  patient: Elsewhere
  medicalHistory: MedicalHistory
}

/** Specialization of a practitioner who is not in the same file. */
export interface RoleRecord {
  doctor: Elsewhere
  specialization: string
}

/** All that one file holds for us. Whatever is not here is counted in `leftOut` or described in `adapted`. */
export interface ImportedFile {
  patients: PatientRecord[]
  doctors: DoctorRecord[]
  visits: VisitRecord[]
  histories: HistoryRecord[]
  roles: RoleRecord[]
  taken: Counted[]
  leftOut: Counted[]
  adapted: Counted[]
}

export type HistoryList = 'allergies' | 'conditions' | 'medications'
export type CodedItem = Exclude<HistoryItem, string>
