import type { Role } from '@hms/contract/permissions'
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { demoUser, fakeApi, problem, renderPage } from '@/tests/support'
import { AmendmentLetter } from './amendment-letter'
import { OwnAmendments } from './own-amendments'
import { RecordAmendments } from './record-amendments'

jest.mock('next/navigation', () => ({ usePathname: () => '/patients/p', useRouter: () => ({ push: jest.fn() }) }))

const id = '00000000-0000-4000-8000-00000000000a'
const item = {
  id,
  patient: { id: 'p', name: 'Lea Leaver' },
  field: 'contact',
  appointmentId: null,
  text: 'My number ends with 7788',
  requestedAt: '2026-01-01T10:00:00Z',
  way: 'phone',
  recordedBy: { name: 'Ola Front', role: 'receptionist' },
  dueAt: '2026-03-02T10:00:00Z',
  overdue: false,
  extension: null,
  status: 'requested',
  decidedAt: null,
  decidedBy: null,
  basis: null,
  decision: null,
  correctedVersion: null,
  statement: null,
  statementAt: null,
  statementRecordedBy: null,
}
const denied = {
  status: 'denied',
  basis: 'accurate',
  decision: 'It was read out to us so',
  decidedAt: '2026-01-05T10:00:00Z',
  decidedBy: { name: 'Ada Rao', role: 'admin' },
}

function hospital(role: Role, more: object = {}, answers: Parameters<typeof fakeApi>[0] = {}) {
  const one = { ...item, ...more }
  return fakeApi({
    'GET /auth/me': { body: { user: { ...demoUser(), role }, patient: null, doctor: null } },
    'GET /settings': {
      body: {
        timeZone: 'UTC',
        currency: 'USD',
        locale: 'en-US',
        name: 'Harbour Clinic',
        address: null,
        phone: '555-0100',
      },
    },
    'GET /patients/p/amendments': { body: { items: [one] } },
    [`GET /amendments/${id}`]: { body: one },
    ...answers,
  })
}

async function openDialog(name: string) {
  await userEvent.click(await screen.findByRole('button', { name }))
  return within(await screen.findByRole('alertdialog'))
}

