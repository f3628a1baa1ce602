// @covers ASVS-6.8.2, ASVS-7.6.2, ASVS-10.1.2, ASVS-10.2.1, ASVS-10.2.2, ASVS-10.5.1, ASVS-10.5.3, ASVS-10.5.4
import type { ServerResponse } from 'node:http'
import { oidcApi } from '@hms/contract/oidc'
import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import request from 'supertest'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { CLIENT } from './support/oidcProvider.ts'

// Read at start: a hospital that is reached over TLS.
vi.stubEnv('COOKIE_SECURE', 'on')
// What it says of providers that fail is what is tested.
vi.stubEnv('LOG_LEVEL', 'silent')
const { arrive, asPage, begin, known, provider, through } = await import('./support/oidc.ts')
const { anAddress, auditRows, exhaust, from, goodPassword, refreshCookie, signedUp, signIn } =
  await import('./support/accounts.ts')
const { app, call } = await import('./support/call.ts')
const { withTotp } = await import('./support/factors.ts')
const { look } = await import('./support/observer.ts')
const { aColleague } = await import('./support/people.ts')
const { REFRESH_COOKIE } = await import('../src/utils/cookies.ts')
const { hashToken } = await import('../src/services/authService/session.ts')

afterAll(() => provider.close())
afterEach(() => void Object.assign(provider, { lie: null, forge: null, describe: null, instead: null }))

const start = (query: { returnTo?: string } = {}, headers = from(anAddress())) =>
  call(oidcApi.start, { body: query, headers })
const aNurse = async () => known((await aColleague('nurse')).email)

/** Nothing was opened and nobody linked; the log says why. */
function expectRefused(reply: Awaited<ReturnType<typeof arrive>>, code: string, reason?: string | RegExp) {
  expect(reply.problem.code).toBe(code)
  expect(reply.headers['set-cookie']).toBeUndefined()
  expect(reply.rows).toHaveLength(1)
  expect(reply.rows[0]).toMatchObject({ operation: 'auth.login-oidc', outcome: 'failed' })
  if (reason) expect(reply.rows[0]!.reason).toMatch(reason)
}

// First of all, as long as nothing that the provider has said is known.
describe('a provider that does not answer', () => {
  const gone = (_req: unknown, res: ServerResponse) => Boolean(res.socket!.destroy())
  const silent = () => true
  const broken = (_req: unknown, res: ServerResponse) => Boolean(res.writeHead(502).end('Bad Gateway'))

  it.each([
    ['is not there', gone],
    ['takes the question and says nothing', silent],
    ['is broken', broken],
  ])('is told as such when it %s, within seconds, and the password still opens the account', async (_how, instead) => {
    const { email } = await signedUp()
    provider.instead = instead
    // So long as it waits, a thirtieth of it; how long that is stands in what was asked for.
    const patience = AbortSignal.timeout.bind(AbortSignal)
    const waits = vi
      .spyOn(AbortSignal, 'timeout')
      .mockImplementation((ms) => patience(Math.ceil(Math.min(ms, 5000) / 30)))
    const reply = await start()
    expect([reply.status, reply.problem.code]).toEqual([503, 'unavailable'])
    expect(reply.problem.detail).toBe('The sign-in provider does not answer')
    expect(waits.mock.calls.flat().some((ms) => ms <= 5000)).toBe(true)
    expect((await signIn(email, goodPassword)).status).toBe(200)
  })

  it.each([
    ['another issuer', { issuer: 'https://accounts.example.org' }],
    ['a file', { token_endpoint: 'file:///etc/passwd' }],
    ['a machine inside', { token_endpoint: 'http://169.254.169.254/latest/meta-data' }],
    ['keys from elsewhere', { jwks_uri: 'http://keys.example.org/jwks' }],
    ['a script to open', { authorization_endpoint: 'javascript:alert(1)' }],
    ['a name and a password in an address', { userinfo_endpoint: 'http://user:secret@127.0.0.1:1/me' }],
  ])('is not believed when it names %s', async (_what, lie) => {
    provider.describe = (document) => ({ ...document, ...lie })
    provider.asked.length = 0
    expect((await start()).problem.code).toBe('unavailable')
    expect(provider.asked).toEqual(['/.well-known/openid-configuration'])
  })

  it('is asked again at the next try', async () => {
    expect((await start()).status).toBe(200)
    provider.asked.length = 0
    expect((await start()).status).toBe(200)
    expect(provider.asked).toEqual([])
  })

  it.each([
    ['is gone', gone],
    ['is broken', broken],
  ])('when the browser is back, and %s, opens nothing', async (_how, instead) => {
    const begun = await begin({ returnTo: '/patients' })
    const back = await provider.visit(begun.location, await aNurse())
    provider.instead = instead
    const reply = await arrive(back, begun, asPage)
    expect([reply.status, reply.location]).toEqual([303, '/sign-in?next=%2Fpatients&problem=unavailable'])
    expect(reply.rows).toMatchObject([{ outcome: 'failed', reason: 'provider-unavailable' }])
  })
})

