import { z } from 'zod'
import { Id, IdParams, Instant, page, pageQuery, text } from './common.ts'
import { endpoint } from './endpoint.ts'
import { PatientSummary } from './patients.ts'
import { RoleName } from './users.ts'

const DoctorEntry = z.strictObject({
  id: Id,
  firstName: z.string(),
  lastName: z.string(),
  specialization: z.string(),
})

export const BreakGlass = z
  .strictObject({
    reason: text(2000)
      .min(10, 'At least 10 characters')
      .meta({ description: 'Why this cannot wait; the patient and the privacy officers read it' }),
  })
  .meta({ id: 'BreakGlass' })
export type BreakGlass = z.infer<typeof BreakGlass>

/** A record that was opened in an emergency, by the one who asks. */
export const BreakGlassGrant = z
  .strictObject({
    id: Id,
    patient: PatientSummary,
    reason: z.string().nullable().meta({ description: 'Null once the record is closed to the reader again' }),
    throughRestriction: z
      .boolean()
      .meta({ description: 'The patient had kept the record from this person; it was opened all the same' }),
    openedAt: Instant,
    endsAt: Instant,
    endedAt: Instant.nullable().meta({ description: 'When it was ended before its hour was over' }),
    secondsLeft: z.int().min(0).meta({ description: 'By the clock of the database; 0 when it is over' }),
  })
  .meta({ id: 'BreakGlassGrant' })
export type BreakGlassGrant = z.infer<typeof BreakGlassGrant>

export const CreateCareAssignment = z
  .strictObject({
    doctorId: Id,
    until: Instant.nullish().meta({ description: 'Left out: until somebody ends it' }),
  })
  .meta({ id: 'CreateCareAssignment' })
export type CreateCareAssignment = z.infer<typeof CreateCareAssignment>

/** A patient who was assigned to a doctor, beyond what follows from visits. */
export const CareAssignment = z
  .strictObject({
    id: Id,
    doctor: DoctorEntry,
    from: Instant,
    until: Instant.nullable(),
    active: z.boolean(),
  })
  .meta({ id: 'CareAssignment' })
export type CareAssignment = z.infer<typeof CareAssignment>

export const CreateRestriction = z
  .strictObject({
    doctorId: Id,
    until: Instant.nullish().meta({ description: 'Left out: until the patient lifts it' }),
    reason: text(2000).nullish().meta({ description: 'For the patient alone' }),
  })
  .meta({ id: 'CreateRestriction' })
export type CreateRestriction = z.infer<typeof CreateRestriction>

/** A doctor from whom the patient keeps the record. */
export const Restriction = z
  .strictObject({
    id: Id,
    doctor: DoctorEntry,
    from: Instant,
    until: Instant.nullable(),
    active: z.boolean(),
    reason: z.string().nullable().meta({ description: 'Null for everybody but the patient' }),
  })
  .meta({ id: 'Restriction' })
export type Restriction = z.infer<typeof Restriction>

/**
 * Why somebody may see a record now: `role` (as far as contact data go), `visit` (a visit with the doctor, until so many
 * days after it), `assignment`, `duty` (nurses, around a visit), `break-glass`, `case` (privacy officers, of patients with
 * a case) or `own`. A `restriction` takes away what visits and assignments give.
 */
export const accessRules = ['own', 'role', 'visit', 'assignment', 'duty', 'case', 'break-glass', 'restriction'] as const
export const AccessRule = z
  .strictObject({
    rule: z.enum(accessRules),
    since: Instant.nullable(),
    until: Instant.nullable().meta({ description: 'Null: until something changes' }),
    appointmentId: Id.nullable(),
    throughRestriction: z.boolean(),
  })
  .meta({ id: 'AccessRule' })
export type AccessRule = z.infer<typeof AccessRule>

export const recordParts = ['directory', 'contact', 'clinical'] as const

/** One person, or everybody of a role, with what they may read of a record and why. */
export const AccessHolder = z
  .strictObject({
    user: z.strictObject({ id: Id, name: z.string() }).nullable().meta({ description: 'Null: everybody of the role' }),
    role: RoleName,
    reads: z.array(z.enum(recordParts)),
    rules: z.array(AccessRule),
  })
  .meta({ id: 'AccessHolder' })
export type AccessHolder = z.infer<typeof AccessHolder>

export const accessApi = {
  explain: endpoint({
    method: 'get',
    path: '/patients/:id/access',
    permission: 'access:explain',
    summary: "Who may see a patient's record now, and why",
    params: IdParams,
    query: z.strictObject({
      userId: Id.optional().meta({ description: 'One person; doctors and nurses are told of themselves only' }),
    }),
    response: z.strictObject({ items: z.array(AccessHolder) }),
    disclosesPatientData: true,
  }),
  breakGlass: endpoint({
    method: 'post',
    path: '/patients/:id/break-glass',
    permission: 'patient:break-glass',
    summary: 'Open a record in an emergency, for an hour; the patient and the privacy officers are told',
    params: IdParams,
    body: BreakGlass,
    response: BreakGlassGrant,
    status: 201,
    disclosesPatientData: true,
    stepUp: true,
  }),
  endBreakGlass: endpoint({
    method: 'delete',
    path: '/patients/:id/break-glass',
    permission: 'patient:break-glass',
    summary: 'Close a record that one has opened in an emergency',
    params: IdParams,
    status: 204,
    disclosesPatientData: true,
  }),
  grants: endpoint({
    method: 'get',
    path: '/break-glass',
    permission: 'patient:break-glass',
    summary: 'Records that one has opened in an emergency, newest first',
    query: z.strictObject({ ...pageQuery, patientId: Id.optional() }),
    response: page(BreakGlassGrant),
    disclosesPatientData: true,
  }),
  assignments: endpoint({
    method: 'get',
    path: '/patients/:id/care-assignments',
    permission: 'care-assignment:read',
    summary: 'Doctors to whom a patient was assigned',
    params: IdParams,
    response: z.strictObject({ items: z.array(CareAssignment) }),
    disclosesPatientData: true,
  }),
  assign: endpoint({
    method: 'post',
    path: '/patients/:id/care-assignments',
    permission: 'care-assignment:write',
    summary: 'Assign a patient to a doctor, who may then read the record',
    params: IdParams,
    body: CreateCareAssignment,
    response: CareAssignment,
    status: 201,
    disclosesPatientData: true,
  }),
  endAssignment: endpoint({
    method: 'post',
    path: '/care-assignments/:id/end',
    permission: 'care-assignment:write',
    summary: 'End an assignment now',
    params: IdParams,
    response: CareAssignment,
    disclosesPatientData: true,
  }),
  restrictions: endpoint({
    method: 'get',
    path: '/patients/:id/restrictions',
    permission: 'restriction:read',
    summary: 'Doctors from whom a patient keeps the record',
    params: IdParams,
    response: z.strictObject({ items: z.array(Restriction) }),
    disclosesPatientData: true,
  }),
  restrict: endpoint({
    method: 'post',
    path: '/patients/:id/restrictions',
    permission: 'restriction:write',
    summary: 'Keep the own record from a doctor',
    params: IdParams,
    body: CreateRestriction,
    response: Restriction,
    status: 201,
    disclosesPatientData: true,
  }),
  liftRestriction: endpoint({
    method: 'post',
    path: '/restrictions/:id/lift',
    permission: 'restriction:write',
    summary: 'Let a doctor read the own record again',
    params: IdParams,
    response: Restriction,
    disclosesPatientData: true,
  }),
}