describe('corrections in a record', () => {
  it('are noted by the desk, which reads no other, with how the patient told it', async () => {
    const received = hospital('receptionist', {}, { 'POST /patients/p/amendments': { status: 201, body: item } })
    renderPage(<RecordAmendments patientId="p" />)
    const dialog = await openDialog('Note a request')
    await userEvent.selectOptions(dialog.getByLabelText('How the patient told you'), 'phone')
    await userEvent.selectOptions(dialog.getByLabelText('What is wrong'), 'allergies')
    await userEvent.type(dialog.getByLabelText('What is wrong, and what is right'), 'It is not penicillin')
    await userEvent.click(dialog.getByRole('button', { name: 'Write it down' }))
    await waitFor(() =>
      expect(received.find(({ method }) => method === 'POST')?.body).toEqual({
        field: 'allergies',
        way: 'phone',
        text: 'It is not penicillin',
      }),
    )
    expect(received.some(({ method, path }) => method === 'GET' && path.endsWith('/amendments'))).toBe(false)
  })

  it('say who wrote them down and are extended once, by 30 days at the most', async () => {
    const received = hospital('admin', {}, { [`POST /amendments/${id}/extend`]: { body: item } })
    renderPage(<RecordAmendments patientId="p" />)
    expect(await screen.findByText('Written down by Ola Front, Receptionist · By telephone')).toBeVisible()
    const dialog = await openDialog('Take longer')
    expect(dialog.getByText(/Apr 1, 2026/)).toBeVisible()
    const days = dialog.getByLabelText('Days more')
    expect(days).toHaveAttribute('max', '30')
    await userEvent.clear(days)
    await userEvent.type(days, '7')
    expect(dialog.getByText(/Mar 9, 2026/)).toBeVisible()
    await userEvent.type(dialog.getByLabelText('Why it takes longer'), 'The archive is away')
    await userEvent.click(dialog.getByRole('button', { name: 'Take longer' }))
    await waitFor(() =>
      expect(received.find(({ path }) => path.endsWith('/extend'))?.body).toEqual({
        days: 7,
        reason: 'The archive is away',
      }),
    )
  })

  it('show an extension and offer no other', async () => {
    const extension = {
      from: '2026-03-02T10:00:00Z',
      reason: 'The archive is away',
      at: '2026-02-20T10:00:00Z',
      by: { name: 'Ada Rao', role: 'admin' },
    }
    hospital('admin', { extension, dueAt: '2026-04-01T10:00:00Z' })
    renderPage(<RecordAmendments patientId="p" />)
    expect(await screen.findByText('The archive is away')).toBeVisible()
    expect(screen.getByText(/An answer is owed by Apr 1, 2026/)).toBeVisible()
    expect(await screen.findByRole('button', { name: 'Answer' })).toBeVisible()
    expect(screen.queryByRole('button', { name: 'Take longer' })).not.toBeInTheDocument()
  })

  it('take a statement from the staff, and keep it on the screen when it is refused', async () => {
    hospital('admin', denied, { [`POST /amendments/${id}/statement`]: problem(409, 'wrong-status') })
    renderPage(<RecordAmendments patientId="p" />)
    const dialog = await openDialog('Note a disagreement')
    const statement = dialog.getByLabelText('What you have to say')
    await userEvent.type(statement, 'I was there')
    await userEvent.click(dialog.getByRole('button', { name: 'Note a disagreement' }))
    expect(await dialog.findByRole('alert')).toBeVisible()
    expect(statement).toHaveValue('I was there')
  })

  it('are answered by nobody who cannot read them, nor taken back when the patient asked', async () => {
    hospital('admin', { text: null, way: 'online', recordedBy: null })
    renderPage(<RecordAmendments patientId="p" />)
    expect(await screen.findByText('What it says is for those who treat the patient.')).toBeVisible()
    for (const name of ['Answer', 'Take longer', 'Take it back'])
      expect(screen.queryByRole('button', { name })).not.toBeInTheDocument()
    expect(screen.queryByRole('link', { name: 'Letter' })).not.toBeInTheDocument()
  })

  it('are asked for by patients without saying how', async () => {
    const received = hospital('patient', {}, { 'POST /patients/p/amendments': { status: 201, body: item } })
    renderPage(<OwnAmendments patientId="p" />)
    const dialog = await openDialog('Ask for a correction')
    expect(dialog.queryByLabelText('How the patient told you')).not.toBeInTheDocument()
    await userEvent.type(dialog.getByLabelText('What is wrong, and what is right'), 'It is not penicillin')
    await userEvent.click(dialog.getByRole('button', { name: 'Send' }))
    await waitFor(() =>
      expect(received.find(({ method }) => method === 'POST')?.body).toEqual({
        field: 'allergies',
        text: 'It is not penicillin',
      }),
    )
  })
})

describe('the letter', () => {
  it('tells a denial with its ground and what the patient can do about it', async () => {
    hospital('admin', denied)
    renderPage(<AmendmentLetter id={id} />)
    expect(await screen.findByText('It was read out to us so')).toBeVisible()
    expect(screen.getByText('What stands there is accurate and complete')).toBeVisible()
    expect(screen.getByText(/a statement in writing/)).toBeVisible()
    expect(await screen.findByText(/our privacy officer \(tel\. 555-0100\)/)).toBeVisible()
    expect(screen.getByText('Harbour Clinic')).toBeVisible()
    expect(screen.getByRole('button', { name: 'Print' })).toBeEnabled()
  })

  it('tells that it takes longer, why and until when', async () => {
    const by = { name: 'Ada Rao', role: 'admin' }
    const extension = { from: '2026-03-02T10:00:00Z', reason: 'The archive is away', at: '2026-02-20T10:00:00Z', by }
    hospital('admin', { extension, dueAt: '2026-04-01T10:00:00Z' })
    renderPage(<AmendmentLetter id={id} />)
    expect(await screen.findByText('The archive is away')).toBeVisible()
    expect(screen.getByText(/You get the answer by Apr 1, 2026/)).toBeVisible()
  })

  it('says why it is not there', async () => {
    hospital('admin', {}, { [`GET /amendments/${id}`]: problem(404, 'not-found') })
    renderPage(<AmendmentLetter id={id} />)
    expect(await screen.findByRole('alert')).toBeVisible()
    expect(screen.getByRole('button', { name: 'Print' })).toBeDisabled()
  })
})
