import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { demoUser, fakeApi, problem, renderPage } from '@/tests/support'
import { SignInForm } from './sign-in-form'

const replace = jest.fn()
jest.mock('next/navigation', () => ({ useRouter: () => ({ replace }) }))

const email = () => screen.getByRole('textbox', { name: 'E-mail address' })
const password = () => screen.getByLabelText('Password')
const submit = () => screen.getByRole('button', { name: 'Sign in' })

beforeEach(() => {
  replace.mockClear()
  window.history.replaceState(null, '', '/sign-in')
})

describe('signing in', () => {
  it('leads to where the reader was going', async () => {
    window.history.replaceState(null, '', '/sign-in?next=%2Fpatients')
    const received = fakeApi({ 'POST /auth/login': { body: { user: demoUser(), accessToken: 'x', expiresIn: 600 } } })
    renderPage(<SignInForm />)
    await userEvent.type(email(), 'admin@demo.hms')
    await userEvent.type(password(), 'Demo-Hospital-1')
    await userEvent.click(submit())
    await waitFor(() => expect(replace).toHaveBeenCalledWith('/patients'))
    expect(received).toHaveLength(1)
    expect(received[0]?.body).toEqual({ email: 'admin@demo.hms', password: 'Demo-Hospital-1' })
  })

  it('names what is missing, asks nobody, and puts the cursor there', async () => {
    const received = fakeApi({})
    renderPage(<SignInForm />)
    await userEvent.type(email(), 'not an address')
    await userEvent.click(submit())
    await waitFor(() => expect(email()).toBeInvalid())
    expect(email()).toHaveAccessibleDescription('Not an e-mail address')
    expect(password()).toHaveAccessibleDescription('Required')
    expect(email()).toHaveFocus()
    expect(received).toEqual([])
  })

  it('says that the password is wrong and keeps what was typed', async () => {
    fakeApi({ 'POST /auth/login': problem(401, 'invalid-credentials') })
    renderPage(<SignInForm />)
    await userEvent.type(email(), 'admin@demo.hms')
    await userEvent.type(password(), 'wrong-password')
    await userEvent.click(submit())
    expect(await screen.findByRole('alert')).toHaveTextContent('The e-mail address or the password is wrong.')
    expect(email()).toHaveValue('admin@demo.hms')
    expect(password()).toHaveValue('wrong-password')
    expect(replace).not.toHaveBeenCalled()
  })

  it('is sent once, however often the button is pressed', async () => {
    const received = fakeApi({ 'POST /auth/login': { body: { user: demoUser(), accessToken: 'x', expiresIn: 600 } } })
    renderPage(<SignInForm />)
    await userEvent.type(email(), 'admin@demo.hms')
    await userEvent.type(password(), 'Demo-Hospital-1')
    await Promise.all([userEvent.dblClick(submit()), userEvent.type(password(), '{Enter}')])
    await waitFor(() => expect(replace).toHaveBeenCalled())
    expect(received).toHaveLength(1)
  })
})
