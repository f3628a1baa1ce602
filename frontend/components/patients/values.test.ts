import type { Patient } from '@hms/contract/patients'
import { emptyPatient, toBody, toValues } from './values'

const address = {
  line1: '1 Main Street',
  line2: null,
  city: 'Springfield',
  state: null,
  postalCode: null,
  country: 'US',
}
const patient = {
  firstName: 'Zoë',
  lastName: 'Roux',
  dateOfBirth: null,
  gender: null,
  email: null,
  phone: '+1 555 010 1234',
  address,
  emergencyContact: null,
  medicalHistory: {
    allergies: ['Latex', { display: 'Asthma', code: '195967001' }],
    conditions: [],
    medications: [],
    notes: null,
  },
} as unknown as Patient

describe('the values of a patient form', () => {
  it('go there and back unchanged', () => {
    const body = toBody(toValues(patient), { identity: false, history: true })
    expect(body).toEqual({
      email: null,
      phone: '+1 555 010 1234',
      address,
      emergencyContact: null,
      medicalHistory: { ...patient.medicalHistory },
    })
  })

  it.each([
    ['nothing filled in', {}, null],
    [
      'all of it',
      { name: 'Kim', relationship: 'sister', phone: '5550101234' },
      { name: 'Kim', relationship: 'sister', phone: '5550101234' },
    ],
    [
      'the optional part left out',
      { name: 'Kim', phone: '5550101234' },
      { name: 'Kim', relationship: null, phone: '5550101234' },
    ],
    [
      'a required part left out, for the schema to name',
      { name: 'Kim' },
      { name: 'Kim', relationship: null, phone: '' },
    ],
    ['spaces only', { name: '  ', phone: ' ' }, null],
  ])('make an emergency contact of %s', (_, typed, expected) => {
    const values = { ...emptyPatient, emergencyContact: { ...emptyPatient.emergencyContact, ...typed } }
    expect(toBody(values, { identity: true, history: false }).emergencyContact).toEqual(expected)
  })

  it('leave out what the reader may not change', () => {
    const fields = (identity: boolean, history: boolean) => Object.keys(toBody(emptyPatient, { identity, history }))
    expect(fields(false, false)).toEqual(['email', 'phone', 'address', 'emergencyContact'])
    expect(fields(true, false)).toContain('dateOfBirth')
    expect(fields(false, true)).toContain('medicalHistory')
  })
})
