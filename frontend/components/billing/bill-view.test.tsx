import type { Role } from '@hms/contract/permissions'
import { screen } from '@testing-library/react'
import { demoUser, fakeApi, renderPage } from '@/tests/support'
import { authKeys } from '@/lib/queries/auth'
import { BillView } from './bill-view'

jest.mock('next/navigation', () => ({
  useRouter: () => ({ replace: jest.fn(), push: jest.fn() }),
  useSearchParams: () => new URLSearchParams(),
}))

const usd = (amount: string) => ({ amount, currency: 'USD' })
const id = '00000000-0000-4000-8000-00000000000b'

const bill = (more: object = {}) => ({
  id,
  number: 'INV-2026-000001',
  patientId: 'p',
  patient: { id: 'p', mrn: 'M00000001', firstName: 'Elena', lastName: 'Márquez', dateOfBirth: null, gender: null },
  appointmentId: null,
  description: 'Follow-up',
  amount: usd('85.00'),
  balance: usd('85.00'),
  status: 'open',
  issueDate: '2026-11-01',
  dueDate: '2026-11-15',
  lines: [{ description: 'Follow-up', quantity: 1, unitPrice: usd('85.00'), amount: usd('85.00') }],
  payments: [],
  voidReason: null,
  createdAt: '2026-11-01T00:00:00Z',
  updatedAt: '2026-11-01T00:00:00Z',
  ...more,
})

async function show(role: Role, more: object = {}) {
  fakeApi({
    [`GET /billing/${id}`]: { body: bill(more) },
    'GET /settings': { body: { timeZone: 'UTC', currency: 'USD' } },
    'GET /auth/me': { body: { user: demoUser(role), patient: null, doctor: null } },
  })
  const { client } = renderPage(<BillView id={id} />)
  client.setQueryData(authKeys.me, { user: demoUser(role), patient: null, doctor: null })
  await screen.findByRole('heading', { level: 1, name: /INV-2026-000001/ })
}

const deeds = () =>
  ['Pay $85.00', 'Record payment', 'Void bill'].filter((name) => screen.queryByRole('button', { name }))

const part = (status: string) => [
  {
    id: 'x',
    billId: id,
    receiptNumber: status === 'succeeded' ? 'REC-1' : null,
    amount: usd('5.00'),
    method: 'cash',
    status,
    provider: null,
    redirectUrl: null,
    receivedAt: null,
    createdAt: '2026-11-02T00:00:00Z',
  },
]

describe('a bill', () => {
  it.each([
    ['patient', ['Pay $85.00']],
    ['doctor', []],
    ['admin', ['Record payment', 'Void bill']],
  ] as const)('offers a %s what the role may do', async (role, expected) => {
    await show(role)
    expect(deeds()).toEqual(expected)
    expect(screen.getByRole('link', { name: 'Print receipt' })).toHaveAttribute('href', `/billing/${id}/receipt`)
  })

  it.each(['paid', 'void'])('offers nothing more once it is %s', async (status) => {
    await show('admin', { status, balance: usd('0.00') })
    expect(deeds()).toEqual([])
  })

  it('cannot be voided once something was paid, but after a declined card', async () => {
    await show('admin', { payments: part('succeeded') })
    expect(deeds()).toEqual(['Record payment'])
    expect(await screen.findByText(/REC-1/)).toBeVisible()
  })

  it('can be voided after a declined payment', async () => {
    await show('admin', { payments: part('failed') })
    expect(deeds()).toEqual(['Record payment', 'Void bill'])
    expect(await screen.findByText('Declined')).toBeVisible()
  })

  it('says since when it is overdue', async () => {
    jest.useFakeTimers({ now: new Date('2026-11-20T12:00:00Z'), advanceTimers: true })
    await show('patient', { status: 'overdue' })
    expect(await screen.findByText('5 days overdue')).toBeVisible()
    jest.useRealTimers()
  })
})
