// @covers ASVS-7.4.1, ASVS-7.6.1
import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { authApi } from '@hms/contract/auth'
import { oidcApi } from '@hms/contract/oidc'
import { decodeJwt } from 'jose'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { CLIENT, type Jar, SIGNED_OUT_URI } from './support/oidcProvider.ts'

// Read at start: a hospital that wants whoever signs out to sign out there, too.
vi.stubEnv('OIDC_SIGN_OUT', 'on')
// What it says of providers that fail is what is tested.
vi.stubEnv('LOG_LEVEL', 'silent')
const { arrive, begin, known, provider } = await import('./support/oidc.ts')
const { accessCookie, auditRows, bearer, cookieFrom, refreshCookie, signedUp, withRefresh } =
  await import('./support/accounts.ts')
const { call } = await import('./support/call.ts')
const { codeOf, verify, withTotp } = await import('./support/factors.ts')
const { look } = await import('./support/observer.ts')
const { aColleague } = await import('./support/people.ts')
const { systemContext } = await import('../src/utils/context.ts')
const { cleanUp } = await import('../src/services/cleanUpService.ts')

afterAll(() => provider.close())
afterEach(() => void Object.assign(provider, { describe: null, instead: null }))

/** Somebody who came through the provider, with the browser that did. */
async function arrived() {
  const nurse = await aColleague('nurse')
  const sub = known(nurse.email)
  const browser: Jar = new Map()
  const begun = await begin()
  const reply = await arrive(await provider.visit(begun.location, sub, {}, browser), begun)
  return { sub, browser, userId: nurse.userId, token: accessCookie(reply), refresh: refreshCookie(reply) }
}

const signOut = (refresh: string, more: object = {}) =>
  call(authApi.logout, { headers: { ...withRefresh(refresh), ...more } })
const back = (address: string, cookie: string | undefined) =>
  call(oidcApi.signedOut, {
    query: Object.fromEntries(new URL(address).searchParams),
    headers: cookie === undefined ? {} : { Cookie: `hms_oidc=${cookie}` },
  })
const kept = async (userId: string) =>
  (await look<{ id_token: Buffer | null }>('SELECT id_token FROM sessions WHERE user_id = $1', [userId])).map(
    ({ id_token }) => id_token,
  )

describe('signing out of a session that came from the provider', () => {
  it('ends it here, and then leads to the provider with what that wants to see', async () => {
    const { sub, refresh, token } = await arrived()
    const id = { 'X-Request-Id': randomUUID() }
    const out = await signOut(refresh, id)
    expect(out.status).toBe(200)
    expect([cookieFrom(out, 'hms_refresh'), cookieFrom(out, 'hms_access')]).toEqual(['', ''])
    expect((await call(authApi.me, { headers: bearer(token) })).problem.code).toBe('session-ended')
    expect(await auditRows(id['X-Request-Id'])).toMatchObject([{ operation: 'auth.logout', outcome: 'success' }])
    const address = new URL(out.body.continueAt!)
    expect(address.href.startsWith(`${provider.issuer}/session/end?`)).toBe(true)
    const asked = Object.fromEntries(address.searchParams)
    expect(asked).toMatchObject({ client_id: CLIENT.id, post_logout_redirect_uri: SIGNED_OUT_URI })
    expect(decodeJwt(asked.id_token_hint!)).toMatchObject({ iss: provider.issuer, sub, aud: CLIENT.id })
    expect(asked.state).toMatch(/^[\w-]{43}\.[\w-]{43}$/)
  })

  it('signs out there, too, and says so to the browser that is back, and to no other', async () => {
    const { sub, browser, refresh } = await arrived()
    const silent = async () => {
      provider.asked.length = 0
      const begun = await begin()
      await provider.visit(begun.location, sub, {}, browser)
      return !provider.asked.some((path) => path.startsWith('/interaction/'))
    }
    expect(await silent()).toBe(true)
    const out = await signOut(refresh)
    const address = await provider.leave(out.body.continueAt!, browser)
    expect(address.startsWith(`${SIGNED_OUT_URI}?state=`)).toBe(true)
    expect(await silent()).toBe(false)
    const cookie = cookieFrom(out, 'hms_oidc')
    expect((await back(address, cookie)).headers.location).toBe('/sign-in?signed-out')
    for (const [other, its] of [
      [address, undefined],
      [address, cookieFrom(await signOut((await arrived()).refresh), 'hms_oidc')],
      [`${SIGNED_OUT_URI}?state=made.up`, cookie],
      [`${SIGNED_OUT_URI}?state=x`, cookie],
      [`${SIGNED_OUT_URI}?other=1`, cookie],
    ] as const) {
      const reply = await back(other, its)
      expect([reply.status, reply.headers.location]).toEqual([303, '/sign-in'])
      expect(reply.headers['set-cookie']).toBeUndefined()
    }
  })

  it('leads there from every device’s sign-out, and after a second step or a fresh proof', async () => {
    const everywhere = await arrived()
    const out = await call(authApi.logoutEverywhere, { headers: bearer(everywhere.token) })
    expect(new URL(out.body.continueAt!).searchParams.has('id_token_hint')).toBe(true)

    const { userId, email, secret } = await withTotp()
    await look(`UPDATE users SET role = 'nurse' WHERE id = $1`, [userId])
    const begun = await begin()
    const first = await arrive(await provider.visit(begun.location, known(email)), begun)
    const second = await verify({ challenge: first.problem.challenge!, totp: codeOf(secret) })
    const headers = bearer(second.body.accessToken)
    const proof = { headers: { ...headers, Cookie: `hms_refresh=${refreshCookie(second)}` } }
    const left = await call(oidcApi.stepUp, proof)
    const again = { location: left.headers.location!, cookie: cookieFrom(left, 'hms_oidc')!, address: '10.1.2.3' }
    const sub = (
      await look<{ subject: string }>('SELECT subject FROM external_identities WHERE user_id = $1', [userId])
    )[0]!
    const shown = await arrive(await provider.visit(again.location, sub.subject), again)
    const last = await signOut(refreshCookie(shown))
    expect(new URL(last.body.continueAt!).searchParams.has('id_token_hint')).toBe(true)
  })

  it('leads nowhere when the session came from the password', async () => {
    const { reply } = await signedUp()
    const out = await signOut(refreshCookie(reply))
    expect(out.body).toEqual({ continueAt: null })
    expect(cookieFrom(out, 'hms_oidc')).toBeUndefined()
  })
})

