import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { demoUser, fakeApi, problem, renderPage } from '@/tests/support'
import { NewUser } from './new-user'

const push = jest.fn()
jest.mock('next/navigation', () => ({ useRouter: () => ({ push }) }))

async function fillIn() {
  await userEvent.type(await screen.findByLabelText('First name'), 'Noor')
  await userEvent.type(screen.getByLabelText('Last name'), 'Haddad')
  await userEvent.type(screen.getByLabelText('E-mail address'), 'noor@example.com')
  await userEvent.selectOptions(screen.getByLabelText('Role'), 'Doctor')
}
const submit = () => userEvent.click(screen.getByRole('button', { name: 'Add user' }))

beforeEach(() => push.mockClear())

describe('adding a user', () => {
  it('sends no password when the person is invited', async () => {
    const user = demoUser('doctor')
    const received = fakeApi({ 'POST /users': { status: 201, body: user } })
    renderPage(<NewUser />)
    await fillIn()
    await submit()
    await waitFor(() => expect(push).toHaveBeenCalledWith(`/users/${user.id}`))
    expect(received[0]?.body).toEqual({
      firstName: 'Noor',
      lastName: 'Haddad',
      email: 'noor@example.com',
      role: 'doctor',
    })
  })

  it('asks for a password of some length when one is set now', async () => {
    const received = fakeApi({})
    renderPage(<NewUser />)
    await fillIn()
    await userEvent.selectOptions(screen.getByLabelText('First sign-in'), 'Set a password now and hand it over')
    await userEvent.type(screen.getByLabelText('Password'), 'short')
    await submit()
    await waitFor(() => expect(screen.getByLabelText('Password')).toBeInvalid())
    expect(received).toEqual([])
  })

  it('says at the address that it is in use, and keeps what was typed', async () => {
    fakeApi({ 'POST /users': problem(409, 'email-taken') })
    renderPage(<NewUser />)
    await fillIn()
    await submit()
    await waitFor(() => expect(screen.getByLabelText('E-mail address')).toBeInvalid())
    expect(screen.getByLabelText('E-mail address')).toHaveAccessibleDescription(
      'This e-mail address is in use already.',
    )
    expect(screen.getByLabelText('First name')).toHaveValue('Noor')
    expect(push).not.toHaveBeenCalled()
  })
})
