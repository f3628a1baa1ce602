// @covers 45CFR164.308(a)(5)(ii)(D), ASVS-6.2.2, ASVS-6.2.3, ASVS-6.2.5, ASVS-6.2.8, ASVS-6.2.9, ASVS-6.3.7
// @covers ASVS-6.4.1, ASVS-7.4.3, ASVS-11.2.2, ASVS-11.4.2
import { figure } from './support/figure.ts'
import { randomUUID } from 'node:crypto'
import { hash } from '@node-rs/argon2'
import { authApi } from '@hms/contract/auth'
import { userApi } from '@hms/contract/users'
import { describe, expect, it } from 'vitest'
import { env, keys } from '../src/config/runtime.ts'
import { handOver } from '../src/services/messageService/handOver.ts'
import { urlOf } from '../src/services/messageService/wire.ts'
import {
  anAddress,
  anEmail,
  auditRows,
  bearer,
  from,
  goodPassword,
  latestToken,
  refreshCookie,
  refreshWith,
  signedUp,
  signIn,
} from './support/accounts.ts'
import { call } from './support/call.ts'
import { look } from './support/observer.ts'
import { anAdmin } from './support/people.ts'

const newPassword = 'Eleven kites above the moor'
const requestId = () => ({ 'X-Request-Id': randomUUID() })
const forgot = (email: string, headers: Record<string, string> = {}) =>
  call(authApi.forgotPassword, { body: { email }, headers: { ...from(anAddress()), ...headers } })
const reset = (token: string, password = newPassword, headers: Record<string, string> = {}) =>
  call(authApi.resetPassword, { body: { token, password }, headers: { ...from(anAddress()), ...headers } })
const linksOf = (userId: string) => look('SELECT * FROM one_time_tokens WHERE user_id = $1', [userId])

describe('passwords', () => {
  it('are kept as argon2id hashes at the cost that OWASP asks for', async () => {
    const { userId } = await signedUp()
    const [row] = await look<{ password_hash: string }>('SELECT password_hash FROM users WHERE id = $1', [userId])
    const [, m, t, p] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(row!.password_hash)!
    figure('password-memory-kib', Number(m))
    figure('password-passes', Number(t))
    expect(Number(m)).toBeGreaterThanOrEqual(19_456)
    expect([Number(t) >= 2, p]).toEqual([true, '1'])
  })

  it.each([73, 128])('count to the last of %i bytes', async (length) => {
    const long = `${randomUUID()}${randomUUID()}${randomUUID()}${randomUUID()}`.slice(0, length - 1)
    const { email } = await signedUp(anEmail(), `${long}a`)
    const cut = await signIn(email, `${long}b`)
    figure('passwords-cut-short', cut.status === 200 ? 1 : 0, { of: 1 })
    expect(cut.status).toBe(401)
    expect((await signIn(email, `${long}a`)).status).toBe(200)
  })

  it('are the same however a keyboard composes accents', async () => {
    const password = 'Crème brûlée à la carte'
    const { email } = await signedUp(anEmail(), password.normalize('NFD'))
    expect(password.normalize('NFD')).not.toBe(password.normalize('NFC'))
    expect((await signIn(email, password.normalize('NFC'))).status).toBe(200)
    expect((await signIn(email, password.normalize('NFD'))).status).toBe(200)
  })

  it('are hashed anew at sign-in once the cost has risen', async () => {
    const { email, userId } = await signedUp()
    const weak = await hash(goodPassword, { memoryCost: 4096, timeCost: 1, parallelism: 1 })
    await look('UPDATE users SET password_hash = $2 WHERE id = $1', [userId, weak])
    expect((await signIn(email, goodPassword)).status).toBe(200)
    const [row] = await look<{ password_hash: string }>('SELECT password_hash FROM users WHERE id = $1', [userId])
    expect(row!.password_hash).toContain('m=19456,t=2')
    expect((await signIn(email, goodPassword)).status).toBe(200)
  })
})

