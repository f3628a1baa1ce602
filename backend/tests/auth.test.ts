// @covers 45CFR164.312(d), 45CFR164.308(a)(5)(ii)(C), 45CFR164.308(a)(5)(ii)(D), ASVS-6.2.1, ASVS-6.2.4, ASVS-6.3.1
// @covers ASVS-7.3.2, ASVS-16.3.1
import { figure } from './support/figure.ts'
import { randomUUID } from 'node:crypto'
import { authApi } from '@hms/contract/auth'
import { oidcApi } from '@hms/contract/oidc'
import { describe, expect, it } from 'vitest'
import { env } from '../src/config/runtime.ts'
import {
  accessCookie,
  anAddress,
  anEmail,
  auditRows,
  bearer,
  deviceCookie,
  exhaust,
  from,
  goodPassword,
  signedUp,
  signIn,
  withDevice,
} from './support/accounts.ts'
import { call } from './support/call.ts'
import { look } from './support/observer.ts'
import { aDoctor, anAdmin, aPatient } from './support/people.ts'

const requestId = () => ({ 'X-Request-Id': randomUUID() })

describe('signing up', () => {
  it('makes a patient with a record without details, its keys and a session, and leaves one row', async () => {
    const headers = { ...requestId(), ...from(anAddress()) }
    const body = { email: anEmail(), password: goodPassword, firstName: 'Zoë', lastName: "O'Neil" }
    const reply = await call(authApi.register, { body, headers })
    expect(reply.status).toBe(201)
    expect(reply.body).toMatchObject({ user: { email: body.email, role: 'patient', active: true }, expiresIn: 600 })
    const [patient] = await look(
      `SELECT p.*, (SELECT count(*)::int FROM patient_keys k WHERE k.patient_id = p.id) AS keys
         FROM patients p WHERE user_id = $1`,
      [reply.body.user.id],
    )
    expect(patient).toMatchObject({ first_name: 'Zoë', search_name: 'zoe o neil', date_of_birth: null, keys: 2 })
    expect(await auditRows(headers['X-Request-Id'])).toMatchObject([
      { action: 'C', operation: 'auth.register', actor_id: reply.body.user.id, patient_ids: [patient!.id] },
    ])
    const me = await call(authApi.me, { headers: bearer(reply.body.accessToken) })
    expect(me.body).toMatchObject({ patient: { id: patient!.id, complete: false }, doctor: null })
  })

  it('hands the session over in cookies that no script can read', async () => {
    const { reply } = await signedUp()
    const set = reply.headers['set-cookie'] as unknown as string[]
    expect(set).toHaveLength(3)
    for (const line of set) expect(line).toMatch(/HttpOnly.*SameSite=Strict/)
    expect(set.find((line) => line.startsWith('hms_access='))).toContain('Path=/api;')
    expect(set.find((line) => line.startsWith('hms_refresh='))).toContain('Path=/api/auth;')
    const me = await call(authApi.me, { headers: { Cookie: `hms_access=${accessCookie(reply)}` } })
    expect(me.status).toBe(200)
  })

  it('never takes over an account that exists', async () => {
    const { email, userId } = await signedUp()
    const [before] = await look('SELECT password_hash, first_name, version FROM users WHERE id = $1', [userId])
    const body = { email: email.toUpperCase(), password: 'Another one entirely 9', firstName: 'Eve', lastName: 'E' }
    const reply = await call(authApi.register, { body, headers: from(anAddress()) })
    expect(reply).toMatchObject({ status: 409, problem: { code: 'email-taken' } })
    expect(reply.headers['set-cookie']).toBeUndefined()
    const rows = await look('SELECT password_hash, first_name, version FROM users WHERE email = $1::citext', [email])
    figure('accounts-taken-over', JSON.stringify(rows) === JSON.stringify([before]) ? 0 : 1, { of: 1 })
    expect(rows).toEqual([before])
  })

  it.each([
    ['shorter than twelve characters', 'Short-1'],
    ['one of those that everybody uses', 'Password 123456'],
    ['on the list of those that are tried first', 'Leave-me-alone'],
    ['on that list, with digits to make it long enough', 'Liverpool 1234567'],
    ['one pattern over and over', 'abcabcabcabcab'],
    ['one letter over and over', 'aaaaaaaaaaaaaaaa'],
    ['shorter than twelve once its accents are composed', 'e\u0301'.repeat(6)],
  ])('refuses a password that is %s', async (_what, password) => {
    const body = { email: anEmail(), password, firstName: 'A', lastName: 'B' }
    const reply = await call(authApi.register, { body, headers: from(anAddress()) })
    expect(reply.status).toBe(422)
    expect(reply.problem.errors?.map((error) => error.pointer)).toEqual(['/password'])
  })

  it('refuses a password with the name of the e-mail address in it', async () => {
    const name = `kim${randomUUID().slice(0, 8)}`
    const body = { email: `${name}@test.example`, password: `my ${name} secret`, firstName: 'A', lastName: 'B' }
    const reply = await call(authApi.register, { body, headers: from(anAddress()) })
    expect(reply).toMatchObject({ status: 422, problem: { errors: [{ pointer: '/password' }] } })
  })

  it('is limited for each address', async () => {
    const address = anAddress()
    const register = () => {
      const body = { email: anEmail(), password: goodPassword, firstName: 'A', lastName: 'B' }
      return call(authApi.register, { body, headers: from(address) })
    }
    await exhaust('sign-up', address, env.signUpLimitPerHour - 1)
    expect((await register()).status).toBe(201)
    const stopped = await register()
    expect(stopped).toMatchObject({ status: 429, problem: { code: 'too-many-requests' } })
    expect(Number(stopped.headers['retry-after'])).toBeGreaterThan(500)
  })

  it('names every invalid field and takes no role', async () => {
    const rawBody = { email: 'x', password: 'y', firstName: '', lastName: 'B', role: 'admin' }
    const reply = await call(authApi.register, { rawBody })
    expect(reply.problem.errors?.map((error) => error.pointer).sort()).toEqual([
      '/email',
      '/firstName',
      '/password',
      '/role',
    ])
  })
})

