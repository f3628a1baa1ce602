import type { HistoryItem, Patient, UpdatePatient } from '@hms/contract/patients'
import type { z } from 'zod'
import type { Gender } from '@/lib/constants'
import { blankToNull } from '@/lib/forms'

/** What the fields of a patient's form hold: text, where the contract has null. */
export interface PatientValues {
  firstName: string
  lastName: string
  dateOfBirth: string
  gender: Gender | ''
  email: string
  phone: string
  address: { line1: string; line2: string; city: string; state: string; postalCode: string; country: string }
  emergencyContact: { name: string; relationship: string; phone: string }
  medicalHistory: { allergies: HistoryItem[]; conditions: HistoryItem[]; medications: HistoryItem[]; notes: string }
}

/** The parts of a form that its reader may fill in. */
export interface PatientSections {
  identity: boolean
  history: boolean
}

export const emptyPatient: PatientValues = {
  firstName: '',
  lastName: '',
  dateOfBirth: '',
  gender: '',
  email: '',
  phone: '',
  address: { line1: '', line2: '', city: '', state: '', postalCode: '', country: '' },
  emergencyContact: { name: '', relationship: '', phone: '' },
  medicalHistory: { allergies: [], conditions: [], medications: [], notes: '' },
}

const filled = <T extends object>(defaults: T, given: Partial<Record<keyof T, unknown>> | null): T =>
  Object.fromEntries(Object.entries(defaults).map(([key, value]) => [key, given?.[key as keyof T] ?? value])) as T

export function toValues(patient: Patient): PatientValues {
  return {
    ...filled(emptyPatient, patient),
    address: filled(emptyPatient.address, patient.address),
    emergencyContact: filled(emptyPatient.emergencyContact, patient.emergencyContact),
    medicalHistory: filled(emptyPatient.medicalHistory, patient.medicalHistory),
  }
}

/** Blank texts become null; a part in which nothing was filled in becomes null as a whole. */
function part<T extends object>(values: T) {
  const entries = Object.entries(values).map(([key, value]) => [key, blankToNull(value as string)] as const)
  return entries.some(([, value]) => value !== null) ? Object.fromEntries(entries.map(keepRequired)) : null
}

/** Required texts stay empty strings, so that the schema complains at their field. */
const required = ['line1', 'city', 'country', 'name', 'phone']
const keepRequired = ([key, value]: readonly [string, string | null]) => [
  key,
  value ?? (required.includes(key) ? '' : null),
]

export function toBody(values: PatientValues, { identity, history }: PatientSections): z.input<typeof UpdatePatient> {
  const { firstName, lastName, dateOfBirth, gender, medicalHistory } = values
  return {
    ...(identity ? { firstName, lastName, dateOfBirth, gender: gender as Gender } : {}),
    email: blankToNull(values.email),
    phone: blankToNull(values.phone),
    address: part(values.address) as never,
    emergencyContact: part(values.emergencyContact) as never,
    ...(history ? { medicalHistory: { ...medicalHistory, notes: blankToNull(medicalHistory.notes) } } : {}),
  }
}
