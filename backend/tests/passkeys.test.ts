// @covers 45CFR164.312(d), ASVS-6.3.4, ASVS-6.5.6
import { randomUUID } from 'node:crypto'
import { authApi } from '@hms/contract/auth'
import { factorApi } from '@hms/contract/factors'
import { describe, expect, it } from 'vitest'
import { anAddress, auditRows, from, goodPassword, signedUp, signIn } from './support/accounts.ts'
import { Authenticator } from './support/authenticator.ts'
import { call } from './support/call.ts'
import { challengeOf, verify } from './support/factors.ts'
import { look, observer } from './support/observer.ts'
import type { Person } from './support/people.ts'

/** Somebody who signed up and made a passkey. */
async function withPasskey() {
  const { email, userId, token } = await signedUp()
  const as = { token, userId } as Person
  const key = new Authenticator()
  const added = await add(as, key)
  if (added.status !== 200) throw new Error(`set-up failed: ${JSON.stringify(added.problem)}`)
  return { email, userId, as, key, recoveryCodes: added.body.recoveryCodes }
}

async function add(as: Person, key: Authenticator, name = 'Blue key') {
  const begun = await call(factorApi.beginPasskey, { as })
  const { challenge } = begun.body
  return call(factorApi.addPasskey, { as, body: { challenge, passkey: key.create(challenge), name } })
}

const ask = (challenge?: string) =>
  call(authApi.passkeyLogin, { body: challenge ? { challenge } : {}, headers: from(anAddress()) })

