import { describe, expect, it } from 'vitest'
import { bundle, concept, encounter, patient, practitioner, uuid } from '../../../tests/support/fhir.ts'
import { count, doctor, parse, who } from '../../../tests/support/fhirFiles.ts'

describe('names', () => {
  it.each<[string, unknown[], [string, string]]>([
    [
      'official before usual',
      [
        { use: 'usual', family: 'U' },
        { use: 'official', family: 'O', given: ['A', 'B'] },
      ],
      ['A B', 'O'],
    ],
    [
      'usual before maiden',
      [
        { use: 'maiden', family: 'M', given: ['A'] },
        { use: 'usual', family: 'U', given: ['A'] },
      ],
      ['A', 'U'],
    ],
    [
      'any before old',
      [
        { use: 'old', family: 'X', given: ['A'] },
        { family: 'Y', given: ['A'] },
      ],
      ['A', 'Y'],
    ],
    ['old when there is no other', [{ use: 'old', family: 'X', given: ['A'] }], ['A', 'X']],
    [
      'current before former',
      [
        { use: 'official', family: 'X', given: ['A'], period: { end: '2001' } },
        { use: 'usual', family: 'Y', given: ['A'] },
      ],
      ['A', 'Y'],
    ],
    ['the text', [{ text: 'Ada Ngozi Okafor' }], ['Ada Ngozi', 'Okafor']],
    ['the text with comma', [{ text: 'Okafor, Ada Ngozi' }], ['Ada Ngozi', 'Okafor']],
    ['one word', [{ text: 'Sukarno' }], ['-', 'Sukarno']],
    ['a family name alone', [{ family: 'Okafor' }], ['-', 'Okafor']],
    ['a given name alone', [{ given: ['Ada'] }], ['Ada', '-']],
    ['an unusable one skipped', [{ use: 'official' }, { use: 'usual', family: 'U', given: ['A'] }], ['A', 'U']],
    ['trimmed, digits kept', [{ family: ' Pulido123 ', given: [' Adán\u0000\u0085 '] }], ['Adán', 'Pulido123']],
  ])('%s', (_, name, expected) => {
    const { firstName, lastName } = parse(patient('1', { name })).patients[0]!
    expect([firstName, lastName]).toEqual(expected)
  })

  it('are cut where the record ends, and it is said', () => {
    const file = parse(patient('1', { name: [{ family: 'x'.repeat(99) + '😀', given: ['A'] }] }))
    expect(file.patients[0]!.lastName).toBe('x'.repeat(99))
    expect(count(file.adapted)).toEqual({ 'Patient: name cut to 100 characters': 1 })
  })
})

