// @covers ASVS-7.2.4
import { randomUUID } from 'node:crypto'
import { authApi } from '@hms/contract/auth'
import { factorApi } from '@hms/contract/factors'
import { lockApi } from '@hms/contract/lock'
import { describe, expect, it } from 'vitest'
import {
  aBrowser,
  accessCookie,
  anAddress,
  auditRows,
  bearer,
  cookieFrom,
  from,
  goodPassword,
  ofOwnPage,
  refreshCookie,
  refreshWith,
  signIn,
  withRefresh,
} from './support/accounts.ts'
import { call } from './support/call.ts'
import { challengeOf, codeOf, forgetSteps, verify, withTotp } from './support/factors.ts'
import { look } from './support/observer.ts'

type Browser = Pick<Awaited<ReturnType<typeof aBrowser>>, 'access' | 'refresh'>

const password = { password: goodPassword }
const me = ({ access }: Pick<Browser, 'access'>) => call(authApi.me, { headers: bearer(access) })
const stepUp = ({ access }: Pick<Browser, 'access'>) =>
  call(factorApi.stepUp, { headers: bearer(access), body: password })
const currentOf = async (browser: Pick<Browser, 'access'>) =>
  (await call(authApi.sessions, { headers: bearer(browser.access) })).body.items.find(({ current }) => current)!

/** What a browser has after a reply that gave it new tokens. */
const after = (reply: Parameters<typeof accessCookie>[0]): Browser => ({
  access: accessCookie(reply),
  refresh: refreshCookie(reply),
})

/** Neither token of before is worth anything. */
async function expectOver({ access, refresh }: Browser) {
  expect((await me({ access })).problem.code).toBe('session-ended')
  expect((await refreshWith(refresh)).problem.code).toBe('session-ended')
  expect((await call(lockApi.state, { headers: withRefresh(refresh) })).problem.code).toBe('session-ended')
}

async function expectAlive({ access, refresh }: Browser) {
  expect((await me({ access })).status).toBe(200)
  expect((await refreshWith(refresh)).status).toBe(200)
}

describe('whoever shows once more who it is', () => {
  it('goes on with other tokens, and those of before are over at once', async () => {
    const before = await aBrowser()
    const reply = await stepUp(before)
    expect(reply.status).toBe(200)
    expect(reply.body).toEqual({ accessToken: accessCookie(reply), expiresIn: 600 })
    const now = after(reply)
    expect([now.access === before.access, now.refresh === before.refresh]).toEqual([false, false])
    await expectOver(before)
    await expectAlive(now)
  })

  it('does so on unlocking, with the cookie alone', async () => {
    const before = await aBrowser()
    expect((await call(lockApi.lock, { headers: bearer(before.access) })).status).toBe(204)
    const reply = await call(lockApi.unlock, { headers: withRefresh(before.refresh), body: password })
    expect(reply.body).toMatchObject({ locked: false, userId: before.userId, accessToken: accessCookie(reply) })
    await expectOver(before)
    await expectAlive(after(reply))
  })

  it('has the same session otherwise: since when, how long, from where, and what was shown in it', async () => {
    const { userId, secret, as } = await withTotp()
    await forgetSteps(userId)
    await look(
      `UPDATE sessions SET created_at = now() - interval '5 days', expires_at = now() + interval '1 hour',
              second_factor_at = NULL, client_address = '10.9.8.7', user_agent = 'Lynx' WHERE user_id = $1`,
      [userId],
    )
    const before = await currentOf({ access: as.token })
    const reply = await call(factorApi.stepUp, { as, body: { totp: codeOf(secret) } })
    const now = await currentOf(after(reply))
    const { id, lastSeenAt: _seen, ...same } = before
    expect(now).toMatchObject({ ...same, secondFactor: true })
    expect(now.id).not.toBe(id)
    const { body } = await call(lockApi.state, { headers: withRefresh(refreshCookie(reply)) })
    expect(body.endsInSeconds).toBeLessThanOrEqual(3600)
    expect((await call(authApi.sessions, { headers: bearer(accessCookie(reply)) })).body.items).toHaveLength(1)
  })

  it('keeps the tokens when it was not shown', async () => {
    const browser = await aBrowser()
    const headers = bearer(browser.access)
    const reply = await call(factorApi.stepUp, { headers, body: { password: 'not the password' } })
    expect([reply.status, reply.headers['set-cookie']]).toEqual([401, undefined])
    await expectAlive(browser)
  })

  it('gets one successor, of five proofs at the same moment', async () => {
    const browser = await aBrowser()
    const replies = await Promise.all(Array.from({ length: 5 }, () => stepUp(browser)))
    const won = replies.filter(({ status }) => status === 200)
    expect(won).toHaveLength(1)
    expect(replies.filter(({ problem }) => problem.code === 'session-ended')).toHaveLength(4)
    await expectAlive(after(won[0]!))
    const live = await look('SELECT FROM sessions WHERE user_id = $1 AND revoked_at IS NULL', [browser.userId])
    // That of the sign-up, and this one.
    expect(live).toHaveLength(2)
  })
})

