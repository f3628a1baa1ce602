import type { Role } from '@hms/contract/permissions'
import { screen } from '@testing-library/react'
import { demoUser, fakeApi, renderPage } from '@/tests/support'
import { PatientRecord } from './patient-record'

jest.mock('next/navigation', () => ({ usePathname: () => '/patients/p', useRouter: () => ({ push: jest.fn() }) }))

const id = '00000000-0000-4000-8000-00000000000a'
const clinical = ['medicalHistory']
const contact = ['phone', 'email', 'address', 'emergencyContact', ...clinical]
const patient = {
  id,
  mrn: 'M00000009',
  firstName: 'Amélie',
  lastName: 'Roux',
  dateOfBirth: '1990-02-28',
  gender: 'female',
  phone: null,
  email: null,
  address: null,
  emergencyContact: null,
  medicalHistory: null,
  erasedAt: null,
}
const nothing = { body: { items: [], nextCursor: null } }

function open(role: Role, withheld: string[]) {
  const received = fakeApi({
    'GET /auth/me': { body: { user: demoUser(role), patient: null, doctor: null } },
    'GET /settings': { body: { timeZone: 'UTC', currency: 'USD', locale: 'en-US' } },
    [`GET /patients/${id}`]: { body: { ...patient, withheld } },
    'GET /appointments': nothing,
    'GET /billing': nothing,
    'GET /break-glass': nothing,
  })
  renderPage(<PatientRecord id={id} />)
  return received
}

describe('the record of a patient', () => {
  it.each([
    ['nurse', contact, ['Visits'], 'The record opens around a visit'],
    ['doctor', contact, ['Visits', 'Bills'], 'an appointment between the two of you'],
    ['privacy_officer', contact, [], 'privacy work needs no more'],
    ['billing', clinical, ['Bills'], null],
  ] as const)('shows a %s what belongs to that work, and asks for nothing else', async (role, withheld, lists, why) => {
    const received = open(role, [...withheld])
    expect(await screen.findByRole('heading', { level: 1, name: 'Amélie Roux' })).toBeVisible()
    if (why) expect(await screen.findByText(why, { exact: false })).toBeVisible()
    for (const name of lists) expect(await screen.findByRole('heading', { name })).toBeVisible()
    const asked = received.map(({ path }) => path.split('?')[0])
    expect(asked.includes('/appointments')).toBe((lists as readonly string[]).includes('Visits'))
    expect(asked.includes('/billing')).toBe((lists as readonly string[]).includes('Bills'))
    if (!why) expect(screen.queryByText('Not in your care')).not.toBeInTheDocument()
  })
})
