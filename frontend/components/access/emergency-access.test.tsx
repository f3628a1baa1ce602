import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { type Answer, fakeApi, renderPage } from '@/tests/support'
import { EmergencyAccess } from './emergency-access'

const patientId = '00000000-0000-4000-8000-00000000000a'
const reason = 'Unconscious on arrival'

const grant = (secondsLeft: number, throughRestriction = false) => ({
  id: 'g',
  patient: { id: patientId, mrn: 'M1', firstName: 'Ada', lastName: 'L', dateOfBirth: null, gender: null },
  reason,
  throughRestriction,
  openedAt: '2026-01-01T00:00:00Z',
  endsAt: '2026-01-01T01:00:00Z',
  endedAt: null,
  secondsLeft,
})

function show(opened: object[], open: Answer = { status: 201, body: grant(3600) }) {
  const received = fakeApi({
    'GET /break-glass': () => ({ body: { items: opened, nextCursor: null } }),
    [`POST /patients/${patientId}/break-glass`]: () => {
      if ((open.status ?? 200) < 300) opened.push(grant(3600))
      return open
    },
    [`DELETE /patients/${patientId}/break-glass`]: () => {
      opened.length = 0
      return { status: 204 }
    },
  })
  renderPage(<EmergencyAccess patientId={patientId} closed />)
  return (method: string) => received.filter((request) => request.method === method)
}

describe('opening a record in an emergency', () => {
  it('says who is told, takes a reason, and shows how long it lasts', async () => {
    const sent = show([])
    await userEvent.click(await screen.findByRole('button', { name: 'Open in an emergency' }))
    expect(await screen.findByText(/The patient and the privacy officers are told at once/)).toBeVisible()
    await userEvent.type(screen.getByRole('textbox', { name: /Why it cannot wait/ }), reason)
    await userEvent.click(screen.getByRole('button', { name: 'Open for 60 minutes' }))
    expect(await screen.findByText(/60 minutes left|59 minutes left/)).toBeVisible()
    expect(sent('POST').map(({ body }) => body)).toEqual([{ reason }])
  })

  it('asks for a reason of some length, and keeps what was typed', async () => {
    const sent = show([])
    await userEvent.click(await screen.findByRole('button', { name: 'Open in an emergency' }))
    await userEvent.type(await screen.findByRole('textbox', { name: /Why it cannot wait/ }), 'urgent')
    await userEvent.click(screen.getByRole('button', { name: 'Open for 60 minutes' }))
    expect(await screen.findByText('At least 10 characters')).toBeVisible()
    expect(screen.getByRole('textbox', { name: /Why it cannot wait/ })).toHaveValue('urgent')
    expect(sent('POST')).toEqual([])
  })

  it('closes on request, and tells when the patient had kept the record from the reader', async () => {
    const sent = show([grant(120, true)])
    expect(await screen.findByText(/2 minutes left/)).toHaveTextContent(
      'The patient keeps this record from you otherwise.',
    )
    await userEvent.click(screen.getByRole('button', { name: 'Close it now' }))
    await waitFor(() => expect(screen.getByRole('button', { name: 'Open in an emergency' })).toBeVisible())
    expect(sent('DELETE')).toHaveLength(1)
  })
})
