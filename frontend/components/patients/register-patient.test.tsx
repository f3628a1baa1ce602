import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { demoUser, fakeApi, problem, renderPage } from '@/tests/support'
import { RegisterPatient } from './register-patient'

const push = jest.fn()
let search = ''
jest.mock('next/navigation', () => ({
  useRouter: () => ({ push }),
  useSearchParams: () => new URLSearchParams(search),
}))

const id = '00000000-0000-4000-8000-000000000009'
const twin = {
  id,
  mrn: 'M00000009',
  firstName: 'Amélie',
  lastName: 'Roux',
  dateOfBirth: '1990-02-28',
  gender: 'female',
}
const me = { 'GET /auth/me': { body: { user: demoUser('admin'), patient: null, doctor: null } } }
const made = { 'POST /patients': { status: 201, body: twin } }

const field = (name: RegExp) => screen.getByRole('textbox', { name })
const submit = () => screen.getByRole('button', { name: /Register patient|register/ })

async function fillIdentity() {
  await userEvent.type(await screen.findByRole('textbox', { name: /^First name/ }), 'Amélie')
  await userEvent.type(field(/^Last name/), 'Roux')
  await userEvent.type(screen.getByLabelText(/^Date of birth/), '1990-02-28')
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Gender' }), 'female')
}

beforeEach(() => {
  push.mockClear()
  search = ''
})

describe('registering a patient', () => {
  it('sends what was filled in, blanks as null, and opens the record', async () => {
    const received = fakeApi({ ...me, ...made, 'GET /patients/matches': { body: { items: [] } } })
    renderPage(<RegisterPatient />)
    await fillIdentity()
    await userEvent.type(field(/^Allergies/), 'Penicillin{Enter}Latex{Enter}penicillin{Enter}')
    await userEvent.click(submit())
    await waitFor(() => expect(push).toHaveBeenCalledWith(`/patients/${id}`))
    const sent = received.find((request) => request.method === 'POST')
    expect(sent?.body).toEqual({
      firstName: 'Amélie',
      lastName: 'Roux',
      dateOfBirth: '1990-02-28',
      gender: 'female',
      email: null,
      phone: null,
      address: null,
      emergencyContact: null,
      medicalHistory: { allergies: ['Penicillin', 'Latex'], conditions: [], medications: [], notes: null },
    })
    expect(sent?.headers['Idempotency-Key']).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('asks first when somebody of that name and birth date is there, and registers when told so', async () => {
    const received = fakeApi({ ...me, ...made, 'GET /patients/matches': { body: { items: [twin] } } })
    renderPage(<RegisterPatient />)
    await fillIdentity()
    await userEvent.click(submit())
    const warning = (await screen.findByText(/registered already/)).closest('[data-slot="alert"]') as HTMLElement
    expect(within(warning).getByRole('link', { name: 'Amélie Roux' })).toHaveAttribute('href', `/patients/${id}`)
    expect(received.some((request) => request.method === 'POST')).toBe(false)
    await userEvent.click(screen.getByRole('button', { name: 'It is somebody else: register' }))
    await waitFor(() => expect(push).toHaveBeenCalled())
  })

  it('goes back to the booking that asked for a new patient', async () => {
    search = '?next=%2Fappointments%2Fnew%3FdoctorId%3D7'
    fakeApi({ ...me, ...made, 'GET /patients/matches': { body: { items: [] } } })
    renderPage(<RegisterPatient />)
    await fillIdentity()
    await userEvent.click(submit())
    await waitFor(() => expect(push).toHaveBeenCalledWith(`/appointments/new?doctorId=7&patientId=${id}`))
  })

  it('complains at the fields, of half an address too, and loses nothing when the API refuses', async () => {
    fakeApi({
      ...me,
      'GET /patients/matches': { body: { items: [] } },
      'POST /patients': problem(422, 'invalid', {
        errors: [{ pointer: '/phone', detail: 'A phone number, as +1 555 010 1234' }],
      }),
    })
    renderPage(<RegisterPatient />)
    await fillIdentity()
    await userEvent.type(field(/^City/), 'Springfield')
    await userEvent.click(submit())
    await waitFor(() => expect(field(/^Street and number/)).toHaveAccessibleDescription('Required'))
    await userEvent.clear(field(/^City/))
    await userEvent.type(field(/^Phone/), '+1 555 010 1')
    await userEvent.click(submit())
    await waitFor(() => expect(field(/^Phone/)).toHaveAccessibleDescription('A phone number, as +1 555 010 1234'))
    expect(field(/^First name/)).toHaveValue('Amélie')
    expect(push).not.toHaveBeenCalled()
  })
})
