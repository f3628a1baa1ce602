import type { Doctor } from '@hms/contract/doctors'
import type { Patient } from '@hms/contract/patients'
import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { fakeApi, problem, renderPage } from '@/tests/support'
import { DeskBooking } from './desk-booking'

jest.mock('next/navigation', () => ({ useRouter: () => ({ push: jest.fn() }) }))

const doctorId = '00000000-0000-4000-8000-00000000000d'
const doctor = { id: doctorId, firstName: 'Ann', lastName: 'Lee', specialization: 'Cardiology' } as Doctor
const patient = { id: '00000000-0000-4000-8000-00000000000a', firstName: 'Bo', lastName: 'Diaz' } as Patient
const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
const slot = (time: string) => ({ start: `${tomorrow}T${time}:00Z`, end: `${tomorrow}T${time}:30Z` })

const signedIn = { user: { role: 'admin' }, patient: null, doctor: null }
const common = {
  'GET /auth/me': { body: signedIn },
  'GET /settings': { body: { timeZone: 'UTC' } },
  'GET /visit-types': { body: { items: [] } },
}

describe('booking at the front desk', () => {
  it('keeps what was typed and offers the other times when somebody was faster', async () => {
    const user = userEvent.setup()
    let isTaken = false
    const received = fakeApi({
      ...common,
      [`GET /doctors/${doctorId}/slots`]: () => ({
        body: { items: isTaken ? [slot('10:00')] : [slot('09:00'), slot('10:00')] },
      }),
      'POST /appointments': () => {
        isTaken = true
        return problem(409, 'slot-taken')
      },
    })
    renderPage(<DeskBooking patient={patient} doctor={doctor} isOwn={false} at={null} />)
    await user.type(screen.getByRole('textbox', { name: /reason/i }), 'Sore throat')
    await user.click(await screen.findByRole('radio', { name: /^9:00/ }))
    await user.click(screen.getByRole('button', { name: 'Book appointment' }))

    expect(await screen.findByRole('alert')).toHaveTextContent('Somebody has just taken this time')
    expect(screen.getByRole('textbox', { name: /reason/i })).toHaveValue('Sore throat')
    expect(await screen.findByRole('radio', { name: /^10:00/ })).toBeEnabled()
    expect(screen.queryByRole('radio', { name: /^9:00/ })).not.toBeInTheDocument()
    expect(received.find(({ method }) => method === 'POST')?.body).toMatchObject({
      patientId: patient.id,
      doctorId,
      appointmentDate: `${tomorrow}T09:00:00Z`,
      notes: 'Sore throat',
    })
  })

  it('says what is still to be chosen', async () => {
    const user = userEvent.setup()
    const received = fakeApi(common)
    renderPage(<DeskBooking patient={null} doctor={null} isOwn={false} at={null} />)
    await user.click(screen.getByRole('button', { name: 'Book appointment' }))
    expect(await screen.findByText('Choose a patient', { selector: '[data-slot=form-message]' })).toBeVisible()
    expect(screen.getByText('Choose a doctor', { selector: '[data-slot=form-message]' })).toBeVisible()
    expect(received.some(({ method }) => method === 'POST')).toBe(false)
  })
})
