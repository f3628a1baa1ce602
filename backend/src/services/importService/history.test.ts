import { describe, expect, it } from 'vitest'
import { allergy, concept, condition, medicationRequest } from '../../../tests/support/fhir.ts'
import { count, parse, record, who } from '../../../tests/support/fhirFiles.ts'

describe('history', () => {
  const history = (...resources: unknown[]) => parse(record(...resources))
  const coding = (code: string) => ({ coding: [{ code }] })

  it.each<[string, unknown, object]>([
    ['text only', condition(who, '', { code: { text: 'Bad back' } }), { display: 'Bad back' }],
    [
      'a code only',
      condition(who, '', { code: { coding: [{ system: 'urn:x', code: 'B1' }] } }),
      { display: 'B1', code: 'B1', system: 'urn:x' },
    ],
    [
      'the coding that was chosen',
      condition(who, '', {
        code: {
          coding: [
            { code: '1', display: 'One' },
            { code: '2', display: 'Two', userSelected: true },
          ],
        },
      }),
      { display: 'Two', code: '2' },
    ],
    [
      'the common terminology',
      condition(who, '', {
        code: {
          text: 'T',
          coding: [
            { system: 'urn:own', code: '1' },
            { system: 'http://snomed.info/sct', code: '2' },
          ],
        },
      }),
      { code: '2' },
    ],
    [
      'a doubt',
      condition(who, 'Gout', { verificationStatus: coding('provisional') }),
      { status: 'active, provisional' },
    ],
    ['a year of onset', condition(who, 'Gout', { onsetDateTime: '1999' }), { onset: '1999' }],
    ['a period of onset', condition(who, 'Gout', { onsetPeriod: { start: '1999-05' } }), { onset: '1999-05' }],
    ['a long text', condition(who, 'x'.repeat(900), { code: { text: 'x'.repeat(900) } }), { display: 'x'.repeat(500) }],
  ])('condition: %s', (_, resource, expected) => {
    const [item] = history(resource).patients[0]!.medicalHistory.conditions
    expect(item).toMatchObject(expected)
  })

  it.each<[string, unknown, string]>([
    [
      'an error',
      condition(who, 'Gout', { verificationStatus: coding('entered-in-error'), clinicalStatus: undefined }),
      'Condition: entered-in-error',
    ],
    [
      'what was refuted',
      allergy(who, 'Nuts', { verificationStatus: coding('refuted') }),
      'AllergyIntolerance: refuted',
    ],
    [
      'what says nothing',
      allergy(who, '', { code: undefined }),
      'AllergyIntolerance: says neither in words nor in code what it is',
    ],
    ['a cancelled request', medicationRequest(who, 'A', { status: 'cancelled' }), 'MedicationRequest: cancelled'],
    ['a draft', medicationRequest(who, 'A', { status: 'draft' }), 'MedicationRequest: draft'],
    ['a prohibition', medicationRequest(who, 'A', { doNotPerform: true }), 'MedicationRequest: says what not to take'],
    ['a proposal', medicationRequest(who, 'A', { intent: 'proposal' }), 'MedicationRequest: only a proposal'],
    [
      'what was not taken',
      {
        resourceType: 'MedicationStatement',
        status: 'not-taken',
        subject: { reference: who },
        medicationCodeableConcept: concept('A'),
      },
      'MedicationStatement: not-taken',
    ],
    [
      'an unknown medication',
      medicationRequest(who, '', { medicationReference: { reference: 'Medication/9' } }),
      'MedicationRequest: says neither in words nor in code what it is',
    ],
    [
      'other kinds',
      { resourceType: 'Immunization', status: 'completed' },
      'Immunization: a kind that the record does not keep',
    ],
  ])('leaves out and counts %s', (_, resource, reason) => {
    const file = history(resource)
    expect(file.patients[0]!.medicalHistory).toMatchObject({ allergies: [], conditions: [], medications: [] })
    expect(count(file.leftOut)).toEqual({ [reason]: 1 })
  })

  it.each<[string, unknown[]]>([
    [
      'contained',
      [
        medicationRequest(who, '', {
          medicationReference: { reference: '#m' },
          contained: [{ resourceType: 'Medication', id: 'm', code: concept('Aspirin', '1191') }],
        }),
      ],
    ],
    [
      'an entry',
      [
        medicationRequest(who, '', { medicationReference: { reference: 'Medication/m' } }),
        { resourceType: 'Medication', id: 'm', code: concept('Aspirin', '1191') },
      ],
    ],
    [
      'named beside the reference',
      [medicationRequest(who, '', { medicationReference: { reference: 'Medication/9', display: 'Aspirin' } })],
    ],
    [
      'a statement',
      [
        {
          resourceType: 'MedicationStatement',
          status: 'active',
          subject: { reference: who },
          medicationCodeableConcept: concept('Aspirin'),
          effectivePeriod: { start: '2020' },
        },
      ],
    ],
  ])('medication: %s', (_, resources) => {
    expect(history(...resources).patients[0]!.medicalHistory.medications).toMatchObject([{ display: 'Aspirin' }])
  })

  it('takes the substance of a reaction for an allergy without code', () => {
    const file = history(
      allergy(who, '', { code: undefined, reaction: [{ substance: concept('Penicillin', '7980') }] }),
    )
    expect(file.patients[0]!.medicalHistory.allergies).toMatchObject([{ display: 'Penicillin', code: '7980' }])
  })

  it('holds what repeats once', () => {
    expect(history(condition(who, 'Gout'), condition(who, 'Gout')).patients[0]!.medicalHistory.conditions).toHaveLength(
      1,
    )
  })

  it('keeps the active and the newest where there are too many', () => {
    const old = Array.from({ length: 600 }, (_, at) =>
      condition(who, `C${at}`, { clinicalStatus: coding('resolved'), onsetDateTime: `${1400 + at}` }),
    )
    const file = history(...old, condition(who, 'Active'))
    const { conditions } = file.patients[0]!.medicalHistory
    expect(conditions).toHaveLength(500)
    expect(conditions[0]).toMatchObject({ display: 'Active' })
    expect(conditions[1]).toMatchObject({ display: 'C599' })
    expect(count(file.leftOut)).toEqual({ 'Patient: more conditions than 500': 101 })
  })

  it('leaves out a code that is too long, as a part of it would be another', () => {
    const file = history(condition(who, '', { code: { text: 'T', coding: [{ code: '1'.repeat(200) }] } }))
    expect(file.patients[0]!.medicalHistory.conditions).toEqual([{ display: 'T', status: 'active' }])
    expect(count(file.adapted)).toEqual({ 'Condition: code left out that is too long': 1 })
  })
})
