import type { Role } from '@hms/contract/permissions'
import type { PatientFields, PatientRecord } from '../../models/Patient.ts'
import { Problem } from '../../utils/problem.ts'

/** Who a person is: changed at the front desk only, against papers. */
const identityFields = ['firstName', 'lastName', 'dateOfBirth', 'gender'] as const

const isFrontDesk = (role: Role) => role === 'admin' || role === 'receptionist'

/**
 * Refuses fields that are not for this role to change: identity is the front desk's, medical history is the doctor's and
 * the patient's. What a patient left empty at sign-up may be filled in once by the patient.
 *
 * @throws Problem `not-permitted` naming the field.
 */
export function checkEditable(role: Role, record: PatientRecord, changes: Partial<PatientFields>): void {
  const changed = Object.keys(changes).filter((name) => changes[name as keyof PatientFields] !== undefined)
  const refused = changed.find((name) => {
    if (name === 'medicalHistory') return isFrontDesk(role)
    if (isFrontDesk(role) || !identityFields.includes(name as never)) return false
    const present = record[name as keyof PatientRecord]
    const unchanged = present === changes[name as keyof PatientFields]
    return !(unchanged || (role === 'patient' && record.dateOfBirth === null))
  })
  if (!refused) return
  const detail =
    refused === 'medicalHistory'
      ? 'The medical history is for the patient and the doctors who treat them'
      : `Please ask the front desk to change ${refused}`
  throw new Problem('not-permitted', { detail, errors: [{ pointer: `/${refused}`, detail }] })
}
