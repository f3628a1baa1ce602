import type { ErasureCertificate, ErasureRequest as WireRequest, LegalHold as WireHold } from '@hms/contract/dataRights'
import type { ErasureRow } from '../../models/Erasure.ts'
import type { ErasureRequestRow } from '../../models/ErasureRequest.ts'
import type { LegalHoldRow } from '../../models/LegalHold.ts'
import { toWireUtc } from '../../utils/time.ts'

export const toWire = (row: ErasureRequestRow): WireRequest => ({
  id: row.id,
  patient: { id: row.patientId, name: row.patientName, mrn: row.mrn },
  status: row.status,
  requestedAt: toWireUtc(row.requestedAt),
  requestedBy: { id: row.requestedBy, name: row.requesterName },
  byPatient: row.byPatient,
  reason: row.reason,
  decidedAt: row.decidedAt && toWireUtc(row.decidedAt),
  decidedBy: row.decidedBy ? { id: row.decidedBy, name: row.deciderName } : null,
  decision: row.decision,
  overridesRetention: row.overridesRetention,
  retainedUntil: row.retainedUntil,
  heldSince: row.heldSince && toWireUtc(row.heldSince),
  finishedAt: row.finishedAt && toWireUtc(row.finishedAt),
  certificateId: row.certificateId,
})

export const toCertificate = (row: ErasureRow): ErasureCertificate => ({
  id: row.id,
  number: row.number,
  subjectHash: row.subjectHash,
  law: 'GDPR, article 17',
  requestedAt: toWireUtc(row.requestedAt),
  requestedByPatient: row.requestedByPatient,
  approvedAt: toWireUtc(row.approvedAt),
  approvedBy: { id: row.approvedBy, name: row.approverName },
  performedBy: { id: row.performedBy, name: row.performerName },
  erasedAt: toWireUtc(row.erasedAt),
  retentionOverridden: row.retentionOverridden,
  counts: row.counts,
  keysDeleted: (row.counts.patient_keys ?? 0) > 0,
})

export const toHold = (row: LegalHoldRow): WireHold => ({
  id: row.id,
  reason: row.reason,
  setAt: toWireUtc(row.setAt),
  setBy: { id: row.setBy, name: row.setterName },
  liftedAt: row.liftedAt && toWireUtc(row.liftedAt),
  liftedBy: row.liftedBy ? { id: row.liftedBy, name: row.lifterName } : null,
  liftReason: row.liftReason,
})
