import { randomUUID } from 'node:crypto'
import { hash } from '@node-rs/argon2'
import { authApi } from '@hms/contract/auth'
import { userApi } from '@hms/contract/users'
import { describe, expect, it } from 'vitest'
import { keys } from '../src/config/runtime.ts'
import {
  accessCookie,
  anAddress,
  anEmail,
  auditRows,
  bearer,
  cookieFrom,
  deviceCookie,
  exhaustAccount,
  forge,
  from,
  goodPassword,
  refreshCookie,
  refreshWith,
  signedUp,
  signIn,
  taken,
  withDevice,
  withRefresh,
} from './support/accounts.ts'
import { call } from './support/call.ts'
import { look } from './support/observer.ts'
import { aDoctor, anAdmin, aPatient, signedIn } from './support/people.ts'

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
    expect(rows).toEqual([before])
  })

  it.each([
    ['shorter than twelve characters', 'Short-1'],
    ['one of those that everybody uses', 'Password 123456'],
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

describe('passwords', () => {
  it('are kept as argon2id hashes at the cost that OWASP asks for', async () => {
    const { userId } = await signedUp()
    const [row] = await look<{ password_hash: string }>('SELECT password_hash FROM users WHERE id = $1', [userId])
    const [, m, t, p] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(row!.password_hash)!
    expect(Number(m)).toBeGreaterThanOrEqual(19_456)
    expect([Number(t) >= 2, p]).toEqual([true, '1'])
  })

  it.each([73, 128])('count to the last of %i bytes', async (length) => {
    const long = `${randomUUID()}${randomUUID()}${randomUUID()}${randomUUID()}`.slice(0, length - 1)
    const { email } = await signedUp(anEmail(), `${long}a`)
    expect((await signIn(email, `${long}b`)).status).toBe(401)
    expect((await signIn(email, `${long}a`)).status).toBe(200)
  })

  it('are the same however a keyboard composes accents', async () => {
    const password = 'Crème brûlée à la carte'
    const { email } = await signedUp(anEmail(), password.normalize('NFD'))
    expect(password.normalize('NFD')).not.toBe(password.normalize('NFC'))
    expect((await signIn(email, password.normalize('NFC'))).status).toBe(200)
    expect((await signIn(email, password.normalize('NFD'))).status).toBe(200)
  })

  it('are hashed anew at sign-in once the cost has risen', async () => {
    const { email, userId } = await signedUp()
    const weak = await hash(goodPassword, { memoryCost: 4096, timeCost: 1, parallelism: 1 })
    await look('UPDATE users SET password_hash = $2 WHERE id = $1', [userId, weak])
    expect((await signIn(email, goodPassword)).status).toBe(200)
    const [row] = await look<{ password_hash: string }>('SELECT password_hash FROM users WHERE id = $1', [userId])
    expect(row!.password_hash).toContain('m=19456,t=2')
    expect((await signIn(email, goodPassword)).status).toBe(200)
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
    expect(replies.filter(({ status }) => status === 401)).toHaveLength(10)
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(30)
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
    await exhaustAccount(email)
    expect((await signIn(email, goodPassword, known)).status).toBe(200)
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
    expect((await refreshWith(refreshCookie(third))).status).toBe(401)
    expect((await call(authApi.me, { headers: bearer(third.body.accessToken) })).status).toBe(401)
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
    expect(out.status).toBe(204)
    expect([cookieFrom(out, 'hms_refresh'), cookieFrom(out, 'hms_access')]).toEqual(['', ''])
    expect(cookieFrom(out, 'hms_device')).toBeUndefined()
    expect((await call(authApi.me, { headers: bearer(token) })).status).toBe(401)
    expect((await refreshWith(refreshCookie(reply))).status).toBe(401)
    expect(await auditRows(headers['X-Request-Id'])).toMatchObject([{ operation: 'auth.logout', actor_id: userId }])
  })

  it('succeeds when nobody is signed in', async () => {
    expect((await call(authApi.logout)).status).toBe(204)
    expect((await call(authApi.logout, { headers: withRefresh('unknown') })).status).toBe(204)
  })

  it('everywhere ends the sessions of this person and of nobody else', async () => {
    const doctor = await aDoctor()
    const elsewhere = await signedIn(doctor)
    const other = await aDoctor()
    expect((await call(authApi.logoutEverywhere)).status).toBe(401)
    expect((await call(authApi.logoutEverywhere, { as: doctor })).status).toBe(204)
    for (const as of [doctor, elsewhere]) expect((await call(authApi.me, { as })).status).toBe(401)
    expect((await call(authApi.me, { as: other })).status).toBe(200)
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

  it('are signed out one at a time by their owner and by nobody else', async () => {
    const patient = await aPatient()
    const elsewhere = await signedIn(patient)
    const admin = await anAdmin()
    const params = { id: elsewhere.sessionId }
    for (const as of [await aPatient(), admin]) {
      expect((await call(authApi.endSession, { as, params })).status).toBe(404)
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