describe('what the provider wants to see', () => {
  it('is sealed for its person, and goes when the session is over', async () => {
    const { userId, refresh, sub } = await arrived()
    const sealed = (await kept(userId)).find((each) => each !== null)!
    expect(sealed.toString('latin1')).not.toContain('eyJ')
    expect(sealed.toString('latin1')).not.toContain(sub)
    await signOut(refresh)
    await cleanUp(systemContext('clean-up'))
    expect((await kept(userId)).filter((each) => each !== null)).toEqual([])
  })

  it('is done without where its key has left the ring', async () => {
    const { userId, refresh } = await arrived()
    await look(
      'UPDATE sessions SET id_token = overlay(id_token PLACING $2 FROM 2) WHERE user_id = $1 AND id_token IS NOT NULL',
      [userId, Buffer.from('?')],
    )
    const { searchParams } = new URL((await signOut(refresh)).body.continueAt!)
    expect([searchParams.has('id_token_hint'), searchParams.get('client_id')]).toEqual([false, CLIENT.id])
  })
})

// Last of all: what a provider says of itself is known for an hour, and the clock of these tests goes ahead of it.
describe('a provider that', () => {
  let hours = 0

  const without = ({ end_session_endpoint: _none, ...document }: Record<string, unknown>) => document
  const elsewhere = (document: Record<string, unknown>) => ({ ...document, end_session_endpoint: 'file:///etc/passwd' })
  const gone = (_req: unknown, res: ServerResponse) => Boolean(res.socket!.destroy())
  const broken = (_req: unknown, res: ServerResponse) => Boolean(res.writeHead(502).end('Bad Gateway'))

  it.each([
    ['is not there', { instead: gone }],
    ['is broken', { instead: broken }],
    ['knows of no such thing', { describe: without }],
    ['names an address that is not followed', { describe: elsewhere }],
  ])('%s keeps nobody signed in here', async (_how, trouble) => {
    const { refresh, token } = await arrived()
    const later = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + (hours += 2) * 3_600_000)
    Object.assign(provider, trouble)
    const out = await signOut(refresh).finally(() => later.mockRestore())
    expect([out.status, out.body]).toEqual([200, { continueAt: null }])
    expect([cookieFrom(out, 'hms_refresh'), cookieFrom(out, 'hms_access')]).toEqual(['', ''])
    expect((await call(authApi.me, { headers: bearer(token) })).status).toBe(401)
  })
})
