import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { fakeApi, renderPage } from '@/tests/support'
import { isOnItsWay } from '@/lib/queries/messages'
import { MessageList } from './message-list'

jest.mock('next/navigation', () => ({
  usePathname: () => '/messages',
  useRouter: () => ({ replace: jest.fn(), push: jest.fn() }),
  useSearchParams: () => new URLSearchParams(),
}))

const invitation = (more: object) => ({
  id: '00000000-0000-4000-8000-00000000000a',
  channel: 'email',
  kind: 'invitation',
  recipient: { userId: null, name: 'Noor Haddad', address: 'noor@example.com' },
  subject: 'Your account is ready',
  body: 'An account was made for you.',
  link: null,
  status: 'queued',
  attempts: 0,
  lastError: null,
  createdAt: new Date().toISOString(),
  sentAt: null,
  readAt: null,
  ...more,
})

test('a message that was opened before the queue took it shows its link once it is there', async () => {
  let looks = 0
  fakeApi({
    'GET /messages': () => ({
      body: {
        items: [invitation(looks++ === 0 ? {} : { status: 'outbox', link: '/reset-password?token=abc' })],
        nextCursor: null,
      },
    }),
    'GET /settings': { body: { timeZone: 'UTC', currency: 'USD' } },
  })
  renderPage(<MessageList />)
  await userEvent.click(await screen.findByRole('button', { name: /Open message/ }))
  expect(screen.queryByRole('button', { name: 'Copy link' })).toBeNull()
  expect(await screen.findByRole('button', { name: 'Copy link' }, { timeout: 10_000 })).toBeVisible()
})

test.each([
  ['just written', 'queued', 1_000, true],
  ['waiting for its carrier', 'queued', 120_000, false],
  ['sent', 'sent', 1_000, false],
  ['in the outbox', 'outbox', 1_000, false],
] as const)('a message %s is looked at again or not', (_, status, age, again) => {
  const now = Date.now()
  expect(isOnItsWay({ status, createdAt: new Date(now - age).toISOString() }, now)).toBe(again)
})
