// @covers ASVS-6.8.1, ASVS-6.8.4, ASVS-10.5.2, 45CFR164.312(d)
import { authApi } from '@hms/contract/auth'
import { lockApi } from '@hms/contract/lock'
import { oidcApi } from '@hms/contract/oidc'
import { userApi } from '@hms/contract/users'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { arrive, begin, known, provider, through } from './support/oidc.ts'

// After the line above has set up the provider.
const { accessCookie, bearer, cookieFrom, refreshCookie, signedUp, withRefresh } = await import('./support/accounts.ts')
const { call } = await import('./support/call.ts')
const { codeOf, verify, withTotp } = await import('./support/factors.ts')
const { look } = await import('./support/observer.ts')
const { aColleague, aDoctor, anAdmin, aPatient, signedIn } = await import('./support/people.ts')
const { DEVICE_COOKIE } = await import('../src/utils/cookies.ts')

afterAll(() => provider.close())
afterEach(() => void Object.assign(provider, { lie: null, forge: null, instead: null }))

const linksOf = (userId: string) => look('SELECT issuer, subject FROM external_identities WHERE user_id = $1', [userId])
const messagesOf = async (userId: string) =>
  (await look<{ kind: string }>('SELECT kind FROM messages WHERE user_id = $1', [userId])).map(({ kind }) => kind)
const whoIs = (token: string) => call(authApi.me, { headers: bearer(token) })

describe('a sign-in through the provider of the hospital', () => {
  it('opens the account with the same verified address, and the page that was asked for', async () => {
    const nurse = await aColleague('nurse')
    const sub = known(nurse.email.toUpperCase())
    const reply = await through(sub, { returnTo: '/patients?q=an#top' })
    expect([reply.status, reply.location]).toEqual([303, '/patients?q=an#top'])
    const me = await whoIs(accessCookie(reply))
    expect(me.body.user).toMatchObject({ id: nurse.userId, role: 'nurse', email: nurse.email })
    expect(refreshCookie(reply)).toBeTruthy()
    expect(cookieFrom(reply, DEVICE_COOKIE)).toBeTruthy()
    expect(await linksOf(nurse.userId)).toEqual([{ issuer: provider.issuer, subject: sub }])
    expect(reply.rows).toMatchObject([
      {
        operation: 'auth.login-oidc',
        outcome: 'success',
        actor_id: nurse.userId,
        changed_fields: ['externalIdentities'],
      },
    ])
    expect(await messagesOf(nurse.userId)).toContain('sign-in-linked')
  })

  it('knows the person by issuer and subject from then on, whatever the address says', async () => {
    const doctor = await aDoctor()
    const sub = known(doctor.email)
    await through(sub)
    provider.people.set(sub, { sub, email: 'somebody-else@test.example', email_verified: false })
    const reply = await through(sub)
    expect((await whoIs(accessCookie(reply))).body.user.id).toBe(doctor.userId)
    expect(reply.rows).toMatchObject([{ outcome: 'success', changed_fields: [] }])
    expect(reply.location).toBe('/dashboard')
  })

  it('makes nobody and changes nobody', async () => {
    const colleague = await aColleague('billing')
    provider.lie = (claims) => ({ ...claims, role: 'admin', roles: ['admin'], name: 'Mallory', given_name: 'M' })
    const reply = await through(known(colleague.email))
    const { user } = (await whoIs(accessCookie(reply))).body
    expect(user).toMatchObject({ role: 'billing', firstName: colleague.firstName, email: colleague.email })
    const stranger = await through(known('nobody-here@test.example'))
    expect([stranger.status, stranger.problem.code]).toEqual([401, 'external-sign-in-refused'])
    expect(stranger.rows).toMatchObject([{ outcome: 'failed', reason: 'unknown-account', actor_id: null }])
    expect(await look(`SELECT FROM users WHERE email = 'nobody-here@test.example'`)).toEqual([])
  })

  it('asks the provider for the address where the token does not tell it', async () => {
    const nurse = await aColleague('nurse')
    provider.lie = ({ email: _email, email_verified: _verified, ...rest }) => rest
    provider.asked.length = 0
    const reply = await through(known(nurse.email))
    expect((await whoIs(accessCookie(reply))).body.user.id).toBe(nurse.userId)
    expect(provider.asked).toContain('/me')
  })

  const refusals: [string, string, () => Promise<{ sub: string; userId?: string }>][] = [
    [
      'an address that the provider has not verified',
      'email-not-verified',
      async () => ({ sub: known((await aColleague('nurse')).email, { email_verified: false }) }),
    ],
    [
      'an address that only says that it was verified',
      'email-not-verified',
      async () => ({ sub: known((await aColleague('nurse')).email, { email_verified: 'true' }) }),
    ],
    ['no address', 'email-not-verified', async () => ({ sub: known(undefined) })],
    [
      'a patient',
      'not-staff',
      async () => {
        const { email, userId } = await aPatient()
        return { sub: known(email), userId }
      },
    ],
    [
      'a disabled account',
      'account-disabled',
      async () => {
        const { email, userId } = await aColleague('receptionist')
        await look('UPDATE users SET disabled_at = now() WHERE id = $1', [userId])
        return { sub: known(email), userId }
      },
    ],
    [
      'an account that was disabled since it was linked',
      'account-disabled',
      async () => {
        const { email, userId } = await aColleague('receptionist')
        const sub = known(email)
        await through(sub)
        await look('UPDATE users SET disabled_at = now() WHERE id = $1', [userId])
        return { sub, userId }
      },
    ],
    [
      'somebody who has become a patient since',
      'not-staff',
      async () => {
        const { email, userId } = await aColleague('receptionist')
        const sub = known(email)
        await through(sub)
        await look(`UPDATE users SET role = 'patient' WHERE id = $1`, [userId])
        return { sub, userId }
      },
    ],
    [
      'another person who has got the same address',
      'linked-to-another-subject',
      async () => {
        const { email, userId } = await aColleague('nurse')
        await through(known(email))
        return { sub: known(email), userId }
      },
    ],
  ]

  it.each(refusals)('is refused to %s, with the same words', async (_who, reason, make) => {
    const { sub, userId } = await make()
    const before = userId ? await linksOf(userId) : []
    const reply = await through(sub)
    expect([reply.status, reply.problem.code, reply.problem.detail]).toEqual([
      401,
      'external-sign-in-refused',
      undefined,
    ])
    expect(reply.headers['set-cookie']).toBeUndefined()
    expect(reply.rows).toMatchObject([{ operation: 'auth.login-oidc', outcome: 'failed', reason }])
    if (userId) {
      expect(reply.rows[0]!.actor_id).toBe(userId)
      expect(await linksOf(userId)).toEqual(before)
    }
  })

  it('that is refused is told by a page, and where the person was going is not lost', async () => {
    const reply = await through(known('nobody-here@test.example'), { returnTo: '/billing?status=open', page: true })
    expect([reply.status, reply.location]).toEqual([
      303,
      '/sign-in?next=%2Fbilling%3Fstatus%3Dopen&problem=external-sign-in-refused',
    ])
    expect(reply.headers['cache-control']).toBe('no-store')
  })

  it('links a person once, when two browsers arrive at the same time', async () => {
    const nurse = await aColleague('nurse')
    const sub = known(nurse.email)
    const replies = await Promise.all([through(sub), through(sub), through(sub)])
    expect(replies.map(({ status }) => status)).toEqual([303, 303, 303])
    expect(await linksOf(nurse.userId)).toHaveLength(1)
  })
})