describe('what leads to the provider', () => {
  it('asks for a code with a challenge (PKCE), state and nonce that nobody guesses, anew each time', async () => {
    const [one, two] = await Promise.all([begin(), begin()])
    const asked = [one!, two!].map(({ location }) => Object.fromEntries(new URL(location).searchParams))
    for (const question of asked)
      expect(question).toMatchObject({
        client_id: CLIENT.id,
        redirect_uri: 'http://localhost:3000/api/auth/oidc/callback',
        response_type: 'code',
        scope: 'openid email',
        code_challenge_method: 'S256',
        acr_values: 'gold',
      })
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(asked[0]![name]).toMatch(/^[\w-]{43}$/)
      expect(asked[0]![name]).not.toBe(asked[1]![name])
    }
    expect(JSON.stringify(asked)).not.toContain(CLIENT.secret)
  })

  it('leaves the browser a cookie of this host, for no script and for ten minutes', async () => {
    const reply = await start()
    const [line] = reply.headers['set-cookie'] as unknown as string[]
    expect(line!.split('; ').slice(1)).toEqual(['Max-Age=600', 'Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax'])
    expect(line).toMatch(/^__Host-hms_oidc=[\w-]{43};/)
  })

  it('keeps nothing that would complete it', async () => {
    const { location, cookie } = await begin()
    const state = new URL(location).searchParams.get('state')!
    const [row] = await look('SELECT * FROM external_sign_ins WHERE state_hash = $1', [hashToken(state)])
    expect(row).toBeTruthy()
    const { searchParams } = new URL(location)
    for (const secret of [state, cookie, searchParams.get('nonce')!, searchParams.get('code_challenge')!])
      expect(JSON.stringify(row)).not.toContain(secret)
  })

  it.each([
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    'evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/a\\b',
    '/api/auth/oidc/start',
    '/api',
    '@evil.example',
    `/${'a'.repeat(500)}`,
  ])('does not lead on to %j afterwards', async (returnTo) => {
    const reply = await start({ returnTo })
    expect([reply.status, reply.problem.code]).toEqual([422, 'invalid'])
  })

  it.each(['/%2F%2Fevil.example', '/..//evil.example', '/patients?next=//evil.example', '/apiary'])(
    'takes %j for the page of this site that it is',
    async (returnTo) => {
      const reply = await through(await aNurse(), { returnTo })
      expect(reply.status).toBe(303)
      expect(new URL(reply.location!, 'https://hms.example/').origin).toBe('https://hms.example')
    },
  )

  it('takes no other address in the database either', async () => {
    const write = look(
      `INSERT INTO external_sign_ins (state_hash, browser_hash, return_to, expires_at) VALUES ('a', 'b', '//evil.example', now())`,
    )
    await expect(write).rejects.toMatchObject({ code: '23514' })
  })

  it('is asked for so often from one network, and then no more', async () => {
    const address = anAddress()
    await exhaust('external-sign-in-address', address, 300)
    expect((await start({}, from(address))).status).toBe(429)
    expect((await start()).status).toBe(200)
  })

  it('counts nobody who arrives, with a second step or without', async () => {
    const { email, userId } = await withTotp()
    await look(`UPDATE users SET role = 'nurse' WHERE id = $1`, [userId])
    for (const [sub, status] of [
      [await aNurse(), 303],
      [known(email), 401],
    ] as const) {
      const address = anAddress()
      await exhaust('external-sign-in-address', address, 298)
      const begun = await begin({}, undefined, address)
      expect((await arrive(await provider.visit(begun.location, sub), begun)).status).toBe(status)
      expect([(await start({}, from(address))).status, (await start({}, from(address))).status]).toEqual([200, 200])
    }
  })
})

