import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { demoUser, fakeApi, problem, renderPage } from '@/tests/support'
import { SetUpForm } from './set-up-form'

const replace = jest.fn()
jest.mock('next/navigation', () => ({ useRouter: () => ({ replace }) }))

const token = 'a-token-that-only-the-start-has-shown'
const signedIn = { body: { user: demoUser(), accessToken: 'x', expiresIn: 600 }, status: 201 }

async function fillIn() {
  await userEvent.type(screen.getByRole('textbox', { name: 'First name' }), 'Ada')
  await userEvent.type(screen.getByRole('textbox', { name: 'Last name' }), 'Byron')
  await userEvent.type(screen.getByRole('textbox', { name: 'E-mail address' }), 'ada@hospital.example')
  await userEvent.type(screen.getByLabelText('Password'), 'Seven lanterns over the quay')
  await userEvent.click(screen.getByRole('button', { name: 'Become the administrator' }))
}

beforeEach(() => {
  replace.mockClear()
  window.location.hash = `#token=${token}`
})

describe('setting up', () => {
  it('sends the token from behind the # and goes on to the settings', async () => {
    const received = fakeApi({ 'POST /setup': signedIn })
    renderPage(<SetUpForm />)
    await fillIn()
    await waitFor(() => expect(replace).toHaveBeenCalledWith('/settings'))
    expect(received).toHaveLength(1)
    expect(received[0]?.body).toEqual({
      token,
      firstName: 'Ada',
      lastName: 'Byron',
      email: 'ada@hospital.example',
      password: 'Seven lanterns over the quay',
    })
  })

  it('says so when there is an administrator already, and leads to the sign-in', async () => {
    fakeApi({ 'POST /setup': problem(404, 'not-found') })
    renderPage(<SetUpForm />)
    await fillIn()
    expect(await screen.findByText(/has an administrator already/)).toBeVisible()
    expect(screen.getByRole('link', { name: 'Sign in' })).toHaveAttribute('href', '/sign-in')
    expect(replace).not.toHaveBeenCalled()
  })

  it('keeps what was typed when the link is too old', async () => {
    fakeApi({ 'POST /setup': problem(422, 'invalid-token') })
    renderPage(<SetUpForm />)
    await fillIn()
    expect(await screen.findByRole('alert')).toBeVisible()
    expect(screen.getByRole('textbox', { name: 'E-mail address' })).toHaveValue('ada@hospital.example')
  })

  it('asks for the whole link when the token is missing', () => {
    window.location.hash = ''
    renderPage(<SetUpForm />)
    expect(screen.getByText(/no set-up token/)).toBeVisible()
    expect(screen.queryByRole('textbox')).toBeNull()
  })
})
