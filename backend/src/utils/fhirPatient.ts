import type { AuditEvent } from '@hms/contract/audit'
import type fhir4 from 'fhir/r4.d.ts'
import { toFhirAuditEvent } from './fhirAuditEvent.ts'
import { compact, type FhirSource, historyOf, patientOf, reference, status, text, visitsOf } from './fhirRecord.ts'

/** A patient's copy as HL7 FHIR R4 (4.0.1): a Bundle of type collection. */

const money = (amount: unknown, currency: unknown): fhir4.Money => ({
  value: Number(amount),
  currency: currency as fhir4.Money['currency'],
})

function billsOf({ hospital, patientId, tables }: FhirSource): fhir4.FhirResource[] {
  const invoices = (tables.billing ?? []).map((row) => {
    const lines = (tables.billing_lines ?? []).filter((line) => line.billingId === row.id)
    return compact<fhir4.Invoice>({
      resourceType: 'Invoice',
      id: row.id as string,
      identifier: [{ system: 'urn:hms:bill', value: row.number as string }],
      status: row.status === 'void' ? 'cancelled' : row.status === 'paid' ? 'balanced' : 'issued',
      cancelledReason: text(row.voidReason),
      subject: reference(patientId),
      date: row.issueDate as string,
      issuer: { display: hospital },
      lineItem: lines.map((line) => ({
        sequence: line.position as number,
        chargeItemCodeableConcept: { text: text(line.description) ?? '—' },
        priceComponent: [{ type: 'base', factor: line.quantity as number, amount: money(line.amount, row.currency) }],
      })),
      totalGross: money(row.amount, row.currency),
      paymentTerms: `Due ${row.dueDate as string}`,
      note: text(row.description) ? [{ text: row.description as string }] : [],
    })
  })
  const payments = (tables.payments ?? []).map((row) =>
    compact<fhir4.PaymentReconciliation>({
      resourceType: 'PaymentReconciliation',
      id: row.id as string,
      status: row.status === 'failed' ? 'cancelled' : row.status === 'pending' ? 'draft' : 'active',
      created: (row.receivedAt ?? null) === null ? undefined! : (row.receivedAt as string),
      paymentDate: ((row.receivedAt as string | null) ?? '').slice(0, 10),
      paymentAmount: money(row.amount, row.currency),
      request: reference(row.billingId),
      disposition: `${row.method as string} ${text(row.receiptNumber) ?? ''}`.trim(),
    }),
  )
  return [...invoices, ...payments.filter(({ created }) => created !== undefined)]
}

function messagesOf({ patientId, tables }: FhirSource): fhir4.Communication[] {
  return (tables.messages ?? []).map((row) =>
    compact<fhir4.Communication>({
      resourceType: 'Communication',
      id: row.id as string,
      status: row.sentAt ? 'completed' : 'in-progress',
      medium: [{ text: row.channel as string }],
      subject: reference(patientId),
      topic: { text: row.subject as string },
      sent: text(row.sentAt),
      payload: [{ contentString: row.body as string }],
    }),
  )
}

function consentsOf({ hospital, patientId, tables }: FhirSource): fhir4.Consent[] {
  return (tables.consents ?? []).map((row) => ({
    resourceType: 'Consent',
    id: row.id as string,
    status: 'active',
    scope: status('consentscope', 'patient-privacy'),
    category: [{ text: row.purpose as string }],
    patient: reference(patientId),
    dateTime: row.dateTime as string,
    organization: [{ display: hospital }],
    policyRule: { text: 'The privacy notice of the hospital' },
    provision: { type: row.provision as 'permit' | 'deny' },
  }))
}

function accessesOf({ patientId, tables }: FhirSource): fhir4.AuditEvent[] {
  return (tables.audit_events ?? []).map((row) => {
    const event = {
      id: row.id,
      action: row.action,
      operation: row.operation,
      outcome: row.outcome,
      recorded: row.recorded,
      actor: { id: null, name: row.actorName, role: row.actorRole },
      purpose: row.purpose,
      clientAddress: null,
      requestId: row.id,
      resource: { type: row.resourceType, id: null, version: null },
      patientIds: [patientId],
      changedFields: [],
      reason: null,
    }
    return toFhirAuditEvent(event as unknown as AuditEvent) as fhir4.AuditEvent
  })
}

const practitionersOf = ({ doctors }: FhirSource): fhir4.Practitioner[] =>
  doctors.map(({ id, name, specialization }) => ({
    resourceType: 'Practitioner',
    id,
    name: [{ text: name }],
    qualification: [{ code: { text: specialization } }],
  }))

export function toFhirBundle(source: FhirSource): fhir4.Bundle {
  const resources: fhir4.FhirResource[] = [
    patientOf(source),
    ...practitionersOf(source),
    ...historyOf(source),
    ...visitsOf(source),
    ...billsOf(source),
    ...messagesOf(source),
    ...consentsOf(source),
    ...accessesOf(source),
  ]
  return {
    resourceType: 'Bundle',
    type: 'collection',
    timestamp: source.madeAt,
    entry: resources.map((resource) => ({ fullUrl: `urn:uuid:${resource.id}`, resource })),
  }
}
