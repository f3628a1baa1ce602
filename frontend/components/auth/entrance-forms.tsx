'use client'

import dynamic from 'next/dynamic'

/**
 * The forms of the entrance, with their code in chunks of their own: they are drawn on the server, so that nobody waits
 * to see them, and the frame around them works before they do.
 */
export const SignInForm = dynamic(() => import('./sign-in-form').then((module) => module.SignInForm))
export const SignUpForm = dynamic(() => import('./sign-up-form').then((module) => module.SignUpForm))
export const ForgotPasswordForm = dynamic(() =>
  import('./forgot-password-form').then((module) => module.ForgotPasswordForm),
)
export const SetUpForm = dynamic(() => import('./set-up-form').then((module) => module.SetUpForm))
export const ResetPasswordForm = dynamic(() =>
  import('./reset-password-form').then((module) => module.ResetPasswordForm),
)

/** Nothing until the API has told whether there is a provider, and so not drawn on the server. */
export const ProviderSignIn = dynamic(
  () => import('@/components/oidc/provider-sign-in').then((module) => module.ProviderSignIn),
  { ssr: false },
)
