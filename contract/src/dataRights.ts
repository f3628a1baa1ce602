import { z } from 'zod'
import { CalendarDate, Id, IdParams, Instant, page, pageQuery, text } from './common.ts'
import { endpoint } from './endpoint.ts'

export const privacyRequestKinds = ['erasure', 'amendment'] as const
export const privacyRequestStatuses = ['requested', 'approved', 'refused', 'done', 'withdrawn'] as const
export const PrivacyRequestStatus = z.enum(privacyRequestStatuses)
export type PrivacyRequestStatus = z.infer<typeof PrivacyRequestStatus>

const Named = z.strictObject({ id: Id, name: z.string().nullable() })

/** What a patient asks of those who keep the record: to be erased (GDPR, article 17). */
export const ErasureRequest = z
  .strictObject({
    id: Id,
    patient: z.strictObject({ id: Id, name: z.string().nullable(), mrn: z.string().nullable() }),
    status: PrivacyRequestStatus,
    requestedAt: Instant,
    requestedBy: Named.meta({ description: 'The patient, or whoever wrote it down for them' }),
    byPatient: z.boolean(),
    reason: z.string().nullable().meta({ description: 'Why; null where none was given, or it may not be seen' }),
    decidedAt: Instant.nullable(),
    decidedBy: Named.nullable(),
    decision: z.string().nullable().meta({ description: 'Why it was decided so' }),
    overridesRetention: z.boolean().meta({ description: 'Approved although the law asks that the record be kept' }),
    retainedUntil: CalendarDate.nullable().meta({
      description: 'Until when the record has to be kept after the last visit; null where nothing has to be',
    }),
    heldSince: Instant.nullable().meta({ description: 'Since when a legal hold stands; null for patients' }),
    finishedAt: Instant.nullable(),
    certificateId: Id.nullable(),
  })
  .meta({ id: 'ErasureRequest' })
export type ErasureRequest = z.infer<typeof ErasureRequest>

export const AskForErasure = z.strictObject({ reason: text(2000).nullish() }).meta({ id: 'AskForErasure' })
export type AskForErasure = z.infer<typeof AskForErasure>

export const DecideErasure = z
  .strictObject({
    approve: z.boolean(),
    reason: text(2000).nullish().meta({ description: 'Needed to refuse, and to override; the patient reads it' }),
    overrideRetention: z.boolean().default(false).meta({
      description: 'Erase although the law asks that the record be kept: the reason says what outweighs it',
    }),
  })
  .refine(({ approve, reason, overrideRetention }) => Boolean(reason) || (approve && !overrideRetention), {
    path: ['reason'],
    message: 'Say why',
  })
  .meta({ id: 'DecideErasure' })
export type DecideErasure = z.infer<typeof DecideErasure>

export const PerformErasure = z
  .strictObject({ mrn: text(40).meta({ description: "The patient's medical record number, typed anew" }) })
  .meta({ id: 'PerformErasure' })
export type PerformErasure = z.infer<typeof PerformErasure>

/** That somebody was forgotten, by whom and on which ground; says nothing of who it was. */
export const ErasureCertificate = z
  .strictObject({
    id: Id,
    number: z.int().meta({ description: 'The patient is called by it from then on' }),
    subjectHash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .meta({ description: "SHA-256 of `hms-erasure|` and the patient's id, in hexadecimal digits" }),
    law: z.string().meta({ description: 'What it was done for' }),
    requestedAt: Instant,
    requestedByPatient: z.boolean(),
    approvedAt: Instant,
    approvedBy: Named,
    performedBy: Named,
    erasedAt: Instant,
    retentionOverridden: CalendarDate.nullable().meta({
      description: 'Until when the record would have had to be kept, where that was overridden',
    }),
    counts: z.record(z.string(), z.int()).meta({ description: 'Rows that were deleted or blanked, by table' }),
    keysDeleted: z
      .boolean()
      .meta({ description: "Whether the patient's keys were among them, without which no copy opens" }),
  })
  .meta({ id: 'ErasureCertificate' })
export type ErasureCertificate = z.infer<typeof ErasureCertificate>

/** What has to be kept because of a dispute or an inquiry (GDPR, article 17(3)(e)). */
export const LegalHold = z
  .strictObject({
    id: Id,
    reason: z.string().nullable(),
    setAt: Instant,
    setBy: Named,
    liftedAt: Instant.nullable(),
    liftedBy: Named.nullable(),
    liftReason: z.string().nullable(),
  })
  .meta({ id: 'LegalHold' })
export type LegalHold = z.infer<typeof LegalHold>

