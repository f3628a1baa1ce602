import type { ForgotPassword, Login, Register, ResetPassword } from '@hms/contract/auth'
import type { VerifyLogin } from '@hms/contract/factors'
import type { SetUp } from '@hms/contract/setup'
import type { z } from 'zod'
import { call, endpoints } from './api.ts'
import { rememberSignedIn } from './session.ts'

/** Signs in; the session is in cookies that scripts cannot read. */
export async function signIn(body: z.input<typeof Login>): Promise<void> {
  await call(endpoints.auth.login, { body })
  rememberSignedIn(true)
}

/** Completes a sign-in with a second factor, or signs in with a passkey alone. */
export async function verifySignIn(body: z.input<typeof VerifyLogin>): Promise<void> {
  await call(endpoints.auth.verifyLogin, { body })
  rememberSignedIn(true)
}

/** What the browser needs to ask for a passkey: of whoever has the challenge, or of anybody. */
export const askForPasskey = (challenge?: string) =>
  call(endpoints.auth.passkeyLogin, { body: challenge ? { challenge } : {} })

/** Makes an account for a patient and signs in with it. */
export async function signUp(body: z.input<typeof Register>): Promise<void> {
  await call(endpoints.auth.register, { body })
  rememberSignedIn(true)
}

/** The privacy notice that holds now, for whoever is about to sign up. */
export const currentNotice = (signal?: AbortSignal) =>
  call(endpoints.notices.current, signal ? { signal } : {}).then(({ notice }) => notice)

/** Becomes the first administrator, with the token of the set-up link, and signs in. */
export async function setUp(body: z.input<typeof SetUp>): Promise<void> {
  await call(endpoints.setup.create, { body })
  rememberSignedIn(true)
}

/** Asks for a link by mail; the answer is the same whether there is an account or not. */
export async function forgotPassword(body: z.input<typeof ForgotPassword>): Promise<void> {
  await call(endpoints.auth.forgotPassword, { body })
}

export async function resetPassword(body: z.input<typeof ResetPassword>): Promise<void> {
  await call(endpoints.auth.resetPassword, { body })
}

/** Only paths on this site may follow a sign-in; anything else could lead a reader astray. */
export function safeNext(next: string | null | undefined, fallback = '/dashboard'): string {
  if (!next?.startsWith('/') || next.startsWith('//') || next.includes('\\') || next.startsWith('/sign-'))
    return fallback
  return next
}