describe('a browser that has a session already', () => {
  it('has one session when it is back, and had the other until then', async () => {
    const [nurse, former] = [await aColleague('nurse'), await signedUp()]
    const begun = await begin({}, undefined, undefined, withRefresh(refreshCookie(former.reply)))
    expect((await whoIs(former.token)).status).toBe(200)
    const reply = await arrive(await provider.visit(begun.location, known(nurse.email)), begun)
    expect((await whoIs(accessCookie(reply))).body.user.id).toBe(nurse.userId)
    expect((await whoIs(former.token)).problem.code).toBe('session-ended')
  })

  it('keeps it when the sign-in is refused', async () => {
    const former = await signedUp()
    const begun = await begin({}, undefined, undefined, withRefresh(refreshCookie(former.reply)))
    const reply = await arrive(await provider.visit(begun.location, known('nobody-here@test.example')), begun)
    expect(reply.status).toBe(401)
    expect((await whoIs(former.token)).status).toBe(200)
  })
})

describe('the second factor of somebody who comes from the provider', () => {
  /** One of the staff with a password and an authenticator app. */
  async function guarded() {
    const { userId, email, secret } = await withTotp()
    await look(`UPDATE users SET role = 'nurse' WHERE id = $1`, [userId])
    return { userId, email, secret, sub: known(email) }
  }

  it('is asked for here, as after the password', async () => {
    const { userId, secret, sub } = await guarded()
    const reply = await through(sub)
    expect(reply).toMatchObject({ status: 401, problem: { code: 'mfa-required' } })
    expect(reply.problem.factors).toEqual(['totp', 'recovery-code'])
    expect(reply.headers['set-cookie']).toBeUndefined()
    expect(reply.rows).toMatchObject([
      { operation: 'auth.login-oidc', outcome: 'refused', reason: 'mfa-required', actor_id: userId },
    ])
    const second = await verify({ challenge: reply.problem.challenge!, totp: codeOf(secret) })
    expect([second.status, second.body.user.id]).toEqual([200, userId])
  })

  it('is asked for by the page to sign in, which gets what it needs where no server sees it', async () => {
    const { sub } = await guarded()
    const reply = await through(sub, { returnTo: '/patients', page: true })
    const page = new URL(reply.location!, 'http://hms.example')
    expect([reply.status, page.pathname, page.search]).toEqual([
      303,
      '/sign-in',
      '?next=%2Fpatients&problem=mfa-required',
    ])
    const handed = new URLSearchParams(page.hash.slice(1))
    expect(handed.get('factors')).toBe('totp,recovery-code')
    expect(handed.get('challenge')).toMatch(/^[\w-]{43}$/)
  })

  it.each([
    ['method', { amr: ['pwd', 'mfa'] }],
    ['class', { acr: 'gold' }],
  ])('is the provider’s where the hospital trusts its %s', async (_claim, said) => {
    const { userId, sub } = await guarded()
    provider.lie = (claims) => ({ ...claims, ...said })
    const reply = await through(sub)
    expect(reply.status).toBe(303)
    const [session] = await look(
      'SELECT second_factor_at IS NOT NULL AS shown FROM sessions WHERE user_id = $1 ORDER BY created_at DESC LIMIT 1',
      [userId],
    )
    expect(session).toEqual({ shown: true })
  })

  it('is not what the provider calls otherwise', async () => {
    const { sub } = await guarded()
    provider.lie = (claims) => ({ ...claims, amr: ['pwd', 'otp'], acr: 'silver' })
    expect((await through(sub)).problem.code).toBe('mfa-required')
    provider.lie = (claims) => ({ ...claims, amr: 'mfa' })
    expect((await through(sub)).problem.code).toBe('mfa-required')
  })

  it('is left to the policy of the hospital for whoever has none', async () => {
    const reply = await through(known((await aColleague('nurse')).email))
    expect(reply.status).toBe(303)
    const { user } = (await whoIs(accessCookie(reply))).body
    const [session] = await look(
      'SELECT second_factor_at FROM sessions WHERE user_id = $1 ORDER BY created_at DESC LIMIT 1',
      [user.id],
    )
    expect(session).toEqual({ second_factor_at: null })
  })
})

