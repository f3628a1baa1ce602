import { describe, expect, it } from 'vitest'
import { bundle, concept, encounter, practitioner, uuid } from '../../../tests/support/fhir.ts'
import { count, doctor, parse, record, refusal, who } from '../../../tests/support/fhirFiles.ts'

describe('visits', () => {
  const visit = (fields: Record<string, unknown>, ...more: unknown[]) =>
    parse(record(encounter('e', who, doctor, fields), ...more))
  const period = (start?: string, end?: string) => ({ period: { start, end } })
  const appointment = (fields: Record<string, unknown>) => ({
    resourceType: 'Appointment',
    id: 'a',
    status: 'fulfilled',
    start: '2020-03-02T09:00:00Z',
    end: '2020-03-02T09:30:00Z',
    participant: [
      { actor: { reference: who } },
      { actor: { reference: 'Location/1' } },
      { actor: { reference: doctor } },
    ],
    ...fields,
  })

  it.each<[string, Record<string, unknown>, object]>([
    ['finished', {}, { status: 'completed', durationMinutes: 20, notes: 'Check-up' }],
    ['cancelled', { status: 'cancelled' }, { status: 'cancelled' }],
    [
      'planned',
      { status: 'planned', ...period('2026-07-01T09:00:00Z', '2026-07-01T09:30:00Z') },
      { status: 'booked', durationMinutes: 30 },
    ],
    ['with reasons', { reasonCode: [concept('Cough'), { text: 'Fever' }] }, { clinicalNotes: 'Cough; Fever' }],
    ['without end', period('2020-03-02T09:00:00Z'), { durationMinutes: 30 }],
    ['of no length', period('2020-03-02T09:00:00Z', '2020-03-02T09:00:00Z'), { durationMinutes: 1 }],
    ['of years', period('2001-03-02T09:00:00Z', '2020-03-02T09:00:00Z'), { durationMinutes: 44_640 }],
  ])('%s', (_, fields, expected) => {
    expect(visit(fields).visits).toMatchObject([expected])
  })

  it.each<[string, Record<string, unknown>, string]>([
    ['an error', { status: 'entered-in-error' }, 'entered-in-error'],
    ['an unknown outcome', { status: 'unknown' }, 'status unknown'],
    ['one that never ended', { status: 'in-progress' }, 'under way, its end not known'],
    ['one planned in the past', { status: 'planned' }, 'planned in the past, its end not known'],
    ['one finished in the future', period('2026-06-16T09:00:00Z'), 'over, but in the future'],
    ['one without start', { period: {} }, 'without start'],
    ['a mere date', period('2020-03-02'), 'start without time of day'],
    ['one of no possible time', period('0001-01-01T00:00:00Z'), 'start before 1880'],
    ['one that ends before', period('2020-03-02T09:00:00Z', '2020-03-02T08:00:00Z'), 'ends before it starts'],
    ['one without doctor', { participant: [] }, 'without a practitioner who is named'],
    [
      'one with family only',
      { participant: [{ individual: { reference: 'RelatedPerson/1' } }] },
      'without a practitioner who is named',
    ],
    ['one of a group', { subject: { reference: 'Group/1' } }, 'without patient'],
    ['one of nobody', { subject: undefined }, 'without patient'],
  ])('leaves out and counts %s', (_, fields, reason) => {
    const file = visit(fields)
    expect(file.visits).toEqual([])
    expect(count(file.leftOut)).toEqual({ [`Encounter: ${reason}`]: 1 })
  })

  it('belong to the primary performer', () => {
    const participant = (code: string, reference: string) => ({
      type: [{ coding: [{ code }] }],
      individual: { reference },
    })
    const other = practitioner(uuid(3), { name: [{ family: 'Other', given: ['O'] }] })
    const file = visit(
      { participant: [participant('ATND', doctor), participant('PPRF', `urn:uuid:${uuid(3)}`)] },
      other,
    )
    expect(file.visits[0]!.doctor).toEqual({ at: 'file', index: 1 })
  })

  it('lead through a role to the practitioner', () => {
    const role = { resourceType: 'PractitionerRole', id: 'r', practitioner: { reference: doctor } }
    const file = visit({ participant: [{ individual: { reference: 'PractitionerRole/r' } }] }, role)
    expect(file.visits[0]!.doctor).toEqual({ at: 'file', index: 0 })
  })

  it.each<[string, Record<string, unknown>, object]>([
    ['fulfilled', {}, { status: 'completed', durationMinutes: 30 }],
    ['noshow', { status: 'noshow' }, { status: 'no-show' }],
    [
      'cancelled',
      { status: 'cancelled', cancelationReason: concept('Ill') },
      { status: 'cancelled', cancellationReason: 'Ill' },
    ],
    [
      'booked',
      { status: 'booked', start: '2026-07-01T09:00:00Z', end: undefined, minutesDuration: 45 },
      { status: 'booked', durationMinutes: 45 },
    ],
  ])('come from appointments: %s', (_, fields, expected) => {
    expect(parse(record(appointment(fields))).visits).toMatchObject([expected])
  })

  it('are not doubled by the appointment that led to them', () => {
    const file = visit({ appointment: [{ reference: 'Appointment/a' }] }, appointment({}))
    expect(file.visits).toHaveLength(1)
    expect(count(file.leftOut)).toEqual({ 'Appointment: the same visit as its Encounter': 1 })
  })

  it('refuse the file when their patient is somebody else', () => {
    expect(refusal(bundle([practitioner(uuid(2)), encounter('e', doctor, doctor)]))).toMatch(/A Practitioner where/)
  })
})
