import { render } from '@testing-library/react'
import { NextIntlClientProvider } from 'next-intl'
import { Landing } from '@/components/landing/landing'
import { ThemeSwitch } from '@/components/shell/theme-switch'
import { publicMessages } from '@/messages/en'
import { AuthFrame } from './auth-frame'
import { ForgotPasswordForm } from './forgot-password-form'
import { ResetPasswordForm } from './reset-password-form'
import { SetUpForm } from './set-up-form'
import { SignInForm } from './sign-in-form'
import { SignUpForm } from './sign-up-form'

jest.mock('next/navigation', () => ({
  useRouter: () => ({ replace: () => {} }),
  useSearchParams: () => new URLSearchParams('token=x'),
}))

// What the landing page moves with; jsdom moves nothing.
Element.prototype.animate ??= () => ({ cancel() {}, finished: Promise.resolve() }) as never

it.each(Object.entries({ Landing, SignInForm, SignUpForm, ForgotPasswordForm, ResetPasswordForm, SetUpForm }))(
  'the texts of the public pages suffice for %s',
  (_, Part) => {
    window.location.hash = '#token=x'
    const missing: unknown[] = []
    render(
      <NextIntlClientProvider
        locale="en"
        timeZone="UTC"
        messages={publicMessages}
        onError={(error) => missing.push(error.message)}
      >
        <AuthFrame title="">
          <Part />
          <ThemeSwitch />
        </AuthFrame>
      </NextIntlClientProvider>,
    )
    expect(missing).toEqual([])
  },
)
