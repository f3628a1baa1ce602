import { z } from 'zod'
import { DateOrInstant, Id, Instant, page, pageQuery, text } from './common.ts'
import { endpoint } from './endpoint.ts'

/** FHIR AuditEvent.action: create, read, update, delete, execute. */
export const AuditAction = z.enum(['C', 'R', 'U', 'D', 'E'])

/** One deed that concerns a patient or a user. Columns after IHE BALP (Basic Audit Log Patterns). */
export const AuditEvent = z
  .strictObject({
    seq: z.string().meta({ description: 'Number of the row; grows, may have gaps' }),
    id: Id,
    recorded: Instant,
    action: AuditAction,
    operation: z.string().meta({ description: 'What was done, as `patient.read`' }),
    outcome: z.enum(['success', 'refused', 'failed']),
    actor: z.strictObject({ id: Id.nullable(), name: z.string().nullable(), role: z.string() }),
    purpose: z.string(),
    sessionId: Id.nullable(),
    requestId: z.string(),
    clientAddress: z.string().nullable(),
    resource: z.strictObject({ type: z.string(), id: Id.nullable(), version: z.int().nullable() }),
    patientIds: z.array(Id),
    patientName: z.string().nullable().meta({ description: 'Of the one patient whom it concerns; else null' }),
    changedFields: z.array(z.string()),
    reason: z.string().nullable(),
  })
  .meta({ id: 'AuditEvent' })
export type AuditEvent = z.infer<typeof AuditEvent>

/** What the log can be ordered by. */
export const auditSortKeys = [
  'recorded',
  'action',
  'operation',
  'outcome',
  'actor',
  'role',
  'resource',
  'patient',
  'purpose',
  'address',
] as const
export const AuditSortKey = z.enum(auditSortKeys)
export type AuditSortKey = z.infer<typeof AuditSortKey>

const filters = {
  patientId: Id.optional(),
  actorId: Id.optional(),
  action: AuditAction.optional(),
  outcome: z.enum(['success', 'refused', 'failed']).optional(),
  requestId: text(100).optional(),
  from: DateOrInstant.optional(),
  to: DateOrInstant.optional(),
}

export const AuditQuery = z.strictObject({
  ...pageQuery,
  ...filters,
  sort: AuditSortKey.default('recorded').meta({
    description:
      'By anything but the time, the 31 days before `to` are ordered, or what `from` and `to` say: at most 366 days',
  }),
  order: z.enum(['asc', 'desc']).default('desc'),
})
export type AuditQuery = z.infer<typeof AuditQuery>

export const auditExportFormats = ['csv', 'json', 'fhir', 'fhir-ndjson'] as const
export const AuditExportQuery = z.strictObject({
  ...filters,
  format: z.enum(auditExportFormats).meta({
    description:
      'CSV, a JSON array, a FHIR R4 Bundle of AuditEvents after IHE BALP, or the same as one AuditEvent a line',
  }),
})
export type AuditExportQuery = z.infer<typeof AuditExportQuery>

/** Whether the log is as it was sealed. */
export const AuditIntegrity = z
  .strictObject({
    state: z.enum(['sound', 'broken', 'unverified']),
    sealedUpTo: z.int().meta({ description: 'The newest ordinal; 0 while nothing is sealed' }),
    secondsBehind: z.number().meta({ description: 'How old the oldest entry without a seal is' }),
    lastVerification: z
      .strictObject({
        finishedAt: Instant,
        scope: z.enum(['newest', 'all']),
        from: z.int(),
        to: z.int(),
        outcome: z.enum(['passed', 'failed']),
      })
      .nullable(),
    broken: z
      .strictObject({ foundAt: Instant, ordinal: z.int().nullable(), finding: z.string() })
      .nullable()
      .meta({ description: 'What was found wrong and has not been found mended since' }),
    anchors: z
      .array(
        z.strictObject({
          destination: z.enum(['file', 's3', 'mail']),
          lastAt: Instant.nullable().meta({ description: 'When a root was last told there' }),
          ordinal: z.int().nullable(),
          failure: z.string().nullable().meta({ description: 'Why the last try failed; null when it went well' }),
        }),
      )
      .meta({ description: 'Where roots are told outside the database; empty when nowhere' }),
  })
  .meta({ id: 'AuditIntegrity' })
export type AuditIntegrity = z.infer<typeof AuditIntegrity>

export const auditApi = {
  integrity: endpoint({
    method: 'get',
    path: '/audit/integrity',
    permission: 'audit:read',
    summary: 'Whether the audit log is as it was sealed',
    response: AuditIntegrity,
  }),
  export: endpoint({
    method: 'get',
    path: '/audit/export',
    permission: 'audit:read',
    summary: 'The audit log as a file, newest first',
    query: AuditExportQuery,
    reply: 'document',
    stepUp: true,
    effort: 'export',
    disclosesPatientData: true,
  }),
  list: endpoint({
    method: 'get',
    path: '/audit',
    permission: 'audit:read',
    summary: 'The audit log, newest first',
    query: AuditQuery,
    response: page(AuditEvent),
    disclosesPatientData: true,
  }),
}
