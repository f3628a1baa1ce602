// @covers 45CFR164.312(d), ASVS-7.4.1, ASVS-7.4.5
import { figure } from './support/figure.ts'
import { randomUUID } from 'node:crypto'
import { authApi } from '@hms/contract/auth'
import { userApi } from '@hms/contract/users'
import { describe, expect, it } from 'vitest'
import { auditRows, bearer, cookieFrom, refreshCookie, refreshWith, signedUp, withRefresh } from './support/accounts.ts'
import { call } from './support/call.ts'
import { look } from './support/observer.ts'
import { aDoctor, anAdmin, aPatient, signedIn } from './support/people.ts'

const requestId = () => ({ 'X-Request-Id': randomUUID() })

describe('refreshing', () => {
  it('trades the token for the next one and leaves one row', async () => {
    const { reply, userId } = await signedUp()
    const headers = requestId()
    const next = await refreshWith(refreshCookie(reply), headers)
    expect(next).toMatchObject({ status: 200, body: { user: { id: userId } } })
    expect(refreshCookie(next)).not.toBe(refreshCookie(reply))
    expect(await auditRows(headers['X-Request-Id'])).toMatchObject([{ operation: 'auth.refresh', actor_id: userId }])
    const stored = await look<{ token_hash: Buffer }>(
      'SELECT token_hash FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE s.user_id = $1',
      [userId],
    )
    expect(stored).toHaveLength(2)
    expect(stored.map((row) => row.token_hash.toString('base64url'))).not.toContain(refreshCookie(next))
  })

  it('ends the whole session when a used token comes again, and tells the owner', async () => {
    const { reply, userId } = await signedUp()
    const second = await refreshWith(refreshCookie(reply))
    const third = await refreshWith(refreshCookie(second))
    const headers = requestId()
    const replay = await refreshWith(refreshCookie(reply), headers)
    expect(replay).toMatchObject({ status: 401, problem: { code: 'session-ended' } })
    expect(cookieFrom(replay, 'hms_refresh')).toBe('')
    const alive = [
      await refreshWith(refreshCookie(third)),
      await call(authApi.me, { headers: bearer(third.body.accessToken) }),
    ]
    figure('tokens-alive-after-a-replay', alive.filter(({ status }) => status !== 401).length, { of: alive.length })
    expect(alive.map(({ status }) => status)).toEqual([401, 401])
    expect(await auditRows(headers['X-Request-Id'])).toMatchObject([
      { operation: 'auth.refresh', outcome: 'failed', reason: 'refresh-token-reused', actor_id: userId },
    ])
    const told = await look('SELECT channel FROM messages WHERE user_id = $1 AND kind = $2', [userId, 'sign-in-alert'])
    expect(told.map((row) => row.channel).sort()).toEqual(['email', 'in-app'])
  })

  it('gives twenty tabs that ask at once the same next token and signs nobody out', async () => {
    const { reply, userId } = await signedUp()
    const replies = await Promise.all(Array.from({ length: 20 }, () => refreshWith(refreshCookie(reply))))
    expect(replies.map(({ status }) => status)).toEqual(new Array(20).fill(200))
    expect(new Set(replies.map(refreshCookie)).size).toBe(1)
    const heads = await look(
      `SELECT t.generation FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id
        WHERE s.user_id = $1 AND t.used_at IS NULL AND s.revoked_at IS NULL`,
      [userId],
    )
    figure('heads-of-a-session', heads.length, { of: replies.length })
    figure('tabs-signed-out', replies.filter(({ status }) => status !== 200).length, { of: replies.length })
    expect(heads).toEqual([{ generation: 2 }])
    expect((await refreshWith(refreshCookie(replies[7]!))).status).toBe(200)
  })

  it.each([
    ['without a token', undefined],
    ['with an unknown one', 'n0SuchToken'.repeat(4)],
  ])('is refused %s', async (_what, token) => {
    const reply = await call(authApi.refresh, { headers: token ? withRefresh(token) : {} })
    expect(reply).toMatchObject({ status: 401, problem: { code: 'session-ended' } })
    expect([cookieFrom(reply, 'hms_refresh'), cookieFrom(reply, 'hms_access')]).toEqual(['', ''])
  })

  it('is refused once the session is over, however busy it was', async () => {
    const { reply, userId } = await signedUp()
    await look(`UPDATE sessions SET expires_at = now() - interval '1 second' WHERE user_id = $1`, [userId])
    expect((await refreshWith(refreshCookie(reply))).status).toBe(401)
  })

  it('holds somebody who has become staff to twelve hours', async () => {
    const { reply, userId } = await signedUp()
    await look(`UPDATE sessions SET created_at = now() - interval '13 hours' WHERE user_id = $1`, [userId])
    const second = await refreshWith(refreshCookie(reply))
    expect(second.status).toBe(200)
    await look('UPDATE users SET role = $2 WHERE id = $1', [userId, 'doctor'])
    expect((await refreshWith(refreshCookie(second))).status).toBe(401)
  })

  it('is refused to a disabled account and to other sites', async () => {
    const { reply, userId } = await signedUp()
    const crossSite = await refreshWith(refreshCookie(reply), { 'Sec-Fetch-Site': 'cross-site' })
    expect(crossSite).toMatchObject({ status: 403, problem: { code: 'cross-site' } })
    await look('UPDATE users SET disabled_at = now() WHERE id = $1', [userId])
    expect((await refreshWith(refreshCookie(reply))).status).toBe(401)
  })
})

