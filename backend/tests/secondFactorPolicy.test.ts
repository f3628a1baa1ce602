// @covers 45CFR164.312(d), ASVS-6.3.3
import { drop } from './support/ownDatabase.ts'
import { figure } from './support/figure.ts'
import { api } from '@hms/contract'
import { authApi } from '@hms/contract/auth'
import type { EndpointSpec } from '@hms/contract/endpoint'
import { factorApi } from '@hms/contract/factors'
import { may, type Role } from '@hms/contract/permissions'
import { settingsApi } from '@hms/contract/settings'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call } from './support/call.ts'
import { codeOf } from './support/factors.ts'
import { look, observer } from './support/observer.ts'
import { aDoctor, anAdmin, aPatient, type Person } from './support/people.ts'

const asked: Role[] = ['admin', 'doctor']
const everything = Object.values(api).flatMap((domain) => Object.values<EndpointSpec>(domain))
const open = [
  'delete /auth/external-identities/:id',
  'delete /auth/second-factors/passkeys/:id',
  'delete /auth/second-factors/totp',
  'delete /auth/sessions/:id',
  'get /auth/external-identities',
  'get /auth/me',
  'get /auth/second-factors',
  'get /auth/sessions',
  'get /auth/step-up',
  'patch /auth/second-factors/passkeys/:id',
  'post /auth/activity',
  'post /auth/lock',
  'post /auth/logout-everywhere',
  'post /auth/password',
  'post /auth/second-factors/passkeys',
  'post /auth/second-factors/passkeys/options',
  'post /auth/second-factors/recovery-codes',
  'post /auth/second-factors/totp',
  'post /auth/second-factors/totp/confirm',
  'post /auth/step-up',
  'post /auth/step-up/passkey',
]

let people: Record<'admin' | 'doctor' | 'patient', Person>

beforeAll(async () => {
  people = { admin: await anAdmin(), doctor: await aDoctor(), patient: await aPatient() }
  const body = { secondFactorRequiredFor: asked }
  const set = await call(settingsApi.updateSecurity, { as: people.admin, body })
  expect(set).toMatchObject({ status: 200, body })
})
afterAll(async () => {
  await observer.end()
  await drop()
})

const guarded = everything.filter(
  ({ permission, beforeSecondFactor }) => permission !== 'public' && !beforeSecondFactor,
)

describe('where the hospital asks a second factor of a role', () => {
  it('only setting one up, the own profile and signing out stay open', () => {
    const left = everything.filter(({ beforeSecondFactor }) => beforeSecondFactor)
    expect(left.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(open)
  })

  it.each(guarded.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const))(
    'a session without one is refused by %s, whatever it sends',
    async (_name, endpoint) => {
      for (const role of ['admin', 'doctor'] as const) {
        const names = [...endpoint.path.matchAll(/:(\w+)/g)].map(([, name]) => name!)
        const params = Object.fromEntries(names.map((name) => [name, crypto.randomUUID()]))
        const rawBody = endpoint.body ? { anything: true } : undefined
        const reply = await call(endpoint, { as: people[role], params, rawBody })
        const code = may(role, endpoint.permission as never) ? 'mfa-required' : 'not-permitted'
        figure('operations-reached-without-second-factor', reply.status === 403 ? 0 : 1, { of: 1 })
        expect([role, reply.status, reply.problem.code]).toEqual([role, 403, code])
      }
    },
  )

  it('others go on as before', async () => {
    expect((await call(settingsApi.get, { as: people.patient })).status).toBe(200)
    expect((await call(authApi.me, { as: people.patient })).body.secondFactorDue).toBe(false)
  })

  it('the session goes on as soon as the factor is set up', async () => {
    const doctor = await aDoctor()
    expect((await call(authApi.me, { as: doctor })).body.secondFactorDue).toBe(true)
    expect((await call(factorApi.secondFactors, { as: doctor })).body.required).toBe(true)
    const { secret } = (await call(factorApi.beginTotp, { as: doctor })).body
    expect((await call(settingsApi.get, { as: doctor })).status).toBe(403)
    expect((await call(factorApi.confirmTotp, { as: doctor, body: { totp: codeOf(secret) } })).status).toBe(200)
    expect((await call(settingsApi.get, { as: doctor })).status).toBe(200)
    expect((await call(authApi.me, { as: doctor })).body.secondFactorDue).toBe(false)
  })

  it('the demand is the database’s: it holds for sessions that are there already, and ends at once', async () => {
    const admin = await anAdmin()
    await look(`UPDATE hospital_settings SET second_factor_roles = '{}'`)
    expect((await call(settingsApi.security, { as: admin })).body).toEqual({ secondFactorRequiredFor: [] })
    await look(`UPDATE hospital_settings SET second_factor_roles = '{admin,doctor}'`)
    expect((await call(settingsApi.security, { as: admin })).status).toBe(403)
  })

  it('only administrators decide, each role once', async () => {
    await look(`UPDATE hospital_settings SET second_factor_roles = '{}'`)
    const body = { secondFactorRequiredFor: ['admin', 'admin'] as Role[] }
    expect((await call(settingsApi.updateSecurity, { as: people.admin, body })).status).toBe(422)
    const none = { secondFactorRequiredFor: [] }
    expect((await call(settingsApi.updateSecurity, { as: people.doctor, body: none })).status).toBe(403)
  })
})
