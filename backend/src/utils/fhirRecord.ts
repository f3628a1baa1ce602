import type fhir4 from 'fhir/r4.d.ts'

/** The medical part of a patient's copy as HL7 FHIR R4 (4.0.1), and what all parts share. */

type Row = Record<string, unknown>

export interface FhirSource {
  hospital: string
  patientId: string
  madeAt: string
  tables: Record<string, Row[]>
  doctors: readonly { id: string; name: string; specialization: string }[]
}

export const HL7 = 'http://terminology.hl7.org/CodeSystem'
const MRN_SYSTEM = 'urn:hms:mrn'

export const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined
/** Leaves out what has no value: FHIR knows neither null nor empty lists. */
export function compact<T extends object>(resource: T): T {
  return Object.fromEntries(
    Object.entries(resource).filter(
      ([, value]) => value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0),
    ),
  ) as T
}
export const reference = (id: unknown): fhir4.Reference => ({ reference: `urn:uuid:${id as string}` })
export const status = (system: string, code: string): fhir4.CodeableConcept => ({
  coding: [{ system: `${HL7}/${system}`, code }],
})
/** A UUID of a resource that has none of its own here, the same in every copy. */
function derivedId(id: string, kind: number, n: number): string {
  const tail = (kind * 0x1000000 + n).toString(16).padStart(12, '0')
  return `${id.slice(0, 14)}8${id.slice(15, 24)}${tail}`
}

interface Address {
  line1: string
  line2?: string | null
  city: string
  state?: string | null
  postalCode?: string | null
  country: string
}

export function patientOf({ patientId, tables }: FhirSource): fhir4.Patient {
  const row = tables.patients?.[0] ?? {}
  const address = row.address as Address | null
  const emergency = row.emergencyContact as { name: string; relationship?: string | null; phone: string } | null
  const account = tables.users?.[0]?.email
  const mails = [...new Set([text(row.email), text(account)])].flatMap((value) => value ?? [])
  return compact<fhir4.Patient>({
    resourceType: 'Patient',
    id: patientId,
    identifier: [{ system: MRN_SYSTEM, value: row.mrn as string }],
    name: [{ use: 'official', family: row.lastName as string, given: [row.firstName as string] }],
    gender: row.gender as fhir4.Patient['gender'],
    birthDate: text(row.dateOfBirth),
    deceasedDateTime: text(row.deceasedOn),
    telecom: [
      ...(text(row.phone) ? [{ system: 'phone' as const, value: row.phone as string }] : []),
      ...mails.map((value) => ({ system: 'email' as const, value })),
    ],
    address: address
      ? [
          compact<fhir4.Address>({
            line: [address.line1, address.line2].flatMap((line) => line ?? []),
            city: address.city,
            state: address.state ?? undefined,
            postalCode: address.postalCode ?? undefined,
            country: address.country,
          }),
        ]
      : [],
    contact: emergency
      ? [
          compact<fhir4.PatientContact>({
            relationship: emergency.relationship ? [{ text: emergency.relationship }] : [],
            name: { text: emergency.name },
            telecom: [{ system: 'phone', value: emergency.phone }],
          }),
        ]
      : [],
  })
}

interface HistoryEntry {
  display: string
  code?: string
  system?: string
  status?: string
  onset?: string
}
const entryOf = (item: string | HistoryEntry): HistoryEntry => (typeof item === 'string' ? { display: item } : item)
const concept = ({ display, code, system }: HistoryEntry): fhir4.CodeableConcept =>
  compact<fhir4.CodeableConcept>({
    coding: code ? [compact<fhir4.Coding>({ system, code, display })] : [],
    text: display,
  })

export function historyOf({ patientId, tables }: FhirSource): fhir4.FhirResource[] {
  const history = tables.patients?.[0]?.medicalHistory as Record<string, unknown> | null | undefined
  if (!history) return []
  const list = (name: string) => ((history[name] as (string | HistoryEntry)[] | undefined) ?? []).map(entryOf)
  const subject = reference(patientId)
  const active = (system: string, entry: HistoryEntry) =>
    status(system, ['inactive', 'resolved'].includes(entry.status ?? '') ? entry.status! : 'active')
  return [
    ...list('allergies').map((entry, n) =>
      compact<fhir4.AllergyIntolerance>({
        resourceType: 'AllergyIntolerance',
        id: derivedId(patientId, 1, n),
        clinicalStatus: active('allergyintolerance-clinical', entry),
        code: concept(entry),
        patient: subject,
        onsetString: entry.onset,
      }),
    ),
    ...list('conditions').map((entry, n) =>
      compact<fhir4.Condition>({
        resourceType: 'Condition',
        id: derivedId(patientId, 2, n),
        clinicalStatus: active('condition-clinical', entry),
        code: concept(entry),
        subject,
        onsetString: entry.onset,
      }),
    ),
    ...list('medications').map((entry, n) =>
      compact<fhir4.MedicationStatement>({
        resourceType: 'MedicationStatement',
        id: derivedId(patientId, 3, n),
        status: 'unknown',
        medicationCodeableConcept: concept(entry),
        subject,
      }),
    ),
    ...noteOf(patientId, derivedId(patientId, 4, 0), text(history.notes), 'Medical history'),
  ]
}

/** Free text is a document: FHIR R4 has no resource for a note. */
function noteOf(patientId: string, id: string, note: string | undefined, title: string): fhir4.DocumentReference[] {
  if (!note) return []
  const data = Buffer.from(note).toString('base64')
  return [
    {
      resourceType: 'DocumentReference',
      id,
      status: 'current',
      type: { text: title },
      subject: reference(patientId),
      content: [{ attachment: { contentType: 'text/plain; charset=utf-8', data, title } }],
    },
  ]
}

const appointmentStatus: Record<string, fhir4.Appointment['status']> = {
  booked: 'booked',
  'checked-in': 'checked-in',
  completed: 'fulfilled',
  cancelled: 'cancelled',
  'no-show': 'noshow',
}

export function visitsOf({ patientId, tables }: FhirSource): fhir4.FhirResource[] {
  return (tables.appointments ?? []).flatMap((row) => {
    const id = row.id as string
    const start = row.appointmentDate as string
    const end = new Date(Date.parse(start) + (row.durationMinutes as number) * 60_000).toISOString()
    const cancelled = text(row.cancellationReason)
    const visit = compact<fhir4.Appointment>({
      resourceType: 'Appointment',
      id,
      status: appointmentStatus[row.status as string] ?? 'booked',
      cancelationReason: cancelled ? { text: cancelled } : undefined,
      start,
      end,
      minutesDuration: row.durationMinutes as number,
      comment: text(row.notes),
      participant: [
        { actor: reference(patientId), status: 'accepted' },
        { actor: reference(row.doctorId), status: 'accepted' },
      ],
    })
    if (row.status !== 'completed')
      return [visit, ...noteOf(patientId, derivedId(id, 6, 0), text(row.clinicalNotes), 'Notes')]
    const encounter: fhir4.Encounter = {
      resourceType: 'Encounter',
      id: derivedId(id, 5, 0),
      status: 'finished',
      class: { system: `${HL7}/v3-ActCode`, code: 'AMB' },
      subject: reference(patientId),
      participant: [{ individual: reference(row.doctorId) }],
      appointment: [reference(id)],
      period: { start, end },
    }
    return [visit, encounter, ...noteOf(patientId, derivedId(id, 6, 0), text(row.clinicalNotes), 'Clinical notes')]
  })
}