describe('a fresh proof from the provider', () => {
  /** An administrator without a password, who has come from the provider, long ago. */
  async function arrivedLongAgo() {
    const admin = await anAdmin()
    const sub = known(admin.email)
    await through(sub)
    await look(`UPDATE sessions SET proved_at = now() - interval '11 minutes' WHERE id = $1`, [admin.sessionId])
    return { admin, sub }
  }
  const update = (as: Awaited<ReturnType<typeof anAdmin>>) =>
    call(userApi.update, { as, params: { id: as.userId }, body: { firstName: 'Grace' } })

  async function leave(as: Awaited<ReturnType<typeof anAdmin>>) {
    const reply = await call(oidcApi.stepUp, { as })
    expect(reply.status).toBe(303)
    return { location: reply.headers.location!, cookie: cookieFrom(reply, 'hms_oidc')!, address: '10.1.2.3' }
  }

  it('has the person sign in there anew, and then the same request goes through', async () => {
    const { admin, sub } = await arrivedLongAgo()
    expect((await update(admin)).problem.code).toBe('step-up-required')
    const begun = await leave(admin)
    const { searchParams } = new URL(begun.location)
    expect([searchParams.get('prompt'), searchParams.get('max_age')]).toEqual(['login', '0'])
    const reply = await arrive(await provider.visit(begun.location, sub), begun)
    expect([reply.status, reply.location]).toEqual([303, '/proof'])
    expect(reply.rows).toMatchObject([{ operation: 'auth.step-up-oidc', outcome: 'success', actor_id: admin.userId }])
    expect((await update(admin)).problem.code).toBe('session-ended')
    expect((await update({ ...admin, token: accessCookie(reply) })).status).toBe(200)
  })

  it('opens a locked session, which says beforehand that it can', async () => {
    const { admin, sub } = await arrivedLongAgo()
    expect((await call(lockApi.lock, { as: admin })).status).toBe(204)
    expect((await call(authApi.me, { as: admin })).problem.code).toBe('session-locked')
    expect((await call(lockApi.state, { as: admin })).body).toMatchObject({ locked: true, provider: 'City Hospital' })
    const begun = await leave(admin)
    const reply = await arrive(await provider.visit(begun.location, sub), begun)
    expect(reply.location).toBe('/proof')
    expect((await whoIs(accessCookie(reply))).status).toBe(200)
    const other = await aColleague('nurse')
    expect((await call(lockApi.state, { as: other })).body.provider).toBeNull()
  })

  it('is for whoever has a session', async () => {
    expect((await call(oidcApi.stepUp)).problem.code).toBe('session-ended')
  })

  it('is none when the person signed in there long ago, or nobody says when', async () => {
    const { admin, sub } = await arrivedLongAgo()
    for (const auth_time of [Math.floor(Date.now() / 1000) - 3600, undefined]) {
      provider.lie = (claims) => ({ ...claims, auth_time })
      const begun = await leave(admin)
      const reply = await arrive(await provider.visit(begun.location, sub), begun)
      expect(reply.problem.code).toBe('external-sign-in-refused')
      expect((await update(admin)).problem.code).toBe('step-up-required')
    }
  })

  it('is none of somebody else, nor for a session that has ended', async () => {
    const { admin, sub } = await arrivedLongAgo()
    const other = known((await aColleague('nurse')).email)
    await through(other)
    const begun = await leave(admin)
    const reply = await arrive(await provider.visit(begun.location, other), begun)
    expect(reply.problem.code).toBe('external-sign-in-refused')
    expect(reply.rows).toMatchObject([{ operation: 'auth.step-up-oidc', outcome: 'failed', actor_id: admin.userId }])
    expect((await update(admin)).problem.code).toBe('step-up-required')
    const late = await leave(admin)
    const back = await provider.visit(late.location, sub)
    await look('UPDATE sessions SET revoked_at = now() WHERE id = $1', [admin.sessionId])
    expect((await arrive(back, late)).problem.code).toBe('external-sign-in-refused')
  })
})