describe('signing in', () => {
  it('gives a session and leaves one row that names the account', async () => {
    const { email, userId } = await signedUp()
    const headers = { ...requestId(), ...from(anAddress()) }
    const reply = await signIn(email.toUpperCase(), goodPassword, headers)
    expect(reply).toMatchObject({ status: 200, body: { user: { id: userId }, expiresIn: 600 } })
    expect(reply.body.user.lastSignInAt).not.toBeNull()
    expect(await auditRows(headers['X-Request-Id'])).toMatchObject([
      { action: 'E', operation: 'auth.login', outcome: 'success', actor_id: userId },
    ])
  })

  it('answers alike for an unknown address, a wrong password, no password yet and a disabled account', async () => {
    const { email } = await signedUp()
    const disabled = await signedUp()
    await look('UPDATE users SET disabled_at = now() WHERE id = $1', [disabled.userId])
    const invited = await aDoctor()
    const headers = requestId()
    const tries = [
      await signIn(email, 'not the password', { ...headers, ...from(anAddress()) }),
      await signIn(anEmail(), goodPassword, { ...headers, ...from(anAddress()) }),
      await signIn(disabled.email, goodPassword, { ...headers, ...from(anAddress()) }),
      await signIn(invited.email, goodPassword, { ...headers, ...from(anAddress()) }),
    ]
    for (const reply of tries) {
      expect(reply).toMatchObject({ status: 401, problem: { code: 'invalid-credentials' } })
      expect(reply.problem).toEqual(tries[0]!.problem)
      expect(reply.headers['set-cookie']).toBeUndefined()
    }
    const rows = await auditRows(headers['X-Request-Id'])
    expect(rows.map((row) => [row.outcome, row.reason]).sort()).toEqual([
      ['failed', 'account-disabled'],
      ['failed', 'unknown-account'],
      ['failed', 'wrong-password'],
      ['failed', 'wrong-password'],
    ])
  })

  it('takes as long for an unknown address as for a wrong password', async () => {
    const { email } = await signedUp()
    const time = async (address: string) => {
      const start = performance.now()
      await signIn(address, 'not the password')
      return performance.now() - start
    }
    // The quickest of many: what else the machine does only ever adds time.
    const wrong: number[] = []
    const unknown: number[] = []
    for (let i = 0; i < 15; i++) {
      wrong.push(await time(email))
      unknown.push(await time(anEmail()))
    }
    expect(Math.min(...unknown)).toBeGreaterThan(Math.min(...wrong) / 2)
    expect(Math.min(...wrong)).toBeGreaterThan(Math.min(...unknown) / 2)
  })

  it('is stopped after ten wrong guesses from one address, with one row for each try', async () => {
    const { email } = await signedUp()
    const headers = { ...requestId(), ...from(anAddress()) }
    for (let i = 0; i < 10; i++) expect((await signIn(email, `guess ${i}`, headers)).status).toBe(401)
    const stopped = await signIn(email, goodPassword, headers)
    expect(stopped).toMatchObject({ status: 429, problem: { code: 'too-many-requests' } })
    expect(Number(stopped.headers['retry-after'])).toBeGreaterThan(0)
    expect((await auditRows(headers['X-Request-Id'])).map((row) => row.outcome)).toEqual([
      ...new Array<string>(10).fill('failed'),
      'refused',
    ])
  })

  it('lets no more guesses through when they come all at once', async () => {
    const { email } = await signedUp()
    const headers = from(anAddress())
    const replies = await Promise.all(Array.from({ length: 40 }, (_, i) => signIn(email, `guess ${i}`, headers)))
    figure('guesses-of-a-password-evaluated', replies.filter(({ status }) => status === 401).length, {
      of: replies.length,
    })
    expect(replies.filter(({ status }) => status === 401)).toHaveLength(10)
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(30)
  })

  it('is stopped for an address that has failed with three hundred others', async () => {
    const { email } = await signedUp()
    const address = anAddress()
    await exhaust('sign-in-address', address, 299)
    expect((await signIn(anEmail(), 'guess', from(address))).status).toBe(401)
    expect((await signIn(email, goodPassword, from(address))).status).toBe(429)
    expect((await signIn(email, goodPassword)).status).toBe(200)
  })

  it('does not count successes', async () => {
    const { email } = await signedUp()
    const headers = from(anAddress())
    const replies = await Promise.all(Array.from({ length: 12 }, () => signIn(email, goodPassword, headers)))
    expect(replies.map(({ status }) => status)).toEqual(new Array(12).fill(200))
  })

  it('stays open to the owner on a known device, whatever others guess from wherever', async () => {
    const { email, reply } = await signedUp()
    const home = anAddress()
    for (let i = 0; i < 11; i++) await signIn(email, `guess ${i}`, from(home))
    expect((await signIn(email, goodPassword, from(home))).status).toBe(429)
    const known = { ...from(home), ...withDevice(deviceCookie(reply)) }
    expect((await signIn(email, goodPassword, known)).status).toBe(200)
    await exhaust('sign-in-account', email, 100)
    const owner = await signIn(email, goodPassword, known)
    figure('owners-kept-out', owner.status === 200 ? 0 : 1, { of: 1 })
    expect(owner.status).toBe(200)
    expect((await signIn(email, goodPassword)).status).toBe(429)
  })

  it('counts guesses on a known device too, and knows no forged one', async () => {
    const { email, userId, reply } = await signedUp()
    const known = () => ({ ...from(anAddress()), ...withDevice(deviceCookie(reply)) })
    for (let i = 0; i < 10; i++) expect((await signIn(email, `guess ${i}`, known())).status).toBe(401)
    expect((await signIn(email, goodPassword, known())).status).toBe(429)
    const home = anAddress()
    for (let i = 0; i < 10; i++) await signIn(email, `guess ${i}`, from(home))
    const other = await signedUp()
    const forged = `${userId}.${randomUUID()}.${deviceCookie(other.reply).split('.')[2]}`
    for (const mark of [forged, deviceCookie(other.reply), 'x.y.z', `${userId}..`]) {
      expect((await signIn(email, goodPassword, { ...from(home), ...withDevice(mark) })).status).toBe(429)
    }
  })

  it('lasts thirty days for patients and twelve hours for staff', async () => {
    const { email, userId } = await signedUp()
    await look('UPDATE users SET role = $2 WHERE id = $1', [userId, 'doctor'])
    await signIn(email, goodPassword)
    const rows = await look<{ hours: number }>(
      `SELECT round(extract(epoch FROM expires_at - created_at) / 3600)::int AS hours FROM sessions
        WHERE user_id = $1 ORDER BY hours`,
      [userId],
    )
    expect(rows).toEqual([{ hours: 12 }, { hours: 720 }])
  })
})

describe('a sign-in through a provider', () => {
  it('is offered nowhere, and leads nowhere, where none is set up', async () => {
    expect((await call(oidcApi.provider)).body).toEqual({ provider: null })
    expect((await call(oidcApi.start, { body: {} })).problem.code).toBe('not-found')
    expect((await call(oidcApi.callback, { query: { state: 'x', code: 'y' } })).problem.code).toBe('not-found')
  })
})

describe('who is signed in', () => {
  it('is told with the records that are theirs', async () => {
    const [patient, doctor, admin] = await Promise.all([aPatient(), aDoctor(), anAdmin()])
    const headers = requestId()
    expect((await call(authApi.me, { as: patient, headers })).body).toMatchObject({
      user: { id: patient.userId, email: patient.email },
      patient: { id: patient.patientId, complete: true },
      doctor: null,
    })
    expect(await auditRows(headers['X-Request-Id'])).toHaveLength(1)
    expect((await call(authApi.me, { as: doctor })).body).toMatchObject({
      patient: null,
      doctor: { id: doctor.doctorId },
    })
    expect((await call(authApi.me, { as: admin })).body).toMatchObject({ patient: null, doctor: null })
    expect((await call(authApi.me)).problem.code).toBe('not-signed-in')
  })
})
