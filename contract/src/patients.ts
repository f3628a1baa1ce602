import { z } from 'zod'
import { CalendarDate, Email, Id, IdParams, Instant, page, pageQuery, PersonName, Phone, text } from './common.ts'
import { endpoint } from './endpoint.ts'

/** FHIR AdministrativeGender. */
export const Gender = z.enum(['male', 'female', 'other', 'unknown'])

export const Address = z
  .strictObject({
    line1: text(200),
    line2: text(200).nullish(),
    city: text(100),
    state: text(100).nullish(),
    postalCode: text(20).nullish(),
    country: text(100),
  })
  .meta({ id: 'Address' })
export type Address = z.infer<typeof Address>

export const EmergencyContact = z
  .strictObject({ name: text(200), relationship: text(100).nullish(), phone: Phone })
  .meta({ id: 'EmergencyContact' })

/** A plain line, or a coded entry as an import brings it. */
export const HistoryItem = z.union([
  text(500),
  z.strictObject({
    display: text(500),
    code: text(100).optional(),
    system: text(300).optional(),
    status: text(50).optional(),
    onset: text(40).optional().meta({ description: 'ISO 8601 date or instant' }),
  }),
])
export type HistoryItem = z.infer<typeof HistoryItem>

export const MedicalHistory = z
  .strictObject({
    allergies: z.array(HistoryItem).max(500).default([]),
    conditions: z.array(HistoryItem).max(500).default([]),
    medications: z.array(HistoryItem).max(500).default([]),
    notes: text(10_000).nullish(),
  })
  .meta({ id: 'MedicalHistory' })
export type MedicalHistory = z.infer<typeof MedicalHistory>

const pastDate = CalendarDate.refine((value) => value >= '1880-01-01', 'Too long ago').refine(
  (value) => value <= new Date(Date.now() + 14 * 3_600_000).toISOString().slice(0, 10),
  'In the future',
)

const details = {
  firstName: PersonName,
  lastName: PersonName,
  dateOfBirth: pastDate,
  gender: Gender,
}
const optionalDetails = {
  email: Email.nullish(),
  phone: Phone.nullish(),
  address: Address.nullish(),
  emergencyContact: EmergencyContact.nullish(),
  medicalHistory: MedicalHistory.nullish(),
}

export const CreatePatient = z.strictObject({ ...details, ...optionalDetails }).meta({ id: 'CreatePatient' })
export type CreatePatient = z.infer<typeof CreatePatient>

export const UpdatePatient = z
  .strictObject({
    ...details,
    ...optionalDetails,
    version: z.int().meta({ description: 'The version that was edited; a different one now answers edit-conflict' }),
  })
  .partial()
  .meta({ id: 'UpdatePatient', description: 'Absent: unchanged; null: removed' })
export type UpdatePatient = z.infer<typeof UpdatePatient>

/** What a directory shows. */
export const PatientSummary = z
  .strictObject({
    id: Id,
    mrn: z.string().meta({ description: 'Medical record number' }),
    firstName: z.string(),
    lastName: z.string(),
    dateOfBirth: CalendarDate.nullable(),
    gender: Gender.nullable(),
  })
  .meta({ id: 'PatientSummary' })
export type PatientSummary = z.infer<typeof PatientSummary>

/**
 * A patient's record. Fields that the reader may not see are null and named in `withheld`:
 * a doctor without a care relationship sees the directory entry, an administrator no medical history.
 */
export const Patient = z
  .strictObject({
    ...PatientSummary.shape,
    userId: Id.nullable(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    address: Address.nullable(),
    emergencyContact: EmergencyContact.nullable(),
    medicalHistory: MedicalHistory.nullable(),
    withheld: z.array(z.string()),
    erasedAt: Instant.nullable().meta({ description: 'When the patient was erased (GDPR, article 17)' }),
    createdAt: Instant,
    updatedAt: Instant,
    version: z.int(),
  })
  .meta({ id: 'Patient' })
export type Patient = z.infer<typeof Patient>

export const PatientQuery = z.strictObject({
  ...pageQuery,
  q: text(100)
    .optional()
    .meta({ description: 'Parts of the name in any order, a medical record number, or a birth date as 1984-05-17' }),
})
export type PatientQuery = z.infer<typeof PatientQuery>

/** FHIR calls this `$match`; here the name without accents and order, and the birth date, decide. */
export const MatchQuery = z.strictObject({ firstName: PersonName, lastName: PersonName, dateOfBirth: CalendarDate })
export type MatchQuery = z.infer<typeof MatchQuery>

export const patientApi = {
  list: endpoint({
    method: 'get',
    path: '/patients',
    permission: 'patient:list',
    summary: 'Find patients',
    query: PatientQuery,
    response: page(PatientSummary),
    disclosesPatientData: true,
    effort: 'search',
  }),
  create: endpoint({
    method: 'post',
    path: '/patients',
    permission: 'patient:create',
    summary: 'Register a patient, or fill in the own details after sign-up',
    body: CreatePatient,
    response: Patient,
    status: 201,
    idempotent: true,
    disclosesPatientData: true,
    problems: ['patient-exists'],
  }),
  matches: endpoint({
    method: 'get',
    path: '/patients/matches',
    permission: 'patient:match',
    summary: 'Patients who may be the same person, to look at before registering one twice',
    query: MatchQuery,
    response: z.strictObject({ items: z.array(PatientSummary) }),
    disclosesPatientData: true,
    effort: 'search',
  }),
  get: endpoint({
    method: 'get',
    path: '/patients/:id',
    permission: 'patient:read',
    summary: "Read a patient's record",
    params: IdParams,
    response: Patient,
    disclosesPatientData: true,
    effort: 'record',
  }),
  update: endpoint({
    method: 'patch',
    path: '/patients/:id',
    permission: 'patient:edit',
    summary: "Edit a patient's record",
    params: IdParams,
    body: UpdatePatient,
    response: Patient,
    disclosesPatientData: true,
    problems: ['edit-conflict', 'not-permitted'],
  }),
}
