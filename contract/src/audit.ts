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

export const AuditQuery = z.strictObject({
  ...pageQuery,
  patientId: Id.optional(),
  actorId: Id.optional(),
  action: AuditAction.optional(),
  outcome: z.enum(['success', 'refused', 'failed']).optional(),
  requestId: text(100).optional(),
  from: DateOrInstant.optional(),
  to: DateOrInstant.optional(),
})
export type AuditQuery = z.infer<typeof AuditQuery>

export const auditApi = {
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
