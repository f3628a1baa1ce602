import { describe, expect, it } from 'vitest'
import {
  bundle,
  condition,
  encounter,
  medicationRequest,
  patient,
  syntheaLike,
  uuid,
} from '../../../tests/support/fhir.ts'
import { count, doctor, now, parse, record, refusal, who } from '../../../tests/support/fhirFiles.ts'
import { parseFile } from './parse.ts'

describe('a bundle of the Synthea kind', () => {
  const file = parse(syntheaLike(7))

  it('becomes a patient with all that the record keeps', () => {
    expect(file.patients).toHaveLength(1)
    expect(file.patients[0]).toMatchObject({
      firstName: 'María',
      lastName: 'Muñoz7',
      dateOfBirth: '1984-05-17',
      gender: 'female',
      phone: '555-612-5695',
      address: { line1: '548 Corwin Ferry', city: 'Boston', state: 'Massachusetts', postalCode: null, country: 'US' },
      medicalHistory: {
        conditions: [{ display: 'Prediabetes', status: 'active', onset: '2011-03-02T10:08:38+00:00' }],
        allergies: [{ display: 'Allergy to mould', system: 'http://snomed.info/sct' }],
        medications: [{ display: 'Acetaminophen 325 MG Oral Tablet', status: 'active' }],
      },
    })
  })

  it('is known again by its record numbers, never by a social security number', () => {
    expect(file.patients[0]!.keys).toEqual([
      { system: 'https://github.com/synthetichealth/synthea', value: uuid(7000) },
      { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${uuid(7000)}` },
    ])
  })

  it('brings the doctor and the visits', () => {
    expect(file.doctors).toMatchObject([{ lastName: 'Weimann1', licenseNumber: 'NPI 501', specialization: null }])
    expect(file.visits).toHaveLength(3)
    expect(file.visits[0]).toMatchObject({
      patient: { at: 'file', index: 0 },
      doctor: { at: 'file', index: 0 },
      durationMinutes: 15,
      status: 'completed',
      notes: 'Check-up',
    })
    expect(file.visits[0]!.start.toString()).toBe('2010-03-08T10:08:38Z')
  })

  it('counts what was taken and what was not', () => {
    expect(count(file.taken)).toEqual({
      Patient: 1,
      Practitioner: 1,
      Encounter: 3,
      Condition: 1,
      AllergyIntolerance: 1,
      MedicationRequest: 1,
    })
    expect(count(file.leftOut)).toEqual({
      'Organization: a kind that the record does not keep': 1,
      'Observation: a kind that the record does not keep': 3,
    })
  })
})

describe('how a file may be made', () => {
  it.each(['transaction', 'batch', 'collection', 'searchset', 'document', 'message'])('a %s', (type) => {
    expect(parse(bundle([patient('p1')], type)).patients).toHaveLength(1)
  })
  it.each<[string, unknown, string]>([
    ['a single resource', patient('p1'), 'p.json'],
    [
      'lines of resources',
      `${JSON.stringify(patient('p1'))}\n\n${JSON.stringify(condition('Patient/p1', 'Gout'))}\r\n`,
      'all.ndjson',
    ],
    ['lines of bundles', JSON.stringify(bundle([patient('p1')])), 'all.NDJSON'],
    ['a byte order mark', `\uFEFF${JSON.stringify(patient('p1'))}`, 'p.json'],
    ['bundles in a search', bundle([bundle([patient('p1')], 'collection')], 'searchset'), 'b.json'],
  ])('%s', (_, content, name) => {
    expect(parse(content, name).patients).toHaveLength(1)
  })
  it('an empty bundle, and entries that hold nothing', () => {
    const file = parse({
      resourceType: 'Bundle',
      type: 'batch',
      entry: [{ request: { method: 'DELETE', url: 'Patient/1' } }],
    })
    expect(count(file.leftOut)).toEqual({ 'Bundle: entry without a resource': 1 })
    expect(parse({ resourceType: 'Bundle', type: 'collection' }).patients).toEqual([])
  })
})

describe('a file is refused as a whole, with the reason,', () => {
  it.each<[string, unknown, RegExp]>([
    ['when it is empty', ' \n', /empty/],
    ['when it is cut off', JSON.stringify(syntheaLike(1)).slice(0, -20), /Not JSON/],
    ['when it is no FHIR', { name: 'hms', version: '0.1.0' }, /Not FHIR: resourceType/],
    ['when it is a list', [patient('p1')], /Not FHIR/],
    ['when it is null', 'null', /Not FHIR/],
    ['for a bundle without type', { resourceType: 'Bundle', entry: [] }, /Bundle: type/],
    ['for a history', bundle([], 'history'), /another type than/],
    ['for entries that are no list', { resourceType: 'Bundle', type: 'batch', entry: {} }, /entry/],
    ['for an entry that is no resource', bundle([{ id: 'x' }]), /entry 1: Not FHIR/],
    [
      'for bundles without end',
      [1, 2, 3, 4, 5].reduce<unknown>((inner) => bundle([inner]), bundle([])),
      /within bundles/,
    ],
    [
      'for a patient without name',
      bundle([patient(uuid(1), { name: [] })]),
      /entry 1 \(Patient\/.*\): A patient without any name/,
    ],
    [
      'for a name of blanks',
      bundle([patient('1', { name: [{ family: ' ', given: [null, ''] }] })]),
      /without any name/,
    ],
    ['for a name of the wrong type', bundle([patient('1', { name: 'Ada' })]), /entry 1 \(Patient\/1\): name/],
    ['for a birth date in words', bundle([patient('1', { birthDate: '17 May 1984' })]), /birthDate: not a date/],
    [
      'for a day that never was',
      bundle([patient('1', { birthDate: '2023-02-29' })]),
      /birthDate: not a date of the calendar/,
    ],
    ['for a gender of another standard', bundle([patient('1', { gender: 'F' })]), /gender/],
    [
      'for a status that there is not',
      record(encounter('e', who, doctor, { status: 'done' })),
      /entry 3 \(Encounter\/e\): status/,
    ],
    [
      'for a time that there is not',
      record(encounter('e', who, doctor, { period: { start: '2020-13-01T09:00:00Z' } })),
      /period\.start/,
    ],
    ['for a condition of nobody', record(condition('', 'Gout', { subject: {} })), /Broken reference/],
    ['for a condition without subject', record({ resourceType: 'Condition' }), /subject/],
    ['for a condition of a doctor', record(condition(doctor, 'Gout')), /A Practitioner where a Patient should be/],
    [
      'for a contained resource that is not there',
      record(
        medicationRequest(who, '', { medicationReference: { reference: '#m' }, medicationCodeableConcept: undefined }),
      ),
      /Broken reference to a contained/,
    ],
    [
      'for a medication that is not there',
      record(medicationRequest(who, '', { medicationReference: { reference: `urn:uuid:${uuid(9)}` } })),
      /Broken reference/,
    ],
  ])('%s', (_, content, reason) => {
    expect(refusal(content)).toMatch(reason)
  })

  it('when it is not text', () => {
    expect(() => parseFile(new Uint8Array([0xff, 0xfe, 0x7b, 0x00]), 'x.json', now)).toThrow(/UTF-8/)
  })

  it('names the line of a file of lines', () => {
    expect(refusal(`${JSON.stringify(patient('1'))}\n{"resourceType":`, 'a.ndjson')).toMatch(/^line 2: Not JSON/)
  })

  it('never quotes what it found', () => {
    const secret = 'Mrs Secret'
    const files = [
      bundle([patient('1', { gender: secret })]),
      `{"x": "${secret}`,
      bundle([patient('1', { birthDate: secret })]),
    ]
    for (const file of files) expect(refusal(file)).not.toContain('Secret')
  })
})