describe('a tab that asks with the tokens of before', () => {
  it('is told to ask again in a moment, with what the browser has then, and loses nothing', async () => {
    const before = await aBrowser()
    const now = after(await stepUp(before))
    const id = { 'X-Request-Id': randomUUID() }
    const late = await refreshWith(before.refresh, id)
    expect([late.problem.code, late.headers['retry-after']]).toEqual(['session-ended', '1'])
    expect(cookieFrom(late, 'hms_refresh')).toBeUndefined()
    expect(await auditRows(id['X-Request-Id'])).toMatchObject([
      { operation: 'auth.refresh', outcome: 'failed', reason: 'session-renewed', actor_id: before.userId },
    ])
    await expectAlive(now)
  })
})

describe('a copy of a refresh token that was traded before', () => {
  it('still ends the session and is told to its owner', async () => {
    const { userId, ...first } = await aBrowser()
    const second = after(await refreshWith(first.refresh))
    const now = after(await stepUp(second))
    const stolen = await refreshWith(first.refresh)
    expect([stolen.problem.code, stolen.headers['retry-after']]).toEqual(['session-ended', undefined])
    await expectOver(now)
    const told = await look(`SELECT FROM messages WHERE user_id = $1 AND kind = 'sign-in-alert'`, [userId])
    expect(told).toHaveLength(2)
  })

  it('goes to nobody else’s session, whatever is asked of the database', async () => {
    const [one, other] = [await aBrowser(), await aBrowser()]
    await refreshWith(one.refresh)
    const move = look(
      `UPDATE refresh_tokens SET session_id = (SELECT id FROM sessions WHERE user_id = $2 LIMIT 1)
        WHERE session_id IN (SELECT id FROM sessions WHERE user_id = $1)`,
      [one.userId, other.userId],
    )
    await expect(move).rejects.toMatchObject({ code: '23514' })
  })
})

describe('a sign-in in a browser that has a session', () => {
  it('ends that one, whoever had it, and no other', async () => {
    const [browser, elsewhere, other] = [await aBrowser(), await aBrowser(), await aBrowser()]
    const headers = { ...from(anAddress()), ...ofOwnPage, ...withRefresh(browser.refresh) }
    const reply = await signIn(other.email, goodPassword, headers)
    expect(reply.status).toBe(200)
    await expectOver(browser)
    for (const alive of [after(reply), elsewhere, other]) await expectAlive(alive)
  })

  it('is none by a program, which may be several people at once', async () => {
    const [program, other] = [await aBrowser(), await aBrowser()]
    for (const sent of [withRefresh(program.refresh), bearer(program.access)]) {
      const reply = await signIn(other.email, goodPassword, { ...from(anAddress()), ...sent })
      expect([reply.status, (await me(program)).status]).toEqual([200, 200])
    }
    await expectAlive(program)
  })

  it('ends it by a sign-up, too', async () => {
    const browser = await aBrowser()
    const body = { email: `${randomUUID()}@test.example`, password: goodPassword, firstName: 'A', lastName: 'B' }
    const headers = { ...from(anAddress()), ...ofOwnPage, ...withRefresh(browser.refresh) }
    expect((await call(authApi.register, { body, headers })).status).toBe(201)
    await expectOver(browser)
  })

  it('ends it with the second step, and not before', async () => {
    const { email, secret } = await withTotp()
    const browser = await aBrowser()
    const headers = { ...from(anAddress()), ...ofOwnPage, ...withRefresh(browser.refresh) }
    const challenge = await challengeOf(email)
    expect((await verify({ challenge, totp: '000000' }, headers)).status).toBe(401)
    expect((await me(browser)).status).toBe(200)
    const reply = await verify({ challenge, totp: codeOf(secret) }, headers)
    expect(reply.status).toBe(200)
    await expectOver(browser)
    await expectAlive(after(reply))
  })

  it('that fails leaves it alone', async () => {
    const browser = await aBrowser()
    const headers = { ...from(anAddress()), ...ofOwnPage, ...withRefresh(browser.refresh) }
    expect((await signIn(browser.email, 'not the password', headers)).status).toBe(401)
    await expectAlive(browser)
  })
})
