import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { SignInForm } from '@/components/auth/sign-in-form'
import { call, endpoints } from '@/lib/api'
import { demoUser, fakeApi, problem, renderPage } from '@/tests/support'
import { PolicyCard } from './policy-card'
import { SecurityCard } from './security-card'
import { StepUpHost } from './step-up-host'
import { UserFactors } from './user-factors'

const replace = jest.fn()
jest.mock('next/navigation', () => ({ useRouter: () => ({ replace }) }))

const own = { totp: null, passkeys: [], recoveryCodesLeft: 0, required: false }
const settings = { timeZone: 'UTC', currency: 'USD', locale: 'en-US', name: 'Harbor Falls' }
const asked = problem(401, 'mfa-required', {
  challenge: 'c'.repeat(43),
  factors: ['totp', 'recovery-code'],
  expiresIn: 300,
})

beforeEach(() => {
  replace.mockClear()
  window.history.replaceState(null, '', '/sign-in')
})

async function firstStep() {
  renderPage(<SignInForm />)
  await userEvent.type(screen.getByRole('textbox', { name: 'E-mail address' }), 'admin@demo.hms')
  await userEvent.type(screen.getByLabelText('Password'), 'Demo-Hospital-1')
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }))
  await screen.findByRole('heading', { name: 'One more step' })
}

describe('the second step of a sign-in', () => {
  it('takes a code after the right password, and stays when it is wrong', async () => {
    let tries = 0
    const received = fakeApi({
      'POST /auth/login': asked,
      'POST /auth/login/verify': () =>
        ++tries === 1
          ? problem(401, 'invalid-factor')
          : { body: { user: demoUser(), accessToken: 'x', expiresIn: 600 } },
    })
    await firstStep()
    const code = screen.getByRole('textbox', { name: 'Code of your authenticator app' })
    expect(code).toHaveFocus()
    await userEvent.type(code, '123456{Enter}')
    await waitFor(() => expect(code).toBeInvalid())
    expect(code).toHaveValue('123456')
    expect(replace).not.toHaveBeenCalled()
    await userEvent.clear(code)
    await userEvent.type(code, '654321{Enter}')
    await waitFor(() => expect(replace).toHaveBeenCalledWith('/dashboard'))
    expect(received.at(-1)?.body).toEqual({ challenge: 'c'.repeat(43), totp: '654321' })
  })

  it('takes a recovery code instead, and begins again when the challenge is over', async () => {
    const received = fakeApi({ 'POST /auth/login': asked, 'POST /auth/login/verify': problem(401, 'sign-in-expired') })
    await firstStep()
    await userEvent.click(screen.getByRole('button', { name: 'Use a recovery code' }))
    await userEvent.type(screen.getByRole('textbox', { name: 'Recovery code' }), 'abcd-efgh-jkmn{Enter}')
    expect(await screen.findByLabelText('Password')).toBeInTheDocument()
    expect(received.at(-1)?.body).toEqual({ challenge: 'c'.repeat(43), recoveryCode: 'abcd-efgh-jkmn' })
  })
})

describe('a fresh proof', () => {
  const id = '00000000-0000-4000-8000-000000000009'
  const update = () => call(endpoints.users.update, { params: { id }, body: { firstName: 'Grace' } })

  it('is asked for once for all that wait, and the same requests go out again', async () => {
    let fresh = false
    const received = fakeApi({
      [`PATCH /users/${id}`]: () => (fresh ? { body: demoUser() } : problem(403, 'step-up-required')),
      'GET /auth/second-factors': { body: own },
      'POST /auth/step-up': ({ body }) => {
        if ((body as { password: string }).password !== 'right') return problem(401, 'invalid-credentials')
        fresh = true
        return { status: 204 }
      },
    })
    renderPage(<StepUpHost />)
    const both = Promise.all([update(), update()])
    const dialog = await screen.findByRole('dialog', { name: 'Is it still you?' })
    const password = await within(dialog).findByLabelText('Password')
    await userEvent.type(password, 'wrong{Enter}')
    expect(await within(dialog).findByText('This is not your password.')).toBeInTheDocument()
    await userEvent.clear(password)
    await userEvent.type(password, 'right{Enter}')
    await both
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    const sent = received.filter(({ method }) => method === 'PATCH')
    expect(sent.map(({ body }) => body)).toEqual(Array(4).fill({ firstName: 'Grace' }))
  })

  it('may be declined; then the request is refused and nothing is sent again', async () => {
    const received = fakeApi({
      [`PATCH /users/${id}`]: problem(403, 'step-up-required'),
      'GET /auth/second-factors': { body: own },
    })
    renderPage(<StepUpHost />)
    const refused = expect(update()).rejects.toMatchObject({ code: 'step-up-required' })
    await screen.findByRole('dialog')
    await userEvent.keyboard('{Escape}')
    await refused
    expect(received.filter(({ method }) => method === 'PATCH')).toHaveLength(1)
  })
})

describe('the screens of second factors', () => {
  it('show the key of a new app, and the recovery codes once it is confirmed', async () => {
    const codes = Array.from({ length: 10 }, (_, i) => `aaaa-bbbb-ccc${i}`)
    fakeApi({
      'GET /settings': { body: settings },
      'GET /auth/second-factors': { body: own },
      'POST /auth/second-factors/totp': { body: { secret: 'ABCDEFGH', address: 'otpauth://totp/x?secret=ABCDEFGH' } },
      'POST /auth/second-factors/totp/confirm': { body: { recoveryCodes: codes } },
    })
    renderPage(<SecurityCard />)
    await userEvent.click(await screen.findByRole('button', { name: 'Set up' }))
    expect(await screen.findByRole('img', { name: 'QR code for the authenticator app' })).toBeInTheDocument()
    expect(screen.getByTestId('totp-key')).toHaveTextContent('ABCD EFGH')
    await userEvent.type(screen.getByRole('textbox', { name: 'Code that the app shows now' }), '123456{Enter}')
    const list = await screen.findByRole('list', { name: 'Recovery codes, each good once' })
    expect(
      within(list)
        .getAllByRole('listitem')
        .map((item) => item.textContent),
    ).toEqual(codes)
  })

  it('warn an administrator while nobody has to have one, and send the roles that are chosen', async () => {
    const received = fakeApi({
      'GET /settings/security': { body: { secondFactorRequiredFor: [] } },
      'PATCH /settings/security': ({ body }) => ({ body }),
    })
    renderPage(<PolicyCard />)
    expect(await screen.findByText(/^Nobody has to have a second factor here/)).toBeInTheDocument()
    await userEvent.click(screen.getByRole('checkbox', { name: 'Doctor' }))
    await userEvent.click(screen.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(received.at(-1)?.body).toEqual({ secondFactorRequiredFor: ['doctor'] }))
  })

  it('let an administrator take away what somebody has lost', async () => {
    const user = { ...demoUser('doctor'), secondFactor: true }
    const received = fakeApi({ [`DELETE /users/${user.id}/second-factors`]: { status: 204 } })
    renderPage(<UserFactors user={user} />)
    await userEvent.click(screen.getByRole('button', { name: 'Reset second factors' }))
    const dialog = await screen.findByRole('alertdialog')
    await userEvent.click(within(dialog).getByRole('button', { name: 'Reset second factors' }))
    await waitFor(() => expect(received).toHaveLength(1))
  })
})