describe('linked sign-ins', () => {
  beforeEach(async () => void (await look('DELETE FROM external_identities')))

  it('are shown to their owner and to administrators, and to nobody else', async () => {
    const [nurse, other, admin] = await Promise.all([aColleague('nurse'), aColleague('nurse'), anAdmin()])
    await through(known(nurse.email))
    const mine = await call(oidcApi.identities, { as: nurse })
    expect(mine.body.items).toMatchObject([{ issuer: provider.issuer, provider: 'City Hospital' }])
    expect(JSON.stringify(mine.body)).not.toContain('subject')
    expect((await call(oidcApi.identities, { as: other })).body.items).toEqual([])
    const params = { id: nurse.userId }
    expect((await call(userApi.identities, { as: admin, params })).body).toEqual(mine.body)
    expect((await call(userApi.identities, { as: other, params })).status).toBe(403)
  })

  it('are taken away by their owner, alone, and sign out other devices', async () => {
    const nurse = await aColleague('nurse')
    const reply = await through(known(nurse.email))
    const { id } = (await call(oidcApi.identities, { as: nurse })).body.items[0]!
    const other = await aColleague('nurse')
    expect((await call(oidcApi.unlink, { as: other, params: { id } })).status).toBe(404)
    const headers = { 'X-Request-Id': crypto.randomUUID() }
    expect((await call(oidcApi.unlink, { as: nurse, params: { id }, headers })).status).toBe(204)
    expect(await linksOf(nurse.userId)).toEqual([])
    expect((await whoIs(accessCookie(reply))).status).toBe(401)
    expect((await call(authApi.me, { as: nurse })).status).toBe(200)
    expect(await messagesOf(nurse.userId)).toContain('sign-in-unlinked')
  })

  it('are taken away by an administrator; the next sign-in links anew', async () => {
    const [nurse, admin] = await Promise.all([aColleague('nurse'), anAdmin()])
    await through(known(nurse.email))
    const params = { id: nurse.userId }
    expect((await call(userApi.unlinkIdentities, { as: admin, params })).status).toBe(204)
    expect((await call(authApi.me, { as: nurse })).status).toBe(401)
    const sub = known(nurse.email)
    expect((await through(sub)).status).toBe(303)
    expect(await linksOf(nurse.userId)).toEqual([{ issuer: provider.issuer, subject: sub }])
  })

  it('are kept from patients by the database itself', async () => {
    const { userId } = await aPatient()
    const link = look(
      `INSERT INTO external_identities (user_id, issuer, subject) VALUES ($1, 'https://x.example', 'x')`,
      [userId],
    )
    await expect(link).rejects.toMatchObject({ code: '23514' })
  })
})

describe('the password', () => {
  it('goes on opening the account beside the provider', async () => {
    const { userId, email, password } = await signedUp()
    await look(`UPDATE users SET role = 'nurse' WHERE id = $1`, [userId])
    await through(known(email))
    const { signIn } = await import('./support/accounts.ts')
    expect((await signIn(email, password)).status).toBe(200)
    expect(await signedIn({ userId, email, role: 'nurse', firstName: 'A', lastName: 'B' })).toBeTruthy()
  })

  it('is not all there is: whoever opens the page is told of the provider', async () => {
    expect((await call(oidcApi.provider)).body).toEqual({ provider: { name: 'City Hospital' } })
    expect((await begin()).location.startsWith(`${provider.issuer}/auth?`)).toBe(true)
  })
})
