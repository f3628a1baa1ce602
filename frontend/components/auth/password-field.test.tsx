// @covers ASVS-6.2.6, ASVS-6.2.7
import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { fakeApi, renderPage } from '@/tests/support'
import { SignInForm } from './sign-in-form'

jest.mock('next/navigation', () => ({ useRouter: () => ({ replace: jest.fn() }) }))

const password = () => screen.getByLabelText('Password')

describe('a field for a password', () => {
  it('hides what is typed until its owner wants to see it', async () => {
    fakeApi({})
    renderPage(<SignInForm />)
    expect(password()).toHaveAttribute('type', 'password')
    await userEvent.type(password(), 'Seven lanterns')
    await userEvent.click(screen.getByRole('button', { name: 'Show password' }))
    expect(password()).toHaveAttribute('type', 'text')
    expect(password()).toHaveValue('Seven lanterns')
    await userEvent.click(screen.getByRole('button', { name: 'Show password' }))
    expect(password()).toHaveAttribute('type', 'password')
  })

  it('takes what is pasted, and tells password managers which one is wanted', async () => {
    fakeApi({})
    renderPage(<SignInForm />)
    await userEvent.click(password())
    await userEvent.paste('Seven lanterns over the quay')
    expect(password()).toHaveValue('Seven lanterns over the quay')
    expect(password()).toHaveAttribute('autocomplete', 'current-password')
    expect(password()).not.toHaveAttribute('readonly')
  })
})