describe('demographics', () => {
  const one = (fields: Record<string, unknown>) => parse(patient('1', fields)).patients[0]!

  it.each<[string, unknown[], string | null]>([
    [
      'mobile first',
      [
        { system: 'phone', value: '555 0001', use: 'home' },
        { system: 'phone', value: '555 0002', use: 'mobile' },
      ],
      '555 0002',
    ],
    [
      'rank before use',
      [
        { system: 'phone', value: '555 0001', use: 'home', rank: 1 },
        { system: 'phone', value: '555 0002', use: 'mobile', rank: 2 },
      ],
      '555 0001',
    ],
    ['no fax', [{ system: 'fax', value: '555 0001' }], null],
    [
      'no old one while there is another',
      [
        { system: 'phone', value: '555 0001', use: 'old' },
        { system: 'phone', value: '555 0002', use: 'work' },
      ],
      '555 0002',
    ],
    [
      'none that is over',
      [
        { system: 'phone', value: '555 0001', period: { end: '2020-01-01' } },
        { system: 'phone', value: '555 0002' },
      ],
      '555 0002',
    ],
    ['brackets', [{ system: 'phone', value: '(617) 555-0100' }], '617 555-0100'],
    ['international', [{ system: 'phone', value: 'tel:+49-30-5550100' }], '+49-30-5550100'],
    ['without the extension', [{ system: 'phone', value: '617-555-0100 x123' }], '617-555-0100'],
    ['no words', [{ system: 'phone', value: 'call my son' }], null],
    [
      'the next when one is unusable',
      [
        { system: 'phone', value: '??', rank: 1 },
        { system: 'phone', value: '555 0002' },
      ],
      '555 0002',
    ],
  ])('phone: %s', (_, telecom, expected) => {
    expect(one({ telecom }).phone).toBe(expected)
  })

  it('e-mail: in lower case, only when it is one', () => {
    expect(one({ telecom: [{ system: 'email', value: 'Ada@Example.ORG ' }] }).email).toBe('ada@example.org')
    expect(one({ telecom: [{ system: 'email', value: 'ada at example' }] }).email).toBeNull()
  })

  it.each<[string, unknown[], object | null]>([
    [
      'home before work',
      [
        { use: 'work', city: 'W' },
        { use: 'home', line: ['1 A St', 'Flat 2'], city: 'H', country: 'US' },
      ],
      { line1: '1 A St', line2: 'Flat 2', city: 'H' },
    ],
    ['text only', [{ text: '1 A St, Boston' }], { line1: '1 A St, Boston', city: '-', country: '-' }],
    [
      'no old one while there is another',
      [
        { use: 'old', city: 'O' },
        { use: 'billing', city: 'B' },
      ],
      { city: 'B' },
    ],
    ['nothing in it', [{ use: 'home', line: [''] }], null],
    [
      'a code that is too long',
      [{ line: ['1 A St'], city: 'B', country: 'US', postalCode: '1'.repeat(30) }],
      { postalCode: '1'.repeat(20) },
    ],
  ])('address: %s', (_, address, expected) => {
    const found = one({ address }).address
    if (expected) expect(found).toMatchObject(expected)
    else expect(found).toBeNull()
  })

  it.each<[string, Record<string, unknown>, string | null, string | null]>([
    ['a whole date', { birthDate: '1984-05-17' }, '1984-05-17', null],
    ['a month', { birthDate: '1984-05' }, null, 'Born in 1984-05; the day is not known.'],
    ['a year', { birthDate: '1984' }, null, 'Born in 1984; the day is not known.'],
    ['none', { birthDate: undefined }, null, null],
    ['one to come', { birthDate: '2999-01-01' }, null, 'Birth date as received: 2999-01-01.'],
  ])('birth date: %s', (_, fields, date, notes) => {
    const { dateOfBirth, medicalHistory } = one(fields)
    expect([dateOfBirth, medicalHistory.notes ?? null]).toEqual([date, notes])
  })

  it.each<[string, Record<string, unknown>, string | null, string | null]>([
    ['a time', { deceasedDateTime: '2007-03-25T02:00:00-05:00' }, '2007-03-25', null],
    ['a year', { deceasedDateTime: '2007' }, null, 'Date of death as received: 2007.'],
    ['only the fact', { deceasedBoolean: true }, null, 'Deceased; the date is not known.'],
    ['alive', { deceasedBoolean: false }, null, null],
  ])('death: %s', (_, fields, date, notes) => {
    const { deceasedOn, medicalHistory } = one(fields)
    expect([deceasedOn, medicalHistory.notes ?? null]).toEqual([date, notes])
  })

  it('knows no gender when none is given', () => {
    expect(one({ gender: undefined }).gender).toBeNull()
    expect(one({ gender: 'unknown' }).gender).toBe('unknown')
  })

  it('calls the emergency contact before the next of kin, and nobody without a phone', () => {
    const contact = (code: string, family: string, value?: string) => ({
      relationship: [{ coding: [{ code, display: code === 'C' ? 'Emergency Contact' : 'Next-of-Kin' }] }],
      name: { family, given: ['Chi'] },
      telecom: value ? [{ system: 'phone', value }] : [],
    })
    const found = one({
      contact: [contact('N', 'Kin', '555 0001'), contact('C', 'Silent'), contact('C', 'Call', '555 0002')],
    })
    expect(found.emergencyContact).toEqual({ name: 'Chi Call', relationship: 'Emergency Contact', phone: '555 0002' })
  })
})

describe('doctors', () => {
  it.each<[string, Record<string, unknown>, string | null]>([
    ['a licence', { qualification: [{ code: concept('MD'), identifier: [{ value: 'MA-123' }] }] }, 'MA-123'],
    ['a typed number', { identifier: [{ type: { coding: [{ code: 'MD' }] }, system: 'urn:ma', value: '77' }] }, '77'],
    ['a register', { identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: '280' }] }, 'NPI 280'],
    ['none', { identifier: [{ system: 'urn:staff', value: '1' }] }, null],
  ])('are licensed by %s', (_, fields, expected) => {
    expect(parse(practitioner('d', fields)).doctors[0]!.licenseNumber).toBe(expected)
  })

  it('have the specialty of their role', () => {
    const role = {
      resourceType: 'PractitionerRole',
      practitioner: { reference: 'Practitioner/d' },
      specialty: [concept('Cardiology')],
    }
    expect(parse(bundle([role, practitioner('d')])).doctors[0]!.specialization).toBe('Cardiology')
    expect(parse(role).roles).toMatchObject([{ specialization: 'Cardiology', doctor: { aliases: ['Practitioner/d'] } }])
  })

  it('without name are left out, and their visits too', () => {
    const file = parse(bundle([patient(uuid(1)), practitioner(uuid(2), { name: [] }), encounter('e', who, doctor)]))
    expect([file.doctors, file.visits]).toEqual([[], []])
    expect(count(file.leftOut)).toEqual({
      'Practitioner: without name': 1,
      'Encounter: without a practitioner who is named': 1,
    })
  })
})
