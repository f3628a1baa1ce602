import { authApi } from '@hms/contract/auth'
import { factorApi, type RecoveryCodes, type VerifyLogin } from '@hms/contract/factors'
import { generateSync } from 'otplib'
import { anAddress, from, goodPassword, signedUp, signIn } from './accounts.ts'
import { call } from './call.ts'
import { look } from './observer.ts'
import type { Person } from './people.ts'

/** The code that an app shows so many steps of 30 seconds from now. */
export function codeOf(secret: string, steps = 0): string {
  return generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + steps * 30 })
}

/** Lets the last code that was taken be forgotten, as if minutes had passed. */
export const forgetSteps = (userId: string) =>
  look('UPDATE totp_factors SET last_step = 0 WHERE user_id = $1', [userId])

export interface Guarded {
  email: string
  userId: string
  as: Person
  secret: string
  recoveryCodes: string[]
}

/** Somebody who signed up and set up an authenticator app. */
export async function withTotp(): Promise<Guarded> {
  const { email, userId, token } = await signedUp()
  const as = { token, userId } as Person
  const begun = await call(factorApi.beginTotp, { as })
  const { secret } = begun.body
  const confirmed = await call(factorApi.confirmTotp, {
    as,
    body: { totp: codeOf(secret) },
    headers: from(anAddress()),
  })
  if (confirmed.status !== 200) throw new Error(`set-up failed: ${JSON.stringify(confirmed.problem)}`)
  await forgetSteps(userId)
  return { email, userId, as, secret, recoveryCodes: (confirmed.body as RecoveryCodes).recoveryCodes }
}

/** A challenge, got with the right password. */
export async function challengeOf(email: string): Promise<string> {
  const reply = await signIn(email, goodPassword)
  if (reply.problem.code !== 'mfa-required') throw new Error(`no challenge: ${JSON.stringify(reply.problem)}`)
  return reply.problem.challenge!
}

export const verify = (body: VerifyLogin, headers: Record<string, string> = from(anAddress())) =>
  call(authApi.verifyLogin, { body, headers })
