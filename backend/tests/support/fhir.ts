/** Small makers of FHIR resources; a test says what matters to it, the rest is plain. */

type Fields = Record<string, unknown>
export type Resource = Fields & { resourceType: string }
export interface BundleEntry {
  fullUrl?: string
  resource?: unknown
}

/** A UUID that is the same in every run: `uuid(7)`. */
export const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

export const concept = (display: string, code?: string, system = 'http://snomed.info/sct') => ({
  coding: [{ system, code, display }],
  text: display,
})

const status = (code: string) => ({ coding: [{ code }] })

export const patient = (id: string, fields: Fields = {}): Resource => ({
  resourceType: 'Patient',
  id,
  name: [{ use: 'official', family: 'Okafor', given: ['Ada'] }],
  gender: 'female',
  birthDate: '1984-05-17',
  ...fields,
})

export const practitioner = (id: string, fields: Fields = {}): Resource => ({
  resourceType: 'Practitioner',
  id,
  name: [{ family: 'Rao', given: ['Meera'], prefix: ['Dr.'] }],
  ...fields,
})

export const condition = (subject: string, display: string, fields: Fields = {}): Resource => ({
  resourceType: 'Condition',
  subject: { reference: subject },
  code: concept(display, `c-${display}`),
  clinicalStatus: status('active'),
  verificationStatus: status('confirmed'),
  ...fields,
})

export const allergy = (subject: string, display: string, fields: Fields = {}): Resource => ({
  resourceType: 'AllergyIntolerance',
  patient: { reference: subject },
  code: concept(display, `a-${display}`),
  clinicalStatus: status('active'),
  verificationStatus: status('confirmed'),
  ...fields,
})

export const medicationRequest = (subject: string, display: string, fields: Fields = {}): Resource => ({
  resourceType: 'MedicationRequest',
  status: 'active',
  intent: 'order',
  subject: { reference: subject },
  medicationCodeableConcept: concept(display, `m-${display}`, 'http://www.nlm.nih.gov/research/umls/rxnorm'),
  ...fields,
})

export const encounter = (id: string, subject: string, individual: string, fields: Fields = {}): Resource => ({
  resourceType: 'Encounter',
  id,
  status: 'finished',
  class: { code: 'AMB' },
  type: [concept('Check-up')],
  subject: { reference: subject },
  participant: [{ individual: { reference: individual } }],
  period: { start: '2020-03-02T09:00:00+01:00', end: '2020-03-02T09:20:00+01:00' },
  ...fields,
})

/** A bundle whose entries are named by UUID where the resource's id is one, else by its type and id. */
export function bundle(resources: readonly unknown[], type = 'transaction'): Fields {
  const entry = resources.map((resource): BundleEntry => {
    const { id = '' } = resource as { id?: string }
    return /^[0-9a-f-]{36}$/.test(id) ? { fullUrl: `urn:uuid:${id}`, resource } : { resource }
  })
  return { resourceType: 'Bundle', type, entry }
}

/**
 * A bundle of the shape that Synthea makes: one patient with hospital, practitioner, encounters, conditions, allergies,
 * prescriptions, and much that a record does not keep. `n` makes it another patient's; practitioners repeat.
 */
export function syntheaLike(n: number, visits = 3): Fields {
  const patientId = uuid(n * 1000)
  const practitionerId = uuid(500 + (n % 3))
  const organizationId = uuid(400)
  const [person, doctor] = [`urn:uuid:${patientId}`, `urn:uuid:${practitionerId}`]
  const day = (at: number) => `20${String(10 + at).padStart(2, '0')}-03-0${(n % 9) + 1}`
  const encounters = Array.from({ length: visits }, (_, at) =>
    encounter(uuid(n * 1000 + 100 + at), person, doctor, {
      period: { start: `${day(at)}T10:08:38+00:00`, end: `${day(at)}T10:23:38+00:00` },
      serviceProvider: { reference: `urn:uuid:${organizationId}` },
    }),
  )
  const observations = encounters.map(({ id }) => ({
    resourceType: 'Observation',
    status: 'final',
    code: concept('Body height', '8302-2', 'http://loinc.org'),
    subject: { reference: person },
    encounter: { reference: `urn:uuid:${id}` },
  }))
  return bundle([
    patient(patientId, {
      identifier: [
        { system: 'https://github.com/synthetichealth/synthea', value: patientId },
        { type: status('SS'), system: 'http://hl7.org/fhir/sid/us-ssn', value: `999-00-${n}` },
      ],
      name: [
        { use: 'maiden', family: 'Before', given: ['María'] },
        { use: 'official', family: `Muñoz${n}`, given: ['María'], prefix: ['Mrs.'] },
      ],
      telecom: [{ system: 'phone', value: '555-612-5695', use: 'home' }],
      address: [{ line: ['548 Corwin Ferry'], city: 'Boston', state: 'Massachusetts', country: 'US' }],
    }),
    { resourceType: 'Organization', id: organizationId, name: 'General Hospital' },
    practitioner(practitionerId, {
      identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: String(500 + (n % 3)) }],
      name: [{ family: `Weimann${n % 3}`, given: ['Carol'], prefix: ['Dr.'] }],
    }),
    ...encounters,
    ...observations,
    condition(person, 'Prediabetes', { onsetDateTime: '2011-03-02T10:08:38+00:00' }),
    allergy(person, 'Allergy to mould'),
    medicationRequest(person, 'Acetaminophen 325 MG Oral Tablet', { authoredOn: '2012-03-02T10:08:38+00:00' }),
  ])
}