describe('changing the own password', () => {
  const change = (token: string, currentPassword: string, password = newPassword, headers = {}) =>
    call(authApi.changePassword, {
      body: { currentPassword, newPassword: password },
      headers: { ...bearer(token), ...headers },
    })

  it('signs the other devices out, tells the person and leaves one row', async () => {
    const { email, token, userId } = await signedUp()
    const other = await signIn(email, goodPassword)
    const headers = requestId()
    const changed = await change(token, goodPassword, newPassword, headers)
    expect(changed.status).toBe(200)
    expect(await auditRows(headers['X-Request-Id'])).toMatchObject([
      { action: 'U', operation: 'auth.change-password', actor_id: userId, changed_fields: ['password'] },
    ])
    expect((await call(authApi.me, { headers: bearer(changed.body.accessToken) })).status).toBe(200)
    expect((await refreshWith(refreshCookie(changed))).status).toBe(200)
    expect((await call(authApi.me, { headers: bearer(token) })).status).toBe(401)
    expect((await call(authApi.me, { headers: bearer(other.body.accessToken) })).status).toBe(401)
    expect((await refreshWith(refreshCookie(other))).status).toBe(401)
    expect((await signIn(email, goodPassword)).status).toBe(401)
    expect((await signIn(email, newPassword)).status).toBe(200)
    const told = await look('SELECT channel FROM messages WHERE user_id = $1 AND kind = $2', [
      userId,
      'password-changed',
    ])
    expect(told).toHaveLength(2)
  })

  it('needs the present one, and not more than ten guesses at it', async () => {
    const { token } = await signedUp()
    const headers = requestId()
    expect((await change(token, 'not the password', newPassword, headers)).problem.code).toBe('invalid-credentials')
    expect(await auditRows(headers['X-Request-Id'])).toMatchObject([{ outcome: 'failed', changed_fields: [] }])
    for (let i = 0; i < 9; i++) expect((await change(token, `guess ${i}`)).status).toBe(401)
    expect((await change(token, goodPassword)).status).toBe(429)
  })

  it('refuses a weak one, and whoever is not signed in', async () => {
    const { token } = await signedUp()
    expect((await change(token, goodPassword, 'qwertyuiop123')).problem.errors?.[0]?.pointer).toBe('/newPassword')
    const body = { currentPassword: goodPassword, newPassword }
    expect((await call(authApi.changePassword, { body })).status).toBe(401)
  })
})

describe('a forgotten password', () => {
  it('is set anew with a link that works once and ends every session', async () => {
    const { email, userId, token: access } = await signedUp()
    const headers = requestId()
    expect((await forgot(email.toUpperCase(), headers)).status).toBe(204)
    expect(await auditRows(headers['X-Request-Id'])).toMatchObject([
      { operation: 'auth.forgot-password', actor_id: userId },
    ])
    const token = await latestToken(userId)
    const used = requestId()
    expect((await reset(token, newPassword, used)).status).toBe(204)
    expect(await auditRows(used['X-Request-Id'])).toMatchObject([
      { operation: 'auth.reset-password', outcome: 'success', actor_id: userId, changed_fields: ['password'] },
    ])
    expect((await call(authApi.me, { headers: bearer(access) })).status).toBe(401)
    expect((await signIn(email, newPassword)).status).toBe(200)
    const again = requestId()
    expect((await reset(token, 'Yet another long one 5', again)).problem.code).toBe('invalid-token')
    expect(await auditRows(again['X-Request-Id'])).toMatchObject([{ outcome: 'failed' }])
    expect((await signIn(email, newPassword)).status).toBe(200)
  })

  it('lets one of several simultaneous uses of a link through', async () => {
    const { email, userId } = await signedUp()
    await forgot(email)
    const token = await latestToken(userId)
    const replies = await Promise.all(Array.from({ length: 6 }, (_, i) => reset(token, `Long and different ${i}`)))
    expect(replies.map(({ status }) => status).sort()).toEqual([204, 422, 422, 422, 422, 422])
  })

  it('is not told from an address that nobody has', async () => {
    const unknown = await forgot(anEmail())
    const { email } = await signedUp()
    const known = await forgot(email)
    expect([unknown.status, known.status]).toEqual([204, 204])
    expect([unknown.body, Object.keys(unknown.headers).sort()]).toEqual([known.body, Object.keys(known.headers).sort()])
  })

  it('has a link that is good for fifteen minutes, and not for another person or purpose', async () => {
    const { email, userId } = await signedUp()
    const victim = await signedUp()
    await forgot(email)
    await forgot(victim.email)
    const [row] = await linksOf(userId)
    const minutes = (Number(row!.expires_at) - Number(row!.created_at)) / 60_000
    expect(minutes).toBeLessThanOrEqual(15)
    const token = await latestToken(userId)
    const theirs = await latestToken(victim.userId)
    const [id, mac] = token.split('.') as [string, string]
    const mixed = `${theirs.split('.')[0]}.${mac}`
    const otherPurpose = `${id}.${keys.mac('one-time-token', `invitation|${id}|${userId}`).toString('base64url')}`
    for (const wrong of [mixed, otherPurpose, `${randomUUID()}.${mac}`, `${token}x`, 'x'.repeat(80)]) {
      const reply = await reset(wrong)
      figure('accounts-taken-over', reply.status < 300 ? 1 : 0, { of: 1 })
      expect(reply.problem.code).toBe('invalid-token')
    }
    await look(`UPDATE one_time_tokens SET expires_at = now() - interval '1 second' WHERE id = $1`, [id])
    expect((await reset(token)).problem.code).toBe('invalid-token')
    expect((await signIn(victim.email, goodPassword)).status).toBe(200)
  })

  it('is not used up by a password that is refused', async () => {
    const { email, userId } = await signedUp()
    await forgot(email)
    const token = await latestToken(userId)
    expect((await reset(token, 'aaaaaaaaaaaaaa')).problem.errors?.[0]?.pointer).toBe('/password')
    expect((await reset(token)).status).toBe(204)
  })

  it('has a link to our own address, whatever host the request names, and no token at rest', async () => {
    const { email, userId } = await signedUp()
    await forgot(email, { Host: 'evil.example', 'X-Forwarded-Host': 'evil.example', Origin: 'https://evil.example' })
    const token = await latestToken(userId)
    const [message] = await look<{ link: string; body: string; one_time_token_id: string }>(
      `SELECT * FROM messages WHERE user_id = $1 AND kind = 'password-reset'`,
      [userId],
    )
    const secret = token.split('.')[1]!
    expect(JSON.stringify(message)).not.toContain(secret)
    expect(JSON.stringify(message)).not.toContain('evil')
    const url = new URL(
      urlOf({ ...message!, oneTimeTokenId: message!.one_time_token_id, userId, kind: 'password-reset' } as never)!,
    )
    expect(`${url.protocol}//${url.host}`).toBe(new URL(env.publicUrl).origin)
    await handOver()
    const jobs = await look('SELECT payload::text FROM graphile_worker._private_jobs')
    expect(jobs).not.toEqual([])
    expect(JSON.stringify(jobs)).not.toContain(secret)
  })

  it('is asked for at most five times an hour, silently, and thirty times from one address', async () => {
    const { email, userId } = await signedUp()
    const replies = await Promise.all(Array.from({ length: 8 }, () => forgot(email)))
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([204]))
    expect(await linksOf(userId)).toHaveLength(5)
    const here = from(anAddress())
    const many = await Promise.all(Array.from({ length: 31 }, () => forgot(anEmail(), here)))
    expect(many.filter(({ status }) => status === 429)).toHaveLength(1)
  })

  it('of a disabled account has no link', async () => {
    const { email, userId } = await signedUp()
    await look('UPDATE users SET disabled_at = now() WHERE id = $1', [userId])
    expect((await forgot(email)).status).toBe(204)
    expect(await linksOf(userId)).toHaveLength(0)
  })

  it('lets nobody try tokens without end', async () => {
    const here = from(anAddress())
    const replies = []
    for (let i = 0; i < 31; i++) replies.push(await reset(`${randomUUID()}.${'A'.repeat(43)}`, newPassword, here))
    expect(replies.filter(({ status }) => status === 422)).toHaveLength(30)
    expect(replies.at(-1)!.status).toBe(429)
  })
})

