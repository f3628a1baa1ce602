import type { Amendment as WireAmendment, AmendmentField } from '@hms/contract/amendments'
import type { AmendmentRow } from '../../models/Amendment.ts'
import { toWireUtc } from '../../utils/time.ts'

/** What requests are called in the audit log, after FHIR. */
export const resourceType = 'Task'

const by = (role: string | null, name: string | null) => (role === null ? null : { name, role })

function extensionOf(row: AmendmentRow): WireAmendment['extension'] {
  const { extendedAt, extendedFrom, extensionReason, extendedByName, extendedByRole } = row
  if (!extendedAt || !extendedFrom) return null
  return {
    from: toWireUtc(extendedFrom),
    reason: extensionReason,
    at: toWireUtc(extendedAt),
    by: { name: extendedByName, role: extendedByRole },
  }
}

/** As the contract says it. */
export const toWire = (row: AmendmentRow): WireAmendment => ({
  id: row.id,
  patient: { id: row.patientId, name: row.patientName },
  field: row.field as AmendmentField,
  way: row.way,
  recordedBy: by(row.recordedByRole, row.recordedByName),
  appointmentId: row.appointmentId,
  text: row.text,
  requestedAt: toWireUtc(row.requestedAt),
  dueAt: toWireUtc(row.dueAt),
  overdue: row.overdue,
  extension: extensionOf(row),
  status: row.status,
  decidedAt: row.decidedAt && toWireUtc(row.decidedAt),
  decidedBy: by(row.decidedByRole, row.decidedByName),
  basis: row.basis,
  decision: row.decision,
  correctedVersion: row.correctedVersion,
  statement: row.statement,
  statementAt: row.statementAt && toWireUtc(row.statementAt),
  statementRecordedBy: by(row.statementRecordedByRole, row.statementRecordedByName),
})
