import type { WriteTx } from '../../src/config/database.ts'
import type { Context } from '../../src/utils/context.ts'
import { insertRows } from './insertRows.ts'
import type { DemoHospital } from './types.ts'

const reason = 'Demo hospital'

/** One row for each account and one for each patient, whose record with visits and bills is written as one deed. */
export async function writeAudit(tx: WriteTx, ctx: Context, { users, patients }: DemoHospital): Promise<void> {
  const shared = { requestId: ctx.requestId, purpose: ctx.purpose, actorRole: tx.actor.role, reason }
  const accounts = users.map(({ id }) => ({
    ...shared,
    operation: 'user.create',
    resourceType: 'User',
    resourceId: id,
    patientIds: [],
    changedFields: ['email', 'role', 'firstName', 'lastName', 'password'],
  }))
  const records = patients.map(({ id }) => ({
    ...shared,
    operation: 'patient.create',
    resourceType: 'Patient',
    resourceId: id,
    patientIds: [id],
    changedFields: ['record', 'appointments', 'bills', 'payments'],
  }))
  await insertRows(
    tx,
    `INSERT INTO audit_events (action, operation, actor_role, purpose, request_id, resource_type, resource_id, patient_ids,
                               changed_fields, reason)
     SELECT 'C', operation, "actorRole", purpose, "requestId", "resourceType", "resourceId",
            ARRAY(SELECT jsonb_array_elements_text("patientIds")::uuid),
            ARRAY(SELECT jsonb_array_elements_text("changedFields")), reason
       FROM jsonb_to_recordset($1::jsonb) AS r (operation text, "actorRole" text, purpose text, "requestId" text,
            "resourceType" text, "resourceId" uuid, "patientIds" jsonb, "changedFields" jsonb, reason text)`,
    [...accounts, ...records],
  )
  tx.markAudited(patients.map(({ id }) => id))
}
