// @covers 45CFR164.312(d), 45CFR164.308(a)(3)(ii)(C), ASVS-7.2.1, ASVS-7.2.2, ASVS-7.4.2, ASVS-8.3.2, ASVS-9.1.1
// @covers ASVS-9.1.2, ASVS-9.1.3, ASVS-9.2.1, ASVS-9.2.2, ASVS-9.2.3, ASVS-9.2.4
import { figure } from './support/figure.ts'
import { authApi } from '@hms/contract/auth'
import { userApi } from '@hms/contract/users'
import { describe, expect, it } from 'vitest'
import { keys } from '../src/config/runtime.ts'
import { bearer, deviceCookie, forge, refreshCookie, refreshWith, signedUp, taken } from './support/accounts.ts'
import { call } from './support/call.ts'
import { look } from './support/observer.ts'
import { aDoctor, anAdmin, aPatient, signedIn } from './support/people.ts'

describe('access tokens', () => {
  it('are refused in every forged form, all with the same answer', async () => {
    const { reply, userId } = await signedUp()
    const genuine = reply.body.accessToken
    const { header, claims } = taken(genuine)
    const unsigned = (alg: string) =>
      `${forge({ ...header, alg }, claims)
        .split('.')
        .slice(0, 2)
        .join('.')}.`
    const now = Math.floor(Date.now() / 1000)
    const { exp: _exp, ...withoutExp } = claims
    const { nbf: _nbf, ...withoutNbf } = claims
    const forged: Record<string, string> = {
      'alg none': unsigned('none'),
      'alg None': unsigned('None'),
      'alg NONE': unsigned('NONE'),
      'HS256 with a public PEM': forge(header, claims, '-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n'),
      'HS256 with an empty key': forge(header, claims, ''),
      'another algorithm': forge({ ...header, alg: 'HS512' }, claims),
      'unknown kid': forge({ ...header, kid: 'other' }, claims),
      'no kid': forge({ ...header, kid: undefined }, claims),
      'kid as a path': forge({ ...header, kid: '../../dev/null' }, claims, ''),
      'kid as SQL': forge({ ...header, kid: "x' UNION SELECT ''--" }, claims, ''),
      'kid of the prototype': forge({ ...header, kid: '__proto__' }, claims, ''),
      'jku header': forge({ ...header, jku: 'http://127.0.0.1:1/keys', kid: 'mine' }, claims, 'mine'),
      'x5u header': forge({ ...header, x5u: 'http://127.0.0.1:1/cert', kid: 'mine' }, claims, 'mine'),
      'jwk header': forge({ ...header, jwk: { kty: 'oct', k: 'bWluZQ' } }, claims, 'mine'),
      expired: forge(header, { ...claims, iat: now - 900, nbf: now - 900, exp: now - 300 }),
      'not valid yet': forge(header, { ...claims, nbf: now + 300 }),
      'without expiry': forge(header, withoutExp),
      'without nbf': forge(header, withoutNbf),
      'wrong issuer': forge(header, { ...claims, iss: 'elsewhere' }),
      'wrong audience': forge(header, { ...claims, aud: 'other-api' }),
      'wrong type': forge({ ...header, typ: 'JWT' }, claims),
      'signed with the key of refresh tokens': forge(header, claims, keys.derive('refresh-token')),
      'signed with another environment’s key': forge(header, claims, Buffer.alloc(32, 7)),
      'a refresh token': refreshCookie(reply),
      'a device mark': deviceCookie(reply),
      'signature stripped': genuine.split('.').slice(0, 2).join('.') + '.',
      'signature cut': genuine.slice(0, -4),
      'claims exchanged': [
        genuine.split('.')[0],
        forge(header, { ...claims, role: 'admin' }).split('.')[1],
        genuine.split('.')[2],
      ].join('.'),
      'subject is no id': forge(header, { ...claims, sub: `${userId}' OR true` }),
      'unheard-of role': forge(header, { ...claims, role: 'owner' }),
      'raised role, well signed': forge(header, { ...claims, role: 'admin' }),
      'somebody else’s session, well signed': forge(header, { ...claims, sub: (await aPatient()).userId }),
    }
    expect(forge(header, claims)).toBe(genuine)
    const { requestId: _id, ...expected } = (await call(authApi.me, { headers: bearer(forged.expired!) })).problem
    for (const [name, token] of Object.entries(forged)) {
      const { status, problem } = await call(authApi.me, { headers: bearer(token) })
      const { requestId: _other, ...body } = problem
      figure('forged-tokens-accepted', status === 401 ? 0 : 1, { of: 1 })
      expect({ name, status, body }).toEqual({ name, status: 401, body: expected })
    }
    expect((await call(authApi.me, { headers: bearer(genuine) })).status).toBe(200)
  })

  it('end with the account, at the next request', async () => {
    const admin = await anAdmin()
    const doctor = await aDoctor()
    const elsewhere = await signedIn(doctor)
    expect((await call(authApi.me, { as: elsewhere })).status).toBe(200)
    await call(userApi.update, { as: admin, params: { id: doctor.userId }, body: { active: false } })
    for (const as of [doctor, elsewhere]) {
      figure('answers-after-the-account-ended', (await call(authApi.me, { as })).status === 200 ? 1 : 0, { of: 1 })
      expect(await call(authApi.me, { as })).toMatchObject({ status: 401, problem: { code: 'session-ended' } })
    }
  })

  it('do not outlive the role that they name', async () => {
    const { userId, email, token, reply } = await signedUp()
    await look('UPDATE users SET role = $2 WHERE id = $1', [userId, 'doctor'])
    expect((await call(authApi.me, { headers: bearer(token) })).status).toBe(401)
    const refreshed = await refreshWith(refreshCookie(reply))
    expect(refreshed.body.user).toMatchObject({ email, role: 'doctor' })
    expect((await call(authApi.me, { headers: bearer(refreshed.body.accessToken) })).body.user.role).toBe('doctor')
  })
})
