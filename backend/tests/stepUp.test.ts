// @covers ASVS-7.5.1, ASVS-7.5.3
import { figure } from './support/figure.ts'
import { api } from '@hms/contract'
import type { EndpointSpec } from '@hms/contract/endpoint'
import { factorApi } from '@hms/contract/factors'
import { settingsApi } from '@hms/contract/settings'
import { userApi } from '@hms/contract/users'
import { describe, expect, it } from 'vitest'
import { auditRows, goodPassword } from './support/accounts.ts'
import { Authenticator } from './support/authenticator.ts'
import { call } from './support/call.ts'
import { codeOf, withTotp } from './support/factors.ts'
import { look } from './support/observer.ts'
import { anAdmin, aPatient, type Person, signedIn } from './support/people.ts'

/** The last proof was so many minutes ago. */
const prove = (who: Person, minutes: number) =>
  look(`UPDATE sessions SET proved_at = now() - $2 * interval '1 minute' WHERE id = $1`, [who.sessionId, minutes])

const guarded = Object.values(api)
  .flatMap((domain) => Object.values<EndpointSpec>(domain))
  .filter(({ stepUp }) => stepUp)

/** An administrator with a password and an authenticator app. */
async function aGuardedAdmin() {
  const { userId, email, secret } = await withTotp()
  await look(`UPDATE users SET role = 'admin' WHERE id = $1`, [userId])
  const as = await signedIn({ userId, email, role: 'admin', firstName: 'Ada', lastName: 'Byron' })
  await prove(as, 11)
  return { as, secret }
}

describe('a fresh proof', () => {
  it('is asked for by changes of rights, of what guards them, of factors and keys, by exports and in emergencies', () => {
    const paths = guarded.map(({ method, path }) => `${method} ${path}`)
    for (const path of [
      'post /users',
      'patch /users/:id',
      'delete /users/:id',
      'delete /users/:id/second-factors',
      'patch /settings/security',
      'patch /settings/alerts',
      'patch /settings/sessions',
      'post /users/:id/sign-out',
      'post /patients/:id/break-glass',
      'get /patients/:id/export',
      'get /audit/export',
      'post /keys/rotation',
      'post /auth/second-factors/totp',
    ])
      expect(paths).toContain(path)
  })

  it.each(guarded.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const))(
    'is asked for by %s before anything else is looked at',
    async (_name, endpoint) => {
      const admin = await anAdmin()
      await prove(admin, 11)
      const rawBody = endpoint.body ? { anything: true } : undefined
      const reply = await call(endpoint, { as: admin, params: { id: admin.userId }, rawBody })
      figure('changes-without-fresh-proof', reply.status < 300 ? 1 : 0, { of: 1 })
      expect(reply).toMatchObject({ status: 403, problem: { code: 'step-up-required' } })
      await prove(admin, 9)
      const fresh = await call(endpoint, { as: admin, params: { id: admin.userId }, rawBody })
      expect(fresh.problem.code).not.toBe('step-up-required')
    },
  )

  it('changes nothing while it is missing, and leaves one row that says so', async () => {
    const [admin, patient] = [await anAdmin(), await aPatient()]
    await prove(admin, 11)
    const headers = { 'X-Request-Id': crypto.randomUUID() }
    const body = { role: 'admin' } as const
    const reply = await call(userApi.update, { as: admin, params: { id: patient.userId }, body, headers })
    expect(reply.status).toBe(403)
    const [user] = await look('SELECT role FROM users WHERE id = $1', [patient.userId])
    expect(user).toEqual({ role: 'patient' })
    expect(await auditRows(headers['X-Request-Id'])).toMatchObject([
      { outcome: 'refused', reason: 'step-up-required', actor_id: admin.userId },
    ])
  })

  it('is given by the password, and then the same request goes through', async () => {
    const { as } = await aGuardedAdmin()
    const patient = await aPatient()
    const update = (who = as) =>
      call(userApi.update, { as: who, params: { id: patient.userId }, body: { firstName: 'Grace' } })
    expect((await update()).problem.code).toBe('step-up-required')
    const wrong = await call(factorApi.stepUp, { as, body: { password: 'not the password' } })
    expect(wrong).toMatchObject({ status: 401, problem: { code: 'invalid-credentials' } })
    expect((await update()).status).toBe(403)
    const headers = { 'X-Request-Id': crypto.randomUUID() }
    const shown = await call(factorApi.stepUp, { as, body: { password: goodPassword }, headers })
    expect(shown.status).toBe(200)
    expect(await auditRows(headers['X-Request-Id'])).toMatchObject([
      { operation: 'auth.step-up', outcome: 'success', actor_id: as.userId, session_id: as.sessionId },
    ])
    expect((await update({ ...as, token: shown.body.accessToken })).status).toBe(200)
  })

  it('is given by a code, once, and counts for this session alone', async () => {
    const { as, secret } = await aGuardedAdmin()
    const other = await signedIn(as)
    await prove(other, 11)
    const totp = codeOf(secret)
    const shown = await call(factorApi.stepUp, { as, body: { totp } })
    expect(shown.status).toBe(200)
    expect((await call(factorApi.stepUp, { as: other, body: { totp } })).problem.code).toBe('invalid-factor')
    const now = { ...as, token: shown.body.accessToken }
    expect((await call(settingsApi.security, { as: now })).status).toBe(200)
    const params = { id: as.userId }
    expect((await call(userApi.update, { as: other, params, body: {} })).problem.code).toBe('step-up-required')
  })

  it('is given by a passkey that answers a challenge made for it', async () => {
    const { as } = await aGuardedAdmin()
    await prove(as, 0)
    const key = new Authenticator()
    const begun = await call(factorApi.beginPasskey, { as })
    const made = { challenge: begun.body.challenge, passkey: key.create(begun.body.challenge), name: 'Key' }
    expect((await call(factorApi.addPasskey, { as, body: made })).status).toBe(200)
    await prove(as, 11)
    const { challenge } = (await call(factorApi.stepUpPasskey, { as })).body
    const passkey = key.get(challenge)
    const shown = await call(factorApi.stepUp, { as, body: { challenge, passkey } })
    expect(shown.status).toBe(200)
    const now = { ...as, token: shown.body.accessToken }
    const again = await call(factorApi.stepUp, { as: now, body: { challenge, passkey } })
    expect(again.problem.code).toBe('sign-in-expired')
    const fresh = await call(userApi.update, { as: now, params: { id: as.userId }, body: { firstName: 'Ada' } })
    expect(fresh.status).toBe(200)
  })

  it('is tried ten times in a quarter of an hour, and then not looked at', async () => {
    const { as } = await aGuardedAdmin()
    const replies = await Promise.all(
      Array.from({ length: 15 }, () => call(factorApi.stepUp, { as, body: { password: 'wrong wrong wrong' } })),
    )
    expect(replies.filter(({ status }) => status === 401)).toHaveLength(10)
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(5)
    expect((await call(factorApi.stepUp, { as, body: { password: goodPassword } })).status).toBe(429)
  })
})