describe('an invitation', () => {
  it('lets the person choose the first password, within 15 minutes, once', async () => {
    const admin = await anAdmin()
    const body = { email: anEmail(), role: 'doctor', firstName: 'Noor', lastName: 'Haddad' } as const
    const invited = (await call(userApi.create, { as: admin, body })).body
    const [row] = await linksOf(invited.id)
    expect((Number(row!.expires_at) - Number(row!.created_at)) / 60_000).toBe(15)
    const sent = await look('SELECT link FROM messages WHERE user_id = $1 AND kind = $2', [invited.id, 'invitation'])
    expect(sent).toHaveLength(1)
    const token = await latestToken(invited.id)
    expect((await reset(token)).status).toBe(204)
    expect((await signIn(body.email, newPassword)).body.user.role).toBe('doctor')
    expect((await reset(token)).status).toBe(422)
  })

  it('that came too late is followed by another one, for whoever asks with the address', async () => {
    const admin = await anAdmin()
    const body = { email: anEmail(), role: 'nurse', firstName: 'Noor', lastName: 'Haddad' } as const
    const invited = (await call(userApi.create, { as: admin, body })).body
    const late = await latestToken(invited.id)
    await look(`UPDATE one_time_tokens SET expires_at = now() - interval '1 second' WHERE user_id = $1`, [invited.id])
    expect((await reset(late)).problem.code).toBe('invalid-token')
    await call(authApi.forgotPassword, { body: { email: body.email }, headers: from(anAddress()) })
    expect((await reset(await latestToken(invited.id))).status).toBe(204)
    expect((await signIn(body.email, newPassword)).body.user.role).toBe('nurse')
  })

  it('ends when the address of the account is changed', async () => {
    const admin = await anAdmin()
    const body = { email: anEmail(), role: 'doctor', firstName: 'Noor', lastName: 'Haddad' } as const
    const invited = (await call(userApi.create, { as: admin, body })).body
    const token = await latestToken(invited.id)
    await call(userApi.update, { as: admin, params: { id: invited.id }, body: { email: anEmail() } })
    expect((await reset(token)).status).toBe(422)
  })
})