describe('a passkey', () => {
  it('is made, listed, renamed and taken away, and comes with recovery codes', async () => {
    const { userId, as, key, recoveryCodes } = await withPasskey()
    expect(recoveryCodes).toHaveLength(10)
    const { body } = await call(factorApi.secondFactors, { as })
    expect(body).toMatchObject({
      totp: null,
      recoveryCodesLeft: 10,
      passkeys: [{ name: 'Blue key', lastUsedAt: null }],
    })
    const params = { id: body.passkeys[0]!.id }
    const renamed = await call(factorApi.renamePasskey, { as, params, body: { name: 'Desk' } })
    expect(renamed.body.name).toBe('Desk')
    const other = await withPasskey()
    expect((await call(factorApi.renamePasskey, { as: other.as, params, body: { name: 'Mine' } })).status).toBe(404)
    expect((await call(factorApi.removePasskey, { as: other.as, params })).status).toBe(404)
    expect((await add(as, key)).problem.code).toBe('invalid-factor')
    expect((await call(factorApi.removePasskey, { as, params })).status).toBe(204)
    const [user] = await look('SELECT second_factor FROM users WHERE id = $1', [userId])
    expect(user).toEqual({ second_factor: false })
  })

  it('is kept only when the answer is to our challenge, from our pages, for this person, and once', async () => {
    const { token } = await signedUp()
    const as = { token } as Person
    const key = new Authenticator()
    const { challenge } = (await call(factorApi.beginPasskey, { as })).body
    const send = (passkey: ReturnType<Authenticator['create']>, who = as) =>
      call(factorApi.addPasskey, { as: who, body: { challenge, passkey, name: 'K' } })
    expect((await send(key.create('b'.repeat(43)))).problem.code).toBe('invalid-factor')
    expect((await send(key.create(challenge, { from: 'https://hospital.example.evil' }))).status).toBe(401)
    const stranger = { token: (await signedUp()).token } as Person
    expect((await send(key.create(challenge), stranger)).problem.code).toBe('sign-in-expired')
    expect((await send(key.create(challenge))).status).toBe(200)
    expect((await send(new Authenticator().create(challenge))).problem.code).toBe('sign-in-expired')
  })

  it('is the second factor after the password', async () => {
    const { email, userId, key } = await withPasskey()
    const first = await signIn(email, goodPassword)
    expect(first.problem).toMatchObject({ code: 'mfa-required', factors: ['passkey', 'recovery-code'] })
    const challenge = first.problem.challenge!
    const { body } = await ask(challenge)
    expect(body).toMatchObject({ challenge, options: { challenge, allowCredentials: [{ id: key.id }] } })
    const signed = await verify({ challenge, passkey: key.get(challenge, { verified: false }) })
    expect(signed).toMatchObject({ status: 200, body: { user: { id: userId } } })
    const [row] = await look('SELECT counter::int, last_used_at IS NOT NULL AS used FROM passkeys WHERE user_id = $1', [
      userId,
    ])
    expect(row).toEqual({ counter: 1, used: true })
  })

  it('signs in alone where the device has made sure of the person', async () => {
    const { userId, key } = await withPasskey()
    const { body } = await ask()
    expect(body.options).toMatchObject({ userVerification: 'required' })
    expect(body.options).not.toHaveProperty('allowCredentials')
    const lazy = await verify({ challenge: body.challenge, passkey: key.get(body.challenge, { verified: false }) })
    expect(lazy.problem.code).toBe('invalid-factor')
    const headers = { 'X-Request-Id': randomUUID(), ...from(anAddress()) }
    const passkey = key.get(body.challenge)
    const signed = await verify({ challenge: body.challenge, passkey }, headers)
    expect(signed).toMatchObject({ status: 200, body: { user: { id: userId } } })
    expect(await auditRows(headers['X-Request-Id'])).toMatchObject([
      { operation: 'auth.login-verify', outcome: 'success', actor_id: userId },
    ])
    expect((await verify({ challenge: body.challenge, passkey })).problem.code).toBe('sign-in-expired')
  })

  it('opens nothing when it is somebody else’s, unknown, copied, from other pages or signed for another challenge', async () => {
    const [one, other] = [await withPasskey(), await withPasskey()]
    const challenge = await challengeOf(one.email)
    const tries = [
      other.key.get(challenge),
      new Authenticator().get(challenge),
      one.key.get(challenge, { from: 'https://elsewhere.example' }),
      one.key.get((await ask()).body.challenge),
    ]
    for (const passkey of tries) expect((await verify({ challenge, passkey })).problem.code).toBe('invalid-factor')
    one.key.counter = 20
    expect((await verify({ challenge, passkey: one.key.get(challenge) })).status).toBe(200)
    one.key.counter = 5
    const next = await challengeOf(one.email)
    expect((await verify({ challenge: next, passkey: one.key.get(next) })).problem.code).toBe('invalid-factor')
    const alone = (await ask()).body.challenge
    expect((await verify({ challenge: alone, totp: '123456' })).problem.code).toBe('invalid-factor')
    const disabled = await withPasskey()
    await look('UPDATE users SET disabled_at = now() WHERE id = $1', [disabled.userId])
    expect((await verify({ challenge: alone, passkey: disabled.key.get(alone) })).problem.code).toBe('invalid-factor')
  })

  it('answers a challenge once also when two requests bring the same answer at the same moment', async () => {
    const { userId, as, key } = await withPasskey()
    const { challenge } = (await call(factorApi.stepUpPasskey, { as })).body
    // One that does not count its uses, as those that people share between their devices.
    key.counter = -1
    const passkey = key.get(challenge)
    const holder = await observer.connect()
    try {
      await holder.query('BEGIN')
      await holder.query('SELECT FROM auth_challenges WHERE user_id = $1 AND used_at IS NULL FOR UPDATE', [userId])
      const both = [1, 2].map(() => call(factorApi.stepUp, { as, body: { challenge, passkey } }))
      const waiting = async () =>
        (
          await look(
            `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
                AND query LIKE 'UPDATE auth_challenges SET used_at%'`,
          )
        ).length
      // Both have seen that the challenge is open.
      await expect.poll(waiting, { timeout: 20_000, interval: 20 }).toBe(2)
      await holder.query('COMMIT')
      const replies = await Promise.all(both)
      expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 401])
      expect(replies.find(({ status }) => status === 401)!.problem.code).toBe('sign-in-expired')
    } finally {
      await holder.query('ROLLBACK')
      holder.release()
    }
  })
})
