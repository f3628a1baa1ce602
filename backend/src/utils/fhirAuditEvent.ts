import type { AuditEvent } from '@hms/contract/audit'

/** HL7 FHIR R4 AuditEvent as IHE BALP 1.1 (Basic Audit Log Patterns) profiles it: https://profiles.ihe.net/ITI/BALP */

const BALP = 'https://profiles.ihe.net/ITI/BALP'
const HL7 = 'http://terminology.hl7.org/CodeSystem'

const verbs = {
  C: { profile: 'Create', interaction: 'create' },
  R: { profile: 'Read', interaction: 'read' },
  U: { profile: 'Update', interaction: 'update' },
  D: { profile: 'Delete', interaction: 'delete' },
  E: { profile: null, interaction: 'operation' },
} as const

/** R4 value set audit-event-outcome; a refusal is the system's doing as it should, and the asker's minor failure. */
const outcomes = { success: '0', refused: '4', failed: '8' } as const

/** Those of our resource types that FHIR R4 has; others are named in words. */
const FHIR_TYPES = new Set(['Appointment', 'AuditEvent', 'Invoice', 'Patient', 'Person', 'Practitioner', 'Task'])

const coding = (system: string, code: string, display?: string) => ({ system, code, ...(display ? { display } : {}) })
const codeable = (...args: Parameters<typeof coding>) => ({ coding: [coding(...args)] })

function profilesOf({ action, patientIds }: AuditEvent): string[] {
  const { profile } = verbs[action]
  if (!profile) return []
  return [`${BALP}/StructureDefinition/IHE.BasicAudit.${patientIds.length > 0 ? 'Patient' : ''}${profile}`]
}

function agentsOf({ actor, clientAddress, purpose }: AuditEvent) {
  const server = {
    type: codeable('http://dicom.nema.org/resources/ontology/DCM', '110152', 'Destination Role ID'),
    who: { display: 'HMS' },
    requestor: false,
  }
  const user = {
    type: codeable(`${HL7}/v3-ParticipationType`, 'IRCP', 'information recipient'),
    role: [{ text: actor.role }],
    who: {
      ...(actor.id ? { identifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${actor.id}` } } : {}),
      display: actor.name ?? actor.role,
    },
    requestor: true,
    // 2: an IP address (R4 value set network-type).
    ...(clientAddress ? { network: { address: clientAddress, type: '2' } } : {}),
    purposeOfUse: [codeable(`${HL7}/v3-ActReason`, purpose)],
  }
  return [server, user]
}

function whatOf({ resource }: AuditEvent) {
  const version = resource.version === null ? '' : `/_history/${resource.version}`
  if (resource.id && FHIR_TYPES.has(resource.type)) return { reference: `${resource.type}/${resource.id}${version}` }
  return { ...(resource.id ? { identifier: { value: resource.id } } : {}), display: resource.type }
}

function entitiesOf(event: AuditEvent) {
  const data = {
    what: whatOf(event),
    type: coding(`${HL7}/audit-entity-type`, '2', 'System Object'),
    role: coding(`${HL7}/object-role`, '4', 'Domain Resource'),
    ...(event.changedFields.length > 0
      ? { detail: event.changedFields.map((field) => ({ type: 'changedField', valueString: field })) }
      : {}),
  }
  const patients = event.patientIds.map((id) => ({
    what: { reference: `Patient/${id}` },
    type: coding(`${HL7}/audit-entity-type`, '1', 'Person'),
    role: coding(`${HL7}/object-role`, '1', 'Patient'),
  }))
  const request = {
    what: { identifier: { value: event.requestId } },
    type: coding(`${BALP}/CodeSystem/BasicAuditEntityType`, 'XrequestId'),
  }
  return [data, ...patients, request]
}

export function toFhirAuditEvent(event: AuditEvent) {
  return {
    resourceType: 'AuditEvent',
    id: event.id,
    ...(profilesOf(event).length > 0 ? { meta: { profile: profilesOf(event) } } : {}),
    type: coding(`${HL7}/audit-event-type`, 'rest', 'RESTful Operation'),
    subtype: [
      coding('http://hl7.org/fhir/restful-interaction', verbs[event.action].interaction),
      coding('urn:hms:operation', event.operation),
    ],
    action: event.action,
    recorded: event.recorded,
    outcome: outcomes[event.outcome],
    ...(event.reason ? { outcomeDesc: event.reason } : {}),
    agent: agentsOf(event),
    source: {
      observer: { display: 'HMS' },
      type: [coding(`${HL7}/security-source-type`, '4', 'Application Server')],
    },
    entity: entitiesOf(event),
  }
}
