import type { ReadTx } from '../config/database.ts'

export interface NewAuditEvent {
  action: 'C' | 'R' | 'U' | 'D' | 'E'
  operation: string
  outcome: 'success' | 'refused' | 'failed'
  actorId: string | null
  actorRole: string
  purpose: string
  sessionId: string | null
  requestId: string
  clientAddress: string | null
  resourceType: string
  resourceId: string | null
  resourceVersion: number | null
  patientIds: string[]
  changedFields: string[]
  reason: string | null
}

/** Adds a row; possible in reading transactions too, and nothing else is. */
export async function insert(tx: ReadTx, event: NewAuditEvent): Promise<void> {
  await tx.many(
    `INSERT INTO audit_events (action, operation, outcome, actor_id, actor_role, purpose, session_id, request_id, client_address,
                               resource_type, resource_id, resource_version, patient_ids, changed_fields, reason)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      event.action,
      event.operation,
      event.outcome,
      event.actorId,
      event.actorRole,
      event.purpose,
      event.sessionId,
      event.requestId,
      event.clientAddress,
      event.resourceType,
      event.resourceId,
      event.resourceVersion,
      event.patientIds,
      event.changedFields,
      event.reason,
    ],
  )
  tx.markAudited()
}
