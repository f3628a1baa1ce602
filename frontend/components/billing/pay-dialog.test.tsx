import type { Bill } from '@hms/contract/billing'
import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { type Answer, fakeApi, problem, renderPage } from '@/tests/support'
import { PayDialog } from './pay-dialog'

const usd = (amount: string) => ({ amount, currency: 'USD' })

const bill = {
  id: '00000000-0000-4000-8000-00000000000b',
  number: 'INV-2026-000001',
  amount: usd('120.00'),
  balance: usd('120.00'),
  status: 'open',
  payments: [],
} as unknown as Bill

const payment = (more: object) => ({
  status: 201,
  body: { id: 'p', billId: bill.id, amount: usd('50.00'), method: 'card', redirectUrl: null, ...more },
})

function open(pay: Answer, test = true) {
  const received = fakeApi({
    'GET /payment-providers': { body: { card: { provider: test ? 'test' : 'stripe', test } } },
    'GET /settings': { body: { timeZone: 'UTC', currency: 'USD' } },
    [`POST /billing/${bill.id}/payments`]: pay,
  })
  renderPage(<PayDialog bill={bill} onClose={() => {}} />)
  return () => received.filter(({ method }) => method === 'POST')
}

const amount = () => screen.findByRole('textbox', { name: /^Amount/ })

describe('paying a bill', () => {
  it('proposes the balance and sends a part of it once it is typed', async () => {
    const sent = open(payment({ status: 'succeeded', receiptNumber: 'REC-1' }))
    expect(await amount()).toHaveValue('120.00')
    await userEvent.clear(await amount())
    await userEvent.type(await amount(), '50')
    await userEvent.click(screen.getByRole('button', { name: 'Pay $50.00' }))
    expect(await screen.findByText('$50.00 received. Receipt REC-1.')).toBeVisible()
    expect(screen.getByRole('link', { name: 'Show receipt' })).toHaveAttribute('href', `/billing/${bill.id}/receipt`)
    expect(sent().map(({ body }) => body)).toEqual([{ amount: '50.00', method: 'card', paymentToken: 'test-approve' }])
    expect(sent()[0]?.headers['Idempotency-Key'] ?? sent()[0]?.headers['idempotency-key']).toBeTruthy()
  })

  it.each([
    ['120.01', 'At most $120.00, the balance'],
    ['0', 'More than nothing'],
    ['a lot', 'An amount, as 120.50'],
  ])('asks nobody for %s', async (typed, complaint) => {
    const sent = open(payment({}))
    await userEvent.clear(await amount())
    await userEvent.type(await amount(), typed)
    await userEvent.click(screen.getByRole('button', { name: /^Pay/ }))
    await waitFor(async () => expect(await amount()).toHaveAccessibleDescription(complaint))
    expect(sent()).toEqual([])
  })

  it('says that the card was declined and keeps the amount', async () => {
    open(problem(402, 'payment-declined'))
    await userEvent.clear(await amount())
    await userEvent.type(await amount(), '50')
    await userEvent.click(screen.getByRole('radio', { name: 'Decline the payment' }))
    await userEvent.click(screen.getByRole('button', { name: 'Pay $50.00' }))
    expect(await screen.findByRole('alert')).toHaveTextContent('The payment was declined. Nothing was charged.')
    expect(await amount()).toHaveValue('50')
    expect(screen.getByRole('button', { name: 'Pay $50.00' })).toBeEnabled()
  })

  it('labels the test provider, and only it', async () => {
    open(payment({}))
    expect(await screen.findByText('Test provider: no money moves')).toBeVisible()
  })

  it('offers no test answers where money moves', async () => {
    open(payment({}), false)
    expect(await screen.findByText(/Your card never reaches the hospital/)).toBeVisible()
    expect(screen.queryByRole('radio')).toBeNull()
  })
})
