import type { CreatePatient, Patient as WirePatient, PatientSummary, UpdatePatient } from '@hms/contract/patients'
import type { PatientEntry, PatientFields, PatientRecord } from '../../models/Patient.ts'
import { toWireUtc } from '../../utils/time.ts'

export const toSummary = ({ id, mrn, firstName, lastName, dateOfBirth, gender }: PatientEntry): PatientSummary => ({
  id,
  mrn,
  firstName,
  lastName,
  dateOfBirth,
  gender,
})

const parse = (text: string | null) => (text === null ? null : JSON.parse(text))

const contactFields = ['email', 'phone', 'address', 'emergencyContact']

export function toWire(record: PatientRecord): WirePatient {
  return {
    ...toSummary(record),
    userId: record.userId,
    email: record.email ?? record.accountEmail,
    phone: record.phone,
    address: parse(record.address),
    emergencyContact: parse(record.emergencyContact),
    medicalHistory: parse(record.medicalHistory),
    withheld: [...(record.contactVisible ? [] : contactFields), ...(record.clinicalVisible ? [] : ['medicalHistory'])],
    erasedAt: record.erasedAt && toWireUtc(record.erasedAt),
    createdAt: toWireUtc(record.createdAt),
    updatedAt: toWireUtc(record.updatedAt),
    version: record.version,
  }
}

const json = (value: object | null | undefined) =>
  value === undefined ? undefined : value === null ? null : JSON.stringify(value)

/** The fields of a request as the model stores them; what is absent stays undefined. */
export function toFields({
  address,
  emergencyContact,
  medicalHistory,
  ...plain
}: Omit<UpdatePatient, 'version'>): Partial<PatientFields> {
  return {
    ...plain,
    address: json(address),
    emergencyContact: json(emergencyContact),
    medicalHistory: json(medicalHistory),
  }
}

export function toNewFields(request: CreatePatient): PatientFields {
  const fields = toFields(request)
  const { email = null, phone = null, address = null, emergencyContact = null, medicalHistory = null } = fields
  const { firstName, lastName, dateOfBirth, gender } = request
  return { firstName, lastName, dateOfBirth, gender, email, phone, address, emergencyContact, medicalHistory }
}