describe('signing out', () => {
  it.each(['the refresh cookie', 'the access token'])('ends the session with just %s', async (means) => {
    const { reply, token, userId } = await signedUp()
    const headers = {
      ...requestId(),
      ...(means === 'the access token' ? bearer(token) : withRefresh(refreshCookie(reply))),
    }
    const out = await call(authApi.logout, { headers })
    expect([out.status, out.body]).toEqual([200, { continueAt: null }])
    expect([cookieFrom(out, 'hms_refresh'), cookieFrom(out, 'hms_access')]).toEqual(['', ''])
    expect(cookieFrom(out, 'hms_device')).toBeUndefined()
    expect((await call(authApi.me, { headers: bearer(token) })).status).toBe(401)
    expect((await refreshWith(refreshCookie(reply))).status).toBe(401)
    expect(await auditRows(headers['X-Request-Id'])).toMatchObject([{ operation: 'auth.logout', actor_id: userId }])
  })

  it('succeeds when nobody is signed in', async () => {
    expect((await call(authApi.logout)).status).toBe(200)
    expect((await call(authApi.logout, { headers: withRefresh('unknown') })).status).toBe(200)
  })

  it('everywhere ends the sessions of this person and of nobody else', async () => {
    const doctor = await aDoctor()
    const elsewhere = await signedIn(doctor)
    const other = await aDoctor()
    expect((await call(authApi.logoutEverywhere)).status).toBe(401)
    expect((await call(authApi.logoutEverywhere, { as: doctor })).body).toEqual({ continueAt: null })
    for (const as of [doctor, elsewhere]) expect((await call(authApi.me, { as })).status).toBe(401)
    expect((await call(authApi.me, { as: other })).status).toBe(200)
  })
})

describe('an administrator', () => {
  it('ends all sessions of somebody, and none of anybody else', async () => {
    const [admin, doctor, other] = [await anAdmin(), await aDoctor(), await aDoctor()]
    const elsewhere = await signedIn(doctor)
    const params = { id: doctor.userId }
    for (const as of [doctor, other]) expect((await call(userApi.signOut, { as, params })).status).toBe(403)
    const headers = requestId()
    expect((await call(userApi.signOut, { as: admin, params, headers })).status).toBe(204)
    for (const as of [doctor, elsewhere]) expect((await call(authApi.me, { as })).problem.code).toBe('session-ended')
    for (const as of [admin, other]) expect((await call(authApi.me, { as })).status).toBe(200)
    expect(await auditRows(headers['X-Request-Id'])).toMatchObject([
      { operation: 'user.sign-out', actor_id: admin.userId, resource_id: doctor.userId },
    ])
    expect((await call(userApi.signOut, { as: admin, params: { id: randomUUID() } })).status).toBe(404)
  })
})

describe('devices that are signed in', () => {
  it('are listed to their owner, an administrator included', async () => {
    const admin = await anAdmin()
    const elsewhere = await signedIn(admin)
    await aPatient()
    const { items } = (await call(authApi.sessions, { as: admin })).body
    expect(items.map(({ id, current }) => [id, current]).sort()).toEqual(
      [[admin.sessionId, true] as const, [elsewhere.sessionId, false] as const].map((row) => [...row]).sort(),
    )
    expect((await call(authApi.sessions)).status).toBe(401)
  })

  it('say when and from where they signed in, whether with a second factor, and whether they are locked', async () => {
    const doctor = await aDoctor()
    const elsewhere = await signedIn(doctor)
    await look(
      `UPDATE sessions SET locked_at = now(), second_factor_at = now(), client_address = '10.1.2.3' WHERE id = $1`,
      [elsewhere.sessionId],
    )
    const { items } = (await call(authApi.sessions, { as: doctor })).body
    const [other] = items.filter(({ current }) => !current)
    expect(other).toMatchObject({ locked: true, secondFactor: true, clientAddress: '10.1.2.3' })
    expect(items.find(({ current }) => current)).toMatchObject({ locked: false, secondFactor: false })
    await look(`UPDATE sessions SET created_at = now() - interval '13 hours' WHERE id = $1`, [elsewhere.sessionId])
    expect((await call(authApi.sessions, { as: doctor })).body.items).toHaveLength(1)
  })

  it('are signed out one at a time by their owner and by nobody else', async () => {
    const patient = await aPatient()
    const elsewhere = await signedIn(patient)
    const admin = await anAdmin()
    const params = { id: elsewhere.sessionId }
    for (const as of [await aPatient(), admin]) {
      const reply = await call(authApi.endSession, { as, params })
      figure('changes-to-others-accounts', reply.status < 300 ? 1 : 0, { of: 1 })
      expect(reply.status).toBe(404)
    }
    expect((await call(authApi.endSession, { params })).status).toBe(401)
    expect((await call(authApi.endSession, { as: patient, params: { id: 'nonsense' } })).status).toBe(422)
    const headers = requestId()
    expect((await call(authApi.endSession, { as: patient, params, headers })).status).toBe(204)
    expect(await auditRows(headers['X-Request-Id'])).toMatchObject([{ operation: 'auth.end-session' }])
    expect((await call(authApi.me, { as: elsewhere })).status).toBe(401)
    expect((await call(authApi.me, { as: patient })).status).toBe(200)
    expect((await call(authApi.endSession, { as: patient, params })).status).toBe(404)
  })
})
