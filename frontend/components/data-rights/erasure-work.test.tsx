import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { demoUser, fakeApi, problem, renderPage } from '@/tests/support'
import { ErasureWork } from './erasure-work'

const push = jest.fn()
jest.mock('next/navigation', () => ({
  usePathname: () => '/erasures',
  useRouter: () => ({ push }),
  useSearchParams: () => new URLSearchParams(),
}))

const id = '00000000-0000-4000-8000-00000000000a'
const request = {
  id,
  patient: { id: 'p', name: 'Lea Leaver', mrn: 'M00000042' },
  status: 'requested',
  requestedAt: '2026-01-01T10:00:00Z',
  requestedBy: { id: 'u', name: 'Lea Leaver' },
  byPatient: true,
  reason: 'I have moved away',
  decidedAt: null,
  decidedBy: null,
  decision: null,
  overridesRetention: false,
  retainedUntil: '2999-01-01',
  heldSince: null,
  finishedAt: null,
  certificateId: null,
}

function hospital(more: object = {}, answers: Parameters<typeof fakeApi>[0] = {}) {
  return fakeApi({
    'GET /auth/me': { body: { user: demoUser(), patient: null, doctor: null } },
    'GET /settings': { body: { timeZone: 'UTC', currency: 'USD', locale: 'en-US' } },
    'GET /erasure-requests': { body: { items: [{ ...request, ...more }], nextCursor: null, openCount: 1 } },
    'GET /erasures': { body: { items: [], nextCursor: null } },
    ...answers,
  })
}

describe('requests to be erased', () => {
  it('say what stands in the way, and are approved against it only with a reason', async () => {
    const received = hospital({}, { [`POST /erasure-requests/${id}/decide`]: { body: request } })
    renderPage(<ErasureWork />)
    expect(await screen.findByText('I have moved away')).toBeVisible()
    expect(screen.getByText(/^To be kept until/)).toBeVisible()
    await userEvent.click(await screen.findByRole('button', { name: 'Decide' }))
    const dialog = await screen.findByRole('alertdialog')
    await userEvent.click(within(dialog).getByRole('checkbox'))
    await userEvent.type(within(dialog).getByLabelText('Reason'), 'Registered by mistake')
    await userEvent.click(within(dialog).getByRole('button', { name: 'Send answer' }))
    await waitFor(() =>
      expect(received.find(({ path }) => path.endsWith('/decide'))?.body).toEqual({
        approve: true,
        reason: 'Registered by mistake',
        overrideRetention: true,
      }),
    )
  })

  it('are done with the number typed anew, and stay on the screen when that is wrong', async () => {
    const received = hospital(
      { status: 'approved', decidedAt: '2026-01-02T10:00:00Z', decidedBy: { id: 'o', name: 'Ola' } },
      {
        [`POST /erasure-requests/${id}/perform`]: ({ body }) =>
          (body as { mrn: string }).mrn === 'M00000042' ? { body: { id: 'c' } } : problem(422, 'invalid'),
      },
    )
    renderPage(<ErasureWork />)
    await userEvent.click(await screen.findByRole('button', { name: 'Erase now' }))
    const dialog = await screen.findByRole('alertdialog')
    const number = within(dialog).getByLabelText('Type M00000042 to go on')
    await userEvent.type(number, 'M1')
    await userEvent.click(within(dialog).getByRole('button', { name: 'Erase now' }))
    await waitFor(() => expect(received.filter(({ path }) => path.endsWith('/perform'))).toHaveLength(1))
    expect(push).not.toHaveBeenCalled()
    await userEvent.clear(number)
    await userEvent.type(number, 'M00000042')
    await userEvent.click(within(dialog).getByRole('button', { name: 'Erase now' }))
    await waitFor(() => expect(push).toHaveBeenCalledWith('/erasures/c'))
  })

  it('are not decided by whoever wrote them down', async () => {
    hospital({ byPatient: false, requestedBy: { id: demoUser().id, name: 'Ada Rao' } })
    renderPage(<ErasureWork />)
    expect(await screen.findByText('Written down by Ada Rao')).toBeVisible()
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Decide' })).not.toBeInTheDocument())
  })
})
