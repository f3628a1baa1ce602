import { z } from 'zod'
import { alertRuleNames, alertSeverities } from './alerts.ts'
import { DateOrInstant, Id, IdParams, Instant, page, pageQuery, text } from './common.ts'
import { endpoint } from './endpoint.ts'

export const privacyCaseKinds = ['patient-report', 'break-glass-review', 'alert'] as const
export const PrivacyCaseKind = z.enum(privacyCaseKinds)
export const privacyCaseStates = ['open', 'closed'] as const
export const PrivacyCaseState = z.enum(privacyCaseStates)

/** What a rule found in the audit log. */
export const CaseAlert = z
  .strictObject({
    rule: z.enum(alertRuleNames),
    severity: z.enum(alertSeverities),
    from: Instant,
    until: Instant,
    count: z.int().meta({ description: 'Of patients whose record was opened, of refusals, or of deeds' }),
    usual: z.int().nullable().meta({ description: 'What the same person comes to in a busy hour otherwise' }),
    patientIds: z.array(Id).meta({ description: 'Of whom it is, at most 500' }),
  })
  .meta({ id: 'CaseAlert' })

/** A question of who opened a record. */
export const PrivacyCase = z
  .strictObject({
    id: Id,
    kind: PrivacyCaseKind.meta({
      description: 'What a patient does not recognise, what was opened in an emergency, or what an alert found',
    }),
    patient: z
      .strictObject({ id: Id, name: z.string().nullable() })
      .nullable()
      .meta({ description: 'Null where an alert is about no patient in particular' }),
    alert: CaseAlert.nullable().meta({ description: 'What it was found by; null where no rule found it' }),
    eventId: Id.nullable().meta({ description: 'The audit event that it is about' }),
    subject: z
      .strictObject({ id: Id, name: z.string().nullable(), role: z.string().nullable() })
      .nullable()
      .meta({ description: 'Whose deed it is about; null where the application did it' }),
    openedAt: Instant,
    message: z.string().nullable().meta({ description: 'What the opener says; null where the reader may not see it' }),
    state: PrivacyCaseState,
    closedAt: Instant.nullable(),
    closedBy: z.strictObject({ id: Id, name: z.string().nullable() }).nullable(),
    finding: z.string().nullable(),
  })
  .meta({ id: 'PrivacyCase' })
export type PrivacyCase = z.infer<typeof PrivacyCase>

export const PrivacyCaseQuery = z.strictObject({
  ...pageQuery,
  state: PrivacyCaseState.optional(),
  kind: PrivacyCaseKind.optional(),
})
export type PrivacyCaseQuery = z.infer<typeof PrivacyCaseQuery>

export const PrivacyCaseCounts = z
  .strictObject({
    open: z.strictObject({ 'patient-report': z.int(), 'break-glass-review': z.int(), alert: z.int() }),
  })
  .meta({ id: 'PrivacyCaseCounts' })
export type PrivacyCaseCounts = z.infer<typeof PrivacyCaseCounts>

export const ClosePrivacyCase = z
  .strictObject({ finding: text(4000).meta({ description: 'What was found; a patient who asked reads it' }) })
  .meta({ id: 'ClosePrivacyCase' })
export type ClosePrivacyCase = z.infer<typeof ClosePrivacyCase>

/** One time that somebody touched a patient's record. */
export const AccessLogEntry = z
  .strictObject({
    id: Id.meta({ description: 'The audit event' }),
    at: Instant,
    actor: z.strictObject({
      id: Id.nullable().meta({ description: 'Null for what the application itself did' }),
      name: z.string().nullable(),
      role: z.string(),
    }),
    action: z.enum(['C', 'R', 'U', 'D', 'E']),
    operation: z.string().meta({ description: 'What was done, as `patient.read`' }),
    outcome: z.enum(['success', 'refused', 'failed']),
    purpose: z.string().meta({ description: 'Why, after HL7 v3 PurposeOfUse' }),
    reason: z.string().nullable(),
    changedFields: z.array(z.string()),
    othersToo: z
      .boolean()
      .meta({ description: 'Whether the same deed concerned other patients as well, as a search does' }),
    case: z
      .strictObject({
        id: Id,
        state: PrivacyCaseState,
        openedAt: Instant,
        closedAt: Instant.nullable(),
        finding: z.string().nullable(),
      })
      .nullable()
      .meta({ description: 'What became of a question about it' }),
  })
  .meta({ id: 'AccessLogEntry' })
export type AccessLogEntry = z.infer<typeof AccessLogEntry>

export const AccessLogPerson = z
  .strictObject({ id: Id, name: z.string().nullable(), role: z.string(), times: z.int() })
  .meta({ id: 'AccessLogPerson' })
export type AccessLogPerson = z.infer<typeof AccessLogPerson>

export const AccessLogQuery = z.strictObject({
  ...pageQuery,
  actorId: Id.optional().meta({ description: 'Only what this person did' }),
  own: z
    .enum(['true', 'false'])
    .default('false')
    .meta({ description: "Whether the patient's own look-ups are among them" }),
  from: DateOrInstant.optional(),
  to: DateOrInstant.optional(),
})
export type AccessLogQuery = z.infer<typeof AccessLogQuery>

export const AccessLog = z
  .strictObject({
    ...page(AccessLogEntry).shape,
    people: z.array(AccessLogPerson).meta({ description: 'Everybody who is in the log; on the first page only' }),
  })
  .meta({ id: 'AccessLog' })
export type AccessLog = z.infer<typeof AccessLog>

export const ReportAccess = z.strictObject({ message: text(2000) }).meta({ id: 'ReportAccess' })
export type ReportAccess = z.infer<typeof ReportAccess>

export const accessLogApi = {
  list: endpoint({
    method: 'get',
    path: '/patients/:id/access-log',
    permission: 'access-log:read',
    summary: 'Who opened a record, when, in which role and why, newest first',
    params: IdParams,
    query: AccessLogQuery,
    response: AccessLog,
    disclosesPatientData: true,
  }),
  report: endpoint({
    method: 'post',
    path: '/patients/:id/access-log/:eventId/report',
    permission: 'access-log:report',
    summary: 'Say that one does not recognise it, which opens a privacy case',
    params: z.strictObject({ id: Id, eventId: Id }),
    body: ReportAccess,
    response: PrivacyCase,
    status: 201,
    problems: ['wrong-status'],
    disclosesPatientData: true,
  }),
}

export const privacyCaseApi = {
  list: endpoint({
    method: 'get',
    path: '/privacy-cases',
    permission: 'privacy-case:read',
    summary: 'Privacy cases, open ones first',
    query: PrivacyCaseQuery,
    response: z.strictObject({ ...page(PrivacyCase).shape, openCount: z.int() }),
    disclosesPatientData: true,
  }),
  counts: endpoint({
    method: 'get',
    path: '/privacy-cases/counts',
    permission: 'privacy-case:read',
    summary: 'How many privacy cases of each kind are open',
    response: PrivacyCaseCounts,
  }),
  close: endpoint({
    method: 'post',
    path: '/privacy-cases/:id/close',
    permission: 'privacy-case:close',
    summary: 'Close a case with what was found',
    params: IdParams,
    body: ClosePrivacyCase,
    response: PrivacyCase,
    problems: ['wrong-status', 'not-permitted'],
    disclosesPatientData: true,
  }),
}
