import { act, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { SignInForm } from '@/components/auth/sign-in-form'
import { StepUpHost } from '@/components/factors/step-up-host'
import { paintSource } from '@/components/shell/head-script'
import { LockScreen } from '@/components/shell/lock-screen'
import { call, endpoints } from '@/lib/api'
import { leaveFor } from '@/lib/leave-site'
import { tellProof } from '@/lib/proof'
import { demoUser, fakeApi, problem, renderPage } from '@/tests/support'
import { OwnSignIns } from './own-sign-ins'
import { ProviderSignIn } from './provider-sign-in'
import { TellProof } from './tell-proof'
import { UserSignIns } from './user-sign-ins'

const replace = jest.fn()
jest.mock('next/navigation', () => ({ useRouter: () => ({ replace }) }))
jest.mock('@/lib/leave-site', () => ({ leaveFor: jest.fn() }))

/** The channels of one browser: what one tells, the others hear. */
class Channel {
  static open = new Set<Channel>()
  onmessage: ((event: { data: unknown }) => void) | null = null
  constructor() {
    Channel.open.add(this)
  }
  postMessage(data: unknown) {
    for (const other of Channel.open) if (other !== this) other.onmessage?.({ data })
  }
  close() {
    Channel.open.delete(this)
  }
}

const at = (address: string) => window.history.replaceState(null, '', address)
beforeEach(() => {
  replace.mockClear()
  jest.mocked(leaveFor).mockClear()
  at('/sign-in')
  Object.assign(globalThis, { BroadcastChannel: Channel })
})

const linked = {
  id: '00000000-0000-4000-8000-00000000000a',
  issuer: 'https://login.example.org/tenant',
  provider: 'City Hospital',
  createdAt: '2026-11-01T09:00:00Z',
  lastUsedAt: '2026-11-20T09:00:00Z',
}

describe('the way in through a sign-in service', () => {
  const provider = { 'GET /auth/oidc': { body: { provider: { name: 'City Hospital' } } } }
  const there = 'https://login.example.org/authorize?state=x'
  const way = () => screen.findByRole('button', { name: 'Sign in with City Hospital' })

  it('is taken by a press and by nothing else, and leads back to where the reader was going', async () => {
    at('/sign-in?next=%2Fpatients%3Fq%3Dan')
    const received = fakeApi({ ...provider, 'POST /auth/oidc/start': { body: { location: there } } })
    renderPage(<ProviderSignIn />)
    const button = await way()
    await act(async () => {})
    expect(received.map(({ method }) => method)).toEqual(['GET'])
    await userEvent.click(button)
    await waitFor(() => expect(leaveFor).toHaveBeenCalledWith(there))
    expect(received.at(-1)?.body).toEqual({ returnTo: '/patients?q=an' })
    expect(button).toBeDisabled()
    // The way back of the browser shows the page as it was left.
    act(() => void window.dispatchEvent(new Event('pageshow')))
    expect(button).toBeEnabled()
  })

  it.each(['//evil.example', 'https://evil.example', '/\\evil.example'])('leads nowhere else: %s', async (next) => {
    at(`/sign-in?next=${encodeURIComponent(next)}`)
    const received = fakeApi({ ...provider, 'POST /auth/oidc/start': { body: { location: there } } })
    renderPage(<ProviderSignIn />)
    await userEvent.click(await way())
    await waitFor(() => expect(received.at(-1)?.body).toEqual({ returnTo: '/dashboard' }))
  })

  it('says what stands in the way', async () => {
    at('/sign-in?next=%2Fpatients')
    fakeApi({ ...provider, 'POST /auth/oidc/start': problem(503, 'unavailable') })
    renderPage(<ProviderSignIn />)
    await userEvent.click(await way())
    await waitFor(() => expect(leaveFor).toHaveBeenCalledWith('/sign-in?next=%2Fpatients&problem=unavailable'))
  })

  it.each([{ body: { provider: null } }, problem(503, 'unavailable')])(
    'is not there where there is none',
    async (answer) => {
      const received = fakeApi({ 'GET /auth/oidc': answer })
      const { container } = renderPage(<ProviderSignIn />)
      await waitFor(() => expect(received).toHaveLength(1))
      await act(async () => {})
      expect(container).toBeEmptyDOMElement()
    },
  )
})

describe('back from the sign-in service', () => {
  it('the second step begins at once, and what it needs stays in no address', async () => {
    at(`/sign-in?next=%2Fpatients&problem=mfa-required#challenge=${'c'.repeat(43)}&factors=totp,recovery-code`)
    const received = fakeApi({
      'POST /auth/login/verify': { body: { user: demoUser(), accessToken: 'x', expiresIn: 600 } },
    })
    renderPage(<SignInForm />)
    const code = await screen.findByRole('textbox', { name: 'Code of your authenticator app' })
    expect(window.location.href).toMatch(/\/sign-in\?next=%2Fpatients$/)
    await userEvent.type(code, '123456{Enter}')
    await waitFor(() => expect(replace).toHaveBeenCalledWith('/patients'))
    expect(received.at(-1)?.body).toEqual({ challenge: 'c'.repeat(43), totp: '123456' })
  })

  it.each([
    ['?next=%2Fpatients', { next: '' }],
    ['?next=%2Fpatients&problem=external-sign-in-refused', { problem: 'external-sign-in-refused' }],
    ['?problem=sign-in-expired', { problem: 'sign-in-expired' }],
    ['?problem=unavailable', { problem: 'unavailable' }],
    ['?problem=%22%3E%3Cscript%3E', { problem: 'other' }],
    ['?next=%2F&problem=mfa-required', {}],
    ['?signed-out', { signedOut: '' }],
    ['?signed-out&problem=unavailable', { problem: 'unavailable' }],
  ])('%s is told once, before the first paint', (search, told) => {
    for (const name of ['next', 'problem', 'signedOut']) delete document.documentElement.dataset[name]
    at(`/sign-in${search}`)
    new Function(paintSource)()
    const { next, problem: why, signedOut } = document.documentElement.dataset
    expect(JSON.parse(JSON.stringify({ next, problem: why, signedOut }))).toEqual(told)
  })
})

describe('linked sign-ins', () => {
  it('stand in the profile of whoever has one, and can be unlinked', async () => {
    let items = [linked]
    const received = fakeApi({
      'GET /auth/external-identities': () => ({ body: { items } }),
      'GET /settings': { body: { timeZone: 'UTC', currency: 'USD', locale: 'en-US', name: 'Harbor Falls' } },
      [`DELETE /auth/external-identities/${linked.id}`]: () => {
        items = []
        return { status: 204 }
      },
    })
    renderPage(<OwnSignIns />)
    expect(await screen.findByText('City Hospital')).toBeInTheDocument()
    await userEvent.click(screen.getByRole('button', { name: 'Unlink' }))
    const dialog = await screen.findByRole('alertdialog', { name: 'Unlink City Hospital?' })
    await userEvent.click(within(dialog).getByRole('button', { name: 'Unlink' }))
    await waitFor(() => expect(screen.queryByText('City Hospital')).not.toBeInTheDocument())
    expect(received.filter(({ method }) => method === 'DELETE')).toHaveLength(1)
  })

  it('are seen by an administrator, who unlinks them', async () => {
    const user = demoUser()
    let items = [{ ...linked, provider: null }]
    fakeApi({
      [`GET /users/${user.id}/external-identities`]: () => ({ body: { items } }),
      [`DELETE /users/${user.id}/external-identities`]: () => {
        items = []
        return { status: 204 }
      },
    })
    renderPage(<UserSignIns user={user} />)
    expect(await screen.findByText('login.example.org')).toBeInTheDocument()
    await userEvent.click(screen.getByRole('button', { name: 'Unlink' }))
    const dialog = await screen.findByRole('alertdialog')
    await userEvent.click(within(dialog).getByRole('button', { name: 'Unlink' }))
    expect(await screen.findByText('Not linked')).toBeInTheDocument()
  })
})

describe('a fresh proof in another tab', () => {
  const id = '00000000-0000-4000-8000-000000000009'

  it('lets what waits for it go on', async () => {
    let fresh = false
    fakeApi({
      [`PATCH /users/${id}`]: () => (fresh ? { body: demoUser() } : problem(403, 'step-up-required')),
      'GET /auth/second-factors': { body: { totp: null, passkeys: [], recoveryCodesLeft: 0, required: false } },
      'GET /auth/external-identities': { body: { items: [linked] } },
    })
    renderPage(<StepUpHost />)
    const waiting = call(endpoints.users.update, { params: { id }, body: { firstName: 'Grace' } })
    const link = await screen.findByRole('link', { name: 'Sign in again with City Hospital' })
    expect(link).toHaveAttribute('href', '/api/auth/oidc/step-up')
    expect(link).toHaveAttribute('target', '_blank')
    fresh = true
    at('/proof')
    renderPage(<TellProof />)
    await expect(waiting).resolves.toMatchObject({ firstName: demoUser().firstName })
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
  })

  it('opens the screen once the API says so, and not because a tab does', async () => {
    const state = {
      userId: id,
      password: true,
      passkey: false,
      idleSeconds: 900,
      lockInSeconds: 0,
      endsInSeconds: 3600,
    }
    let locked = true
    fakeApi({ 'GET /auth/lock': () => ({ body: { ...state, provider: 'City Hospital', locked } }) })
    const opened = jest.fn()
    renderPage(<LockScreen onOpen={opened} />)
    await screen.findByRole('link', { name: 'Sign in again with City Hospital' })
    await act(async () => tellProof())
    expect(opened).not.toHaveBeenCalled()
    locked = false
    await act(async () => tellProof())
    await waitFor(() => expect(opened).toHaveBeenCalledWith(id))
  })

  it('is told by nobody who came back with a problem', async () => {
    const heard = jest.fn()
    Object.assign(new Channel(), { onmessage: heard })
    at('/proof?problem=external-sign-in-refused')
    renderPage(<TellProof />)
    expect(heard).not.toHaveBeenCalled()
  })
})
