import { describe, expect, it } from 'vitest'
import { bundle, condition, encounter, patient, uuid } from '../../../tests/support/fhir.ts'
import { parse, who } from '../../../tests/support/fhirFiles.ts'

describe('references', () => {
  it.each<[string, unknown]>([
    ['by UUID', bundle([patient(uuid(1)), condition(who, 'Gout')])],
    [
      'by UUID in capitals',
      bundle([patient(uuid(1)), condition(who.toUpperCase().replace('URN:UUID', 'urn:uuid'), 'Gout')]),
    ],
    ['by type and id', bundle([patient('p1'), condition('Patient/p1', 'Gout')])],
    ['by a version', bundle([patient('p1'), condition('Patient/p1/_history/3', 'Gout')])],
    [
      'by URL',
      {
        resourceType: 'Bundle',
        type: 'searchset',
        entry: [
          { fullUrl: 'https://a.example/fhir/Patient/p1', resource: patient('p1') },
          { resource: condition('https://a.example/fhir/Patient/p1', 'Gout') },
        ],
      },
    ],
    [
      'by identifier',
      bundle([
        patient('p1', { identifier: [{ system: 'urn:x', value: '7' }] }),
        condition('', 'Gout', { subject: { identifier: { system: 'urn:x', value: '7' } } }),
      ]),
    ],
    [
      'by search',
      bundle([
        patient('p1', { identifier: [{ system: 'urn:x', value: '7' }] }),
        condition('Patient?identifier=urn:x|7', 'Gout'),
      ]),
    ],
    ['by containment', bundle([condition('#me', 'Gout', { contained: [patient('me')] })])],
  ])('%s', (_, content) => {
    const file = parse(content)
    expect(file.patients).toHaveLength(1)
    expect(file.patients[0]!.medicalHistory.conditions).toHaveLength(1)
    expect(file.histories).toEqual([])
  })

  it('are relative to the server of the one who refers', () => {
    const at = (base: string, resource: { resourceType: string; id?: unknown }) => ({
      fullUrl: `${base}/${resource.resourceType}/${String(resource.id)}`,
      resource,
    })
    const [a, b] = ['https://a.example/fhir', 'https://b.example/fhir']
    const entry = [
      at(a, patient('1', { name: [{ family: 'A' }] })),
      at(b, patient('1', { name: [{ family: 'B' }] })),
      at(b, condition('Patient/1', 'Gout', { id: 'c' })),
    ]
    const file = parse({ resourceType: 'Bundle', type: 'collection', entry })
    expect(file.patients.map(({ lastName, medicalHistory }) => [lastName, medicalHistory.conditions.length])).toEqual([
      ['A', 0],
      ['B', 1],
    ])
  })

  it('to people of other files are kept for whoever knows them', () => {
    const file = parse(
      [
        condition('Patient/p1', 'Gout'),
        condition('Patient/p1', 'Asthma'),
        encounter('e1', 'Patient/p1', 'Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|280'),
      ]
        .map((line) => JSON.stringify(line))
        .join('\n'),
      'x.ndjson',
    )
    expect(file.histories).toHaveLength(1)
    expect(file.histories[0]!.patient).toEqual({
      at: 'elsewhere',
      reference: 'Patient/p1',
      keys: [],
      aliases: ['Patient/p1'],
    })
    expect(file.histories[0]!.medicalHistory.conditions).toHaveLength(2)
    expect(file.visits[0]!.doctor).toMatchObject({ keys: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: '280' }] })
  })

  it('do not mix up two makers\' "Patient/1"', () => {
    const keys = (fields: Record<string, unknown>) => parse(patient('1', fields)).patients[0]!.keys[0]!.value
    expect(keys({})).toBe(keys({}))
    expect(keys({})).not.toBe(keys({ birthDate: '1990-01-01' }))
    expect(keys({ birthDate: undefined })).not.toBe(keys({ birthDate: undefined, gender: 'other' }))
  })
})
