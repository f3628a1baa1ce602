// @covers 45CFR164.312(e)(1), 45CFR164.312(e)(2)(ii), ASVS-3.3.1, ASVS-3.3.2, ASVS-3.3.3, ASVS-3.3.4, ASVS-3.4.1, ASVS-10.1.1, ASVS-12.2.1
import { describe, expect, it, vi } from 'vitest'
import { authApi } from '@hms/contract/auth'
import { factorApi } from '@hms/contract/factors'
import { lockApi } from '@hms/contract/lock'

// Read at start: a hospital that is reached over TLS.
vi.stubEnv('COOKIE_SECURE', 'on')
vi.stubEnv('PUBLIC_URL', 'https://hospital.example')

const accounts = await import('./support/accounts.ts')
const calls = await import('./support/call.ts')
const { ACCESS_COOKIE, REFRESH_COOKIE } = await import('../src/utils/cookies.ts')

const cookiesOf = (reply: { headers: Record<string, string> }) =>
  (reply.headers['set-cookie'] as unknown as string[]) ?? []

describe('cookies of a hospital on https', () => {
  it('belong to this very host, to no script, and to no other site', async () => {
    const { reply } = await accounts.signedUp()
    const set = cookiesOf(reply)
    expect(set.map((line) => line.split('=')[0])).toEqual([
      '__Host-hms_access',
      '__Host-hms_refresh',
      '__Host-hms_device',
    ])
    for (const line of set) {
      const attributes = line.split('; ').slice(1)
      expect(attributes.filter((each) => !each.startsWith('Max-Age='))).toEqual([
        'Path=/',
        'HttpOnly',
        'Secure',
        'SameSite=Strict',
      ])
    }
  })

  it('are all that a browser gets of a session: what scripts can read of the answer opens nothing', async () => {
    const signs: Record<string, string>[] = [
      { 'Sec-Fetch-Site': 'same-origin', 'X-HMS-Request': '1' },
      { Origin: 'https://hms.example', 'X-HMS-Request': '1' },
    ]
    for (const sign of signs) {
      const { email, userId } = await accounts.signedUp()
      const password = accounts.goodPassword
      const person = { email: `b${email}`, password, firstName: 'Ada', lastName: 'Byron' }
      const up = await calls.call(authApi.register, {
        body: person,
        headers: { ...sign, ...accounts.from(accounts.anAddress()) },
      })
      const into = await calls.call(authApi.login, {
        body: { email, password },
        headers: { ...sign, ...accounts.from(accounts.anAddress()) },
      })
      const withCookies = (reply: Parameters<typeof accounts.accessCookie>[0]) => ({
        ...sign,
        Cookie: `${ACCESS_COOKIE}=${accounts.accessCookie(reply)}; ${REFRESH_COOKIE}=${accounts.refreshCookie(reply)}`,
      })
      const traded = await calls.call(authApi.refresh, { headers: withCookies(into) })
      const proved = await calls.call(factorApi.stepUp, { headers: withCookies(traded), body: { password } })
      const open = await calls.call(lockApi.unlock, { headers: withCookies(proved), body: { password } })
      for (const reply of [up, into, traded, proved, open]) {
        expect(reply.status).toBeLessThan(300)
        expect(reply.body.accessToken).toBe('')
        const token = accounts.accessCookie(reply)
        expect(token).toMatch(/^eyJ/)
        expect(JSON.stringify(reply.body)).not.toMatch(/eyJ|[\w-]{43}/)
      }
      expect((await calls.call(authApi.me, { headers: withCookies(open) })).body.user.id).toBe(userId)
    }
  })

  it('sign somebody in, are traded and taken away under their names', async () => {
    const { email, password, reply } = await accounts.signedUp()
    const access = accounts.accessCookie(reply)
    const me = await calls.call(authApi.me, { headers: { Cookie: `__Host-hms_access=${access}` } })
    expect([me.status, me.body.user.email]).toEqual([200, email])
    const signedIn = await accounts.signIn(email, password)
    expect(accounts.deviceCookie(signedIn)).toBeTruthy()
    const traded = await accounts.refreshWith(accounts.refreshCookie(reply))
    expect(traded.status).toBe(200)
    const out = await calls.call(authApi.logout, { headers: accounts.withRefresh(accounts.refreshCookie(traded)) })
    expect([out.status, accounts.accessCookie(out), accounts.refreshCookie(out)]).toEqual([200, '', ''])
  })

  it('that were set under their old names still count, and give way to the new ones', async () => {
    const { reply } = await accounts.signedUp()
    const old = `hms_refresh=${accounts.refreshCookie(reply)}`
    const me = await calls.call(authApi.me, { headers: { Cookie: `hms_access=${accounts.accessCookie(reply)}` } })
    expect(me.status).toBe(200)
    const traded = await calls.call(authApi.refresh, { headers: { Cookie: old } })
    expect(traded.status).toBe(200)
    const set = cookiesOf(traded)
    expect(set.find((line) => line.startsWith('__Host-hms_refresh='))).toBeTruthy()
    const gone = set.find((line) => line.startsWith('hms_refresh='))!
    expect(gone).toContain('Max-Age=0')
    expect(gone).toContain('Path=/api/auth')
  })

  it('of the new name win over what a neighbour under the same domain has planted', async () => {
    const [mine, theirs] = await Promise.all([accounts.signedUp(), accounts.signedUp()])
    const Cookie = `hms_access=${theirs.token}; __Host-hms_access=${mine.token}`
    const me = await calls.call(authApi.me, { headers: { Cookie } })
    expect(me.body.user.email).toBe(mine.email)
  })
})

describe('answers of a hospital on https', () => {
  it('bind browsers to TLS for two years', async () => {
    const reply = await calls.call(authApi.me)
    expect(reply.headers['strict-transport-security']).toBe('max-age=63072000; includeSubDomains')
  })
})