describe('another site', () => {
  /** As a browser asks that follows a link, a redirect or a frame of another site, or sends a form or a script of it. */
  const elsewhere = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }
  const begins = '/api/auth/oidc/start'
  const nothingBegun = (reply: { headers: Record<string, unknown>; text: string }) => {
    expect(reply.headers['set-cookie']).toBeUndefined()
    expect(reply.headers.location).toBeUndefined()
    expect(reply.text).not.toContain(provider.issuer)
  }

  it.each(['document', 'iframe', 'image', 'script'])('begins no sign-in by an address (%s)', async (dest) => {
    for (const site of ['cross-site', 'same-site', 'same-origin', 'none']) {
      const headers = { ...asPage, 'Sec-Fetch-Site': site, 'Sec-Fetch-Dest': dest, 'Sec-Fetch-Mode': 'navigate' }
      const reply = await request(app).get(`${begins}?returnTo=/patients`).set(headers)
      expect(reply.status).toBe(405)
      nothingBegun(reply)
    }
  })

  it('begins none by a form or a script, nor in a browser that does not say where it comes from', async () => {
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x', ''])
      for (const sign of [elsewhere, { Origin: 'https://evil.example' }, { Origin: 'null' }]) {
        const reply = await request(app)
          .post(begins)
          .set({ ...sign, ...(type && { 'Content-Type': type }) })
          .send(type ? '{}' : undefined)
        expect(reply.status).toBeGreaterThanOrEqual(400)
        nothingBegun(reply)
      }
    const scripted = await request(app).post(begins).set(elsewhere).send({})
    expect([scripted.status, scripted.body.code]).toEqual([403, 'cross-site'])
    nothingBegun(scripted)
  })

  it('lets nobody read the way on who could send the question', async () => {
    const asked = { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' }
    const reply = await request(app).options(begins).set(asked)
    expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  it('opens no session by the address of the way back, with a sign-in of its own', async () => {
    const theirs = await begin()
    const back = await provider.visit(theirs.location, await aNurse())
    const victim = await begin()
    expectRefused(await arrive(back, victim, { ...asPage, 'Sec-Fetch-Site': 'none' }).then(told), 'sign-in-expired')
  })
  /** What a browser that opens a page is told stands in the address. */
  const told = (reply: Awaited<ReturnType<typeof arrive>>) => ({
    ...reply,
    problem: { ...reply.problem, code: new URL(reply.location!, 'http://x').searchParams.get('problem') as never },
  })

  it('asks for no fresh proof of a session that it does not see', async () => {
    const { reply } = await signedUp()
    const Cookie = `${REFRESH_COOKIE}=${refreshCookie(reply)}`
    for (const site of ['cross-site', 'same-site']) {
      const refused = await call(oidcApi.stepUp, { headers: { Cookie, 'Sec-Fetch-Site': site } })
      expect(refused.problem.code).toBe('session-ended')
    }
    expect((await call(oidcApi.stepUp, { headers: { Cookie, 'Sec-Fetch-Site': 'same-origin' } })).status).toBe(303)
  })
})

describe('a browser that is back', () => {
  it('completes what it began once', async () => {
    const begun = await begin()
    const back = await provider.visit(begun.location, await aNurse())
    expect((await arrive(back, begun)).status).toBe(303)
    expectRefused(await arrive(back, begun), 'sign-in-expired', 'unknown-state')
  })

  it('completes it once, of twenty tries at the same moment', async () => {
    const begun = await begin()
    const back = await provider.visit(begun.location, await aNurse())
    const replies = await Promise.all(Array.from({ length: 20 }, () => arrive(back, begun)))
    expect(replies.filter(({ status }) => status === 303)).toHaveLength(1)
    expect(replies.filter(({ problem }) => problem.code === 'sign-in-expired')).toHaveLength(19)
  })

  it('completes nothing that another browser began, and spoils it for nobody', async () => {
    const [mine, theirs] = [await begin(), await begin()]
    const back = await provider.visit(theirs.location, await aNurse())
    expectRefused(await arrive(back, mine), 'sign-in-expired', 'unknown-state')
    expectRefused(await arrive(back, { ...theirs, cookie: '' }), 'sign-in-expired', 'unknown-state')
    expect((await arrive(back, theirs)).status).toBe(303)
  })

  it('completes nothing that nobody began, or that was begun too long ago', async () => {
    const begun = await begin()
    const back = await provider.visit(begun.location, await aNurse())
    expectRefused(await arrive(back.replace(/state=[^&]+/, 'state=made-up'), begun), 'sign-in-expired')
    await look('UPDATE external_sign_ins SET expires_at = now() WHERE state_hash = $1', [
      hashToken(new URL(back).searchParams.get('state')!),
    ])
    expectRefused(await arrive(back, begun), 'sign-in-expired', 'unknown-state')
  })

  it('may have begun in two windows', async () => {
    const one = await begin()
    const two = await begin({}, one.cookie)
    expect(two.cookie).toBe(one.cookie)
    const sub = await aNurse()
    for (const begun of [two, one])
      expect((await arrive(await provider.visit(begun.location, sub), begun)).status).toBe(303)
  })

  it('opens nothing with a code that was used, or was given to another', async () => {
    const sub = await aNurse()
    const [first, second, third] = [await begin(), await begin(), await begin()]
    const back = await provider.visit(first.location, sub)
    const code = new URL(back).searchParams.get('code')!
    expect((await arrive(back, first)).status).toBe(303)
    const withCode = (address: string, other: string) => address.replace(/code=[^&]+/, `code=${other}`)
    const again = withCode(await provider.visit(second.location, sub), code)
    expectRefused(await arrive(again, second), 'external-sign-in-refused', 'invalid_grant')
    const mallory = await begin()
    const theirs = new URL(await provider.visit(mallory.location, sub)).searchParams.get('code')!
    const injected = withCode(await provider.visit(third.location, sub), theirs)
    expectRefused(await arrive(injected, third), 'external-sign-in-refused', 'invalid_grant')
  })

  it('opens nothing when the answer says that another provider gave it, or none (RFC 9207)', async () => {
    const sub = await aNurse()
    for (const change of [
      (back: URL) => back.searchParams.set('iss', 'https://accounts.example.org'),
      (back: URL) => back.searchParams.delete('iss'),
    ]) {
      const begun = await begin()
      const back = new URL(await provider.visit(begun.location, sub))
      change(back)
      expectRefused(await arrive(back.href, begun), 'external-sign-in-refused')
    }
  })

  it('opens nothing when the person said no', async () => {
    const begun = await begin({ returnTo: '/patients' })
    const back = new URL(await provider.visit(begun.location, await aNurse()))
    back.searchParams.delete('code')
    back.searchParams.set('error', 'access_denied')
    back.searchParams.set('error_description', 'The <b>person</b> said no')
    const reply = await arrive(back.href, begun, asPage)
    expect(reply.location).toBe('/sign-in?next=%2Fpatients&problem=external-sign-in-refused')
    expect(reply.rows).toMatchObject([{ outcome: 'failed', reason: 'access_denied' }])
  })

  it('may bring whatever else a provider adds', async () => {
    const begun = await begin()
    const back = new URL(await provider.visit(begun.location, await aNurse()))
    back.searchParams.set('session_state', 'x.y')
    back.searchParams.set('authuser', '0')
    expect((await arrive(back.href, begun)).status).toBe(303)
  })
})

describe('an ID token', () => {
  const now = () => Math.floor(Date.now() / 1000)
  const otherKey = generateKeyPair('RS256')

  const lies: [string, NonNullable<typeof provider.lie>][] = [
    ['for another sign-in', (claims) => ({ ...claims, nonce: 'n'.repeat(43) })],
    ['for no sign-in in particular', ({ nonce: _nonce, ...claims }) => claims],
    ['for another application', (claims) => ({ ...claims, aud: 'somebody-else' })],
    ['for several applications, and not for us', (claims) => ({ ...claims, aud: [CLIENT.id, 'other'], azp: 'other' })],
    ['of another provider', (claims) => ({ ...claims, iss: 'https://accounts.example.org' })],
    ['that has run out', (claims) => ({ ...claims, exp: now() - 120, iat: now() - 600 })],
    ['of nobody', ({ sub: _sub, ...claims }) => claims],
  ]
  it.each(lies)('%s opens nothing', async (_what, lie) => {
    provider.lie = lie
    expectRefused(await through(await aNurse()), 'external-sign-in-refused')
  })

  const forgeries: [string, NonNullable<typeof provider.forge>][] = [
    ['without a signature', (claims) => new UnsecuredJWT(claims).encode()],
    [
      'signed with what we both know',
      (claims) => new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(CLIENT.secret.padEnd(32))),
    ],
    [
      'signed by somebody else',
      async (claims) => new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign((await otherKey).privateKey),
    ],
    [
      'changed after it was signed',
      async (claims) => {
        const [header, , signature] = (await provider.sign(claims)).split('.')
        const body = Buffer.from(JSON.stringify({ ...claims, sub: 'somebody-else' })).toString('base64url')
        return `${header}.${body}.${signature}`
      },
    ],
    ['that is none', () => 'not.a.token'],
  ]
  it.each(forgeries)('%s opens nothing', async (_what, forge) => {
    provider.forge = forge
    const sub = await aNurse()
    expectRefused(await through(sub), 'external-sign-in-refused')
    expect(await look('SELECT FROM external_identities WHERE subject = $1', [sub])).toEqual([])
  })

  it('that is as it should be opens the account', async () => {
    provider.forge = provider.sign
    expect((await through(await aNurse())).status).toBe(303)
  })
})

describe('the log', () => {
  it('has nothing of a way out, and one row of each way back', async () => {
    const requestId = crypto.randomUUID()
    await start({}, { ...from(anAddress()), 'X-Request-Id': requestId } as never)
    expect(await auditRows(requestId)).toEqual([])
    expect((await through(await aNurse())).rows).toHaveLength(1)
  })
})
