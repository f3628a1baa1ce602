// @covers 45CFR164.308(a)(5)(ii)(D), ASVS-6.2.5, ASVS-6.2.10, ASVS-6.2.11, ASVS-6.4.3
import { authApi } from '@hms/contract/auth'
import { doctorApi } from '@hms/contract/doctors'
import { settingsApi } from '@hms/contract/settings'
import { userApi } from '@hms/contract/users'
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { anAddress, anEmail, bearer, from, goodPassword, latestToken, signedUp, signIn } from './support/accounts.ts'
import { call } from './support/call.ts'
import { codeOf, withTotp } from './support/factors.ts'
import { figure } from './support/figure.ts'
import { look } from './support/observer.ts'
import { anAdmin, type Person } from './support/people.ts'

const person = { firstName: 'Ottilie', lastName: 'Brandstätter' }
const register = (password: string, email = anEmail()) =>
  call(authApi.register, { body: { email, password, ...person }, headers: from(anAddress()) })

let admin: Person, hospital: string
beforeAll(async () => {
  admin = await anAdmin()
  hospital = (await call(settingsApi.get, { as: admin })).body.name
})

const builtOnWords = (email: string) => [
  'Ottilie Brandstätter',
  'brandstatter-2026',
  'OttilieOttilie1988',
  '0tt1l13 Br4ndst4tt3r!',
  'Brandstätter 1234567890',
  `${email.split('@')[0]} 2026`,
  `${hospital} 2026!`,
  'Hospital Patient 77',
  'D0ct0r-Ott1lie-1',
]

describe('a password that is made of the words that everybody around knows', () => {
  it('is refused at sign-up, with words that say why', async () => {
    const email = `o.${randomUUID().slice(0, 13)}@test.example`
    const taken: string[] = []
    for (const password of builtOnWords(email)) {
      const reply = await register(password, email)
      if (reply.status === 201) taken.push(password)
      expect(reply.problem.errors).toEqual([
        {
          pointer: '/password',
          detail: expect.stringMatching(/^Mostly made of your name, your e-mail address or the/),
        },
      ])
    }
    figure('passwords-of-own-words-accepted', taken.length, { of: builtOnWords(email).length })
    expect(taken).toEqual([])
  })

  it('is refused wherever a password is set', async () => {
    const { token, userId, email } = await signedUp()
    const weak = 'Ada-Byron-2026'
    const errors = async (reply: Promise<{ problem: { errors?: { pointer: string }[] } }>) =>
      (await reply).problem.errors?.map(({ pointer }) => pointer)
    const changing = { currentPassword: goodPassword, newPassword: weak }
    const changed = call(authApi.changePassword, { body: changing, headers: bearer(token) })
    expect(await errors(changed)).toEqual(['/newPassword'])
    await call(authApi.forgotPassword, { body: { email }, headers: from(anAddress()) })
    const reset = { token: await latestToken(userId), password: weak }
    expect(await errors(call(authApi.resetPassword, { body: reset, headers: from(anAddress()) }))).toEqual([
      '/password',
    ])
    const user = { email: anEmail(), firstName: 'Ada', lastName: 'Byron', password: weak }
    expect(await errors(call(userApi.create, { as: admin, body: { ...user, role: 'nurse' } }))).toEqual(['/password'])
    const doctor = { user, specialization: 'Surgery', licenseNumber: randomUUID() }
    expect(await errors(call(doctorApi.create, { as: admin, body: doctor }))).toEqual(['/user/password'])
    expect((await signIn(email, goodPassword)).status).toBe(200)
  })

  it('is good enough once there is as much besides', async () => {
    const email = anEmail()
    expect((await register('Ottilie feeds eleven herons', email)).status).toBe(201)
    expect((await signIn(email, 'Ottilie feeds eleven herons')).status).toBe(200)
  })

  it('needs no kind of character, of whatever script it is', async () => {
    for (const password of [
      'sieben laternen am kai',
      'СЕМЬ ФОНАРЕЙ НАД РЕКОЙ',
      '839201746582',
      '七つの灯籠が川面を照らしている',
    ])
      expect([password, (await register(password)).status]).toEqual([password, 201])
  })
})

describe('a good password', () => {
  it('does not run out', async () => {
    const { email, userId } = await signedUp()
    await look(
      `UPDATE users SET created_at = now() - interval '9 years', updated_at = now() - interval '9 years' WHERE id = $1`,
      [userId],
    )
    expect((await signIn(email, goodPassword)).status).toBe(200)
  })

  it('that is set with a link leaves the second factor in its place', async () => {
    const { email, userId, secret } = await withTotp()
    await call(authApi.forgotPassword, { body: { email }, headers: from(anAddress()) })
    const body = { token: await latestToken(userId), password: 'Eleven kites above the moor' }
    const reset = await call(authApi.resetPassword, { body, headers: from(anAddress()) })
    expect([reset.status, reset.headers['set-cookie']]).toEqual([204, undefined])
    const first = await signIn(email, body.password)
    expect([first.status, first.problem.code]).toEqual([401, 'mfa-required'])
    const proof = { challenge: first.problem.challenge!, totp: codeOf(secret) }
    expect((await call(authApi.verifyLogin, { body: proof, headers: from(anAddress()) })).status).toBe(200)
  })
})