export const HoldReason = z
  .strictObject({ reason: text(2000).min(10, 'At least 10 characters') })
  .meta({ id: 'HoldReason' })
export type HoldReason = z.infer<typeof HoldReason>

export const patientExportFormats = ['json', 'fhir'] as const
export const PatientExportQuery = z.strictObject({
  format: z.enum(patientExportFormats).meta({ description: 'One JSON document, or a FHIR R4 Bundle' }),
})
export type PatientExportQuery = z.infer<typeof PatientExportQuery>

export const dataRightsApi = {
  export: endpoint({
    method: 'get',
    path: '/patients/:id/export',
    permission: 'patient:export',
    summary:
      'Everything about a patient as a file (GDPR, articles 15 and 20), with its SHA-256 in Repr-Digest (RFC 9530)',
    params: IdParams,
    query: PatientExportQuery,
    reply: 'document',
    effort: 'export',
    stepUp: true,
    problems: ['patient-erased'],
    disclosesPatientData: true,
  }),
  requests: endpoint({
    method: 'get',
    path: '/erasure-requests',
    permission: 'erasure:read',
    summary: 'Requests to be erased, the newest first',
    query: z.strictObject({ ...pageQuery, status: PrivacyRequestStatus.optional(), patientId: Id.optional() }),
    response: z.strictObject({ ...page(ErasureRequest).shape, openCount: z.int() }),
    disclosesPatientData: true,
  }),
  ask: endpoint({
    method: 'post',
    path: '/patients/:id/erasure-requests',
    permission: 'erasure:request',
    summary: 'Ask that a patient be erased (GDPR, article 17); officers write it down for who has no account',
    params: IdParams,
    body: AskForErasure,
    response: ErasureRequest,
    status: 201,
    problems: ['wrong-status', 'patient-erased'],
    disclosesPatientData: true,
  }),
  withdraw: endpoint({
    method: 'post',
    path: '/erasure-requests/:id/withdraw',
    permission: 'erasure:withdraw',
    summary: 'Take back what nobody has decided on yet',
    params: IdParams,
    response: ErasureRequest,
    problems: ['wrong-status'],
    disclosesPatientData: true,
  }),
  decide: endpoint({
    method: 'post',
    path: '/erasure-requests/:id/decide',
    permission: 'erasure:decide',
    summary: 'Approve or refuse; not by the one who asked',
    params: IdParams,
    body: DecideErasure,
    response: ErasureRequest,
    stepUp: true,
    problems: ['wrong-status', 'legal-hold', 'record-retained'],
    disclosesPatientData: true,
  }),
  perform: endpoint({
    method: 'post',
    path: '/erasure-requests/:id/perform',
    permission: 'erasure:decide',
    summary: 'Erase the patient whose request was approved; cannot be undone',
    params: IdParams,
    body: PerformErasure,
    response: ErasureCertificate,
    stepUp: true,
    problems: ['wrong-status', 'legal-hold', 'record-retained', 'patient-erased'],
    disclosesPatientData: true,
  }),
  certificates: endpoint({
    method: 'get',
    path: '/erasures',
    permission: 'erasure:certify',
    summary: 'Certificates of erasures, the newest first',
    query: z.strictObject(pageQuery),
    response: page(ErasureCertificate),
  }),
  certificate: endpoint({
    method: 'get',
    path: '/erasures/:id',
    permission: 'erasure:certify',
    summary: 'One certificate, for printing',
    params: IdParams,
    response: ErasureCertificate,
  }),
  holds: endpoint({
    method: 'get',
    path: '/patients/:id/legal-holds',
    permission: 'legal-hold:read',
    summary: 'Legal holds on a record, the newest first',
    params: IdParams,
    response: z.strictObject({ items: z.array(LegalHold) }),
    disclosesPatientData: true,
  }),
  hold: endpoint({
    method: 'post',
    path: '/patients/:id/legal-holds',
    permission: 'legal-hold:write',
    summary: 'Keep a record from being erased, for a dispute or an inquiry',
    params: IdParams,
    body: HoldReason,
    response: LegalHold,
    status: 201,
    problems: ['wrong-status', 'patient-erased'],
    disclosesPatientData: true,
  }),
  lift: endpoint({
    method: 'post',
    path: '/patients/:id/legal-holds/lift',
    permission: 'legal-hold:write',
    summary: 'Lift the hold that stands',
    params: IdParams,
    body: HoldReason,
    response: LegalHold,
    problems: ['wrong-status'],
    disclosesPatientData: true,
  }),
}
