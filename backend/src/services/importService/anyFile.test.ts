import { Email, PersonName, Phone } from '@hms/contract/common'
import { Address, EmergencyContact, MedicalHistory } from '@hms/contract/patients'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  allergy,
  condition,
  encounter,
  medicationRequest,
  patient,
  practitioner,
  syntheaLike,
} from '../../../tests/support/fhir.ts'
import { now, refusal } from '../../../tests/support/fhirFiles.ts'
import { parseFile } from './parse.ts'
import type { ImportedFile } from './records.ts'
import { UnreadableFile } from './unreadable.ts'

describe('any file', () => {
  const types = [
    'Patient',
    'Practitioner',
    'PractitionerRole',
    'Condition',
    'AllergyIntolerance',
    'MedicationRequest',
    'MedicationStatement',
    'Medication',
    'Encounter',
    'Appointment',
    'Bundle',
    'Observation',
  ]
  const words = fc.constantFrom(
    '',
    ' ',
    'x',
    '\u0000',
    '\uD800',
    '😀'.repeat(120),
    'y'.repeat(700),
    'Patient/1',
    '#c',
    'Practitioner/2',
    'urn:uuid:1',
    '2020-01-01',
    '2020-01-01T00:00:00Z',
    '0000',
    '9999-12-31T23:59:59.999999999999Z',
    'active',
    'finished',
    'official',
    'phone',
    '+1 555 0100',
    'a@b.example',
  )
  const elements = [
    'id',
    'name',
    'family',
    'given',
    'text',
    'use',
    'telecom',
    'system',
    'value',
    'address',
    'line',
    'city',
    'gender',
    'birthDate',
    'contact',
    'deceasedBoolean',
    'subject',
    'patient',
    'reference',
    'identifier',
    'code',
    'coding',
    'display',
    'status',
    'period',
    'start',
    'end',
    'participant',
    'individual',
    'actor',
    'contained',
    'entry',
    'resource',
    'resourceType',
    'type',
    'fullUrl',
    'onsetDateTime',
    'practitioner',
    'specialty',
    'medicationReference',
    '__proto__',
    'constructor',
  ]
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      words,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.constantFrom(...types),
      tie('list'),
      tie('object'),
    ),
    list: fc.array(tie('value'), { maxLength: 3 }),
    object: fc.dictionary(fc.constantFrom(...elements), tie('value'), { maxKeys: 6 }),
  })).value
  /** Resources that are nearly right, so that the parser gets far. */
  const nearly = fc
    .tuple(
      fc.constantFrom<object>(
        patient('1'),
        practitioner('2'),
        condition('Patient/1', 'Gout'),
        allergy('Patient/1', 'Nuts'),
        medicationRequest('Patient/1', 'A'),
        encounter('3', 'Patient/1', 'Practitioner/2'),
      ),
      fc.dictionary(fc.constantFrom(...elements), fc.oneof(words, json), { maxKeys: 2 }),
    )
    .map(([resource, changes]) => ({ ...resource, ...changes }))

  /** Takes the file or refuses it; whatever is taken fits the record. */
  const check = (content: string | Uint8Array, name: string) => {
    let file: ImportedFile
    try {
      file = parseFile(content, name, now)
    } catch (error) {
      expect(error).toBeInstanceOf(UnreadableFile)
      return
    }
    for (const {
      firstName,
      lastName,
      phone,
      email,
      address,
      emergencyContact,
      medicalHistory,
      keys,
    } of file.patients) {
      PersonName.parse(firstName)
      PersonName.parse(lastName)
      Phone.nullable().parse(phone)
      Email.nullable().parse(email)
      Address.nullable().parse(address)
      EmergencyContact.nullable().parse(emergencyContact)
      MedicalHistory.parse(medicalHistory)
      expect(keys.length).toBeGreaterThan(0)
    }
    for (const person of file.doctors) PersonName.parse(person.lastName)
    for (const visit of file.visits) expect(visit.durationMinutes).toBeGreaterThan(0)
  }

  it('of any JSON is taken or refused', () => {
    fc.assert(
      fc.property(json, (value) => check(JSON.stringify(value), 'x.json')),
      { numRuns: 2000 },
    )
  })
  it('of nearly right resources is taken or refused, and fits the record', () => {
    fc.assert(
      fc.property(fc.array(nearly, { maxLength: 5 }), (resources) =>
        check(
          JSON.stringify({ resourceType: 'Bundle', type: 'batch', entry: resources.map((resource) => ({ resource })) }),
          'x.json',
        ),
      ),
      { numRuns: 3000 },
    )
  })
  it('of any bytes is taken or refused', () => {
    fc.assert(fc.property(fc.uint8Array(), fc.constantFrom('x.json', 'x.ndjson'), check), { numRuns: 500 })
  })
  it('cut anywhere is refused', () => {
    const text = JSON.stringify(syntheaLike(1))
    fc.assert(
      fc.property(fc.integer({ min: 1, max: text.length - 1 }), (at) => {
        expect(refusal(text.slice(0, at))).toMatch(/Not JSON/)
      }),
    )
  })
  it('of deep nesting is taken or refused', () => {
    check(`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'x.json')
    check(`{"resourceType":"Patient","name":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, 'x.json')
  })
})
