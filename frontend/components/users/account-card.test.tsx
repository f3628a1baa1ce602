import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { demoUser, fakeApi, problem, renderPage } from '@/tests/support'
import { AccountCard } from './account-card'

const settings = { 'GET /settings': { body: { timeZone: 'UTC' } } }
const disable = () => userEvent.click(screen.getByRole('button', { name: 'Disable account' }))

describe('disabling an account', () => {
  it('asks first and says that every device is signed out', async () => {
    const user = demoUser('doctor')
    const received = fakeApi({ ...settings, [`DELETE /users/${user.id}`]: { status: 204 } })
    renderPage(<AccountCard user={user} />)
    await disable()
    const dialog = await screen.findByRole('alertdialog')
    expect(dialog).toHaveTextContent('signed out on every device')
    expect(received.some(({ method }) => method === 'DELETE')).toBe(false)
    await userEvent.click(within(dialog).getByRole('button', { name: 'Disable account' }))
    await waitFor(() => expect(received.some(({ method }) => method === 'DELETE')).toBe(true))
    await waitFor(() => expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument())
  })

  it('explains why the last administrator stays, and what to do', async () => {
    const user = demoUser('admin')
    fakeApi({ ...settings, [`DELETE /users/${user.id}`]: problem(409, 'last-admin') })
    renderPage(<AccountCard user={user} />)
    await disable()
    await userEvent.click(
      within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Disable account' }),
    )
    expect(await screen.findByRole('alert')).toHaveTextContent('Make another person administrator first.')
  })

  it('offers to enable an account that is disabled, and no password link', () => {
    fakeApi(settings)
    renderPage(<AccountCard user={{ ...demoUser('doctor'), active: false }} />)
    expect(screen.getByRole('button', { name: 'Enable account' })).toBeInTheDocument()
    expect(screen.queryByRole('button', { name: 'Send password link' })).not.toBeInTheDocument()
  })
})
