// @covers 45CFR164.312(a)(2)(iii), ASVS-7.3.1, ASVS-7.3.2, ASVS-7.4.1
import { randomUUID } from 'node:crypto'
import { api } from '@hms/contract'
import { authApi } from '@hms/contract/auth'
import type { EndpointSpec } from '@hms/contract/endpoint'
import { factorApi } from '@hms/contract/factors'
import { lockApi } from '@hms/contract/lock'
import { notificationApi } from '@hms/contract/messages'
import { settingsApi } from '@hms/contract/settings'
import { describe, expect, it } from 'vitest'
import { db } from '../src/config/database.ts'
import {
  aBrowser,
  auditRows,
  bearer,
  cookieFrom,
  goodPassword,
  refreshCookie,
  refreshWith,
  signedUp,
  withRefresh,
} from './support/accounts.ts'
import { Authenticator } from './support/authenticator.ts'
import { call } from './support/call.ts'
import { codeOf, withTotp } from './support/factors.ts'
import { figure } from './support/figure.ts'
import { look } from './support/observer.ts'
import { aDoctor, anAdmin, aPatient, type Person } from './support/people.ts'

const IDLE_SECONDS = 15 * 60
const requestId = () => ({ 'X-Request-Id': randomUUID() })
const locked = { status: 401, problem: { code: 'session-locked' } }

/** The person was last at work so many seconds ago. */
const rest = ({ sessionId }: Pick<Person, 'sessionId'>, seconds: number) =>
  look(`UPDATE sessions SET active_at = now() - $2 * interval '1 second' WHERE id = $1`, [sessionId, seconds])
const age = ({ sessionId }: Pick<Person, 'sessionId'>, hours: number) =>
  look(`UPDATE sessions SET created_at = now() - $2 * interval '1 hour' WHERE id = $1`, [sessionId, hours])

async function restedSeconds({ sessionId }: Pick<Person, 'sessionId'>): Promise<number> {
  const [row] = await look<{ s: number }>(
    'SELECT extract(epoch FROM clock_timestamp() - active_at)::float AS s FROM sessions WHERE id = $1',
    [sessionId],
  )
  return row!.s
}

/** Somebody who came in through the front door, with the cookie of the browser. */
async function atADesk() {
  const { userId, email, sessionId, access, refresh } = await aBrowser('doctor')
  const as = { userId, email, token: access, role: 'doctor', sessionId } as Person
  return { as, cookie: refresh, headers: withRefresh(refresh) }
}

describe('an idle session', () => {
  it('is refused from its limit on, to the second, and says that it is locked', async () => {
    const doctor = await aDoctor()
    await rest(doctor, IDLE_SECONDS - 30)
    expect((await call(authApi.me, { as: doctor })).status).toBe(200)
    await rest(doctor, IDLE_SECONDS)
    expect(await call(authApi.me, { as: doctor })).toMatchObject(locked)
  })

  it('is not kept awake by requests, whatever they say of themselves', async () => {
    const doctor = await aDoctor()
    await rest(doctor, IDLE_SECONDS - 60)
    const marks: Record<string, string>[] = [
      {},
      { 'X-HMS-Request': '1' },
      { 'X-Activity': '1', 'X-User-Active': 'true', 'X-HMS-Deed': '1' },
      { 'X-Skip-Idle': '1', 'X-Skip-Session-Refresh': '1', 'X-Background': '0' },
    ]
    for (const headers of marks)
      for (const query of [{}, { skip: 'true' }, { active: '1' }, { secondsAgo: '0' }])
        await call(notificationApi.list, { as: doctor, headers, query: query as never })
    for (let i = 0; i < 20; i++) expect((await call(authApi.me, { as: doctor })).status).toBe(200)
    expect(await restedSeconds(doctor)).toBeGreaterThan(IDLE_SECONDS - 61)
    await rest(doctor, IDLE_SECONDS)
    expect(await call(notificationApi.list, { as: doctor, headers: marks[2]! })).toMatchObject(locked)
  })

  it('is not kept awake by a new access token, and gets none when it is locked', async () => {
    const { as, cookie } = await atADesk()
    await rest(as, IDLE_SECONDS - 60)
    const next = await refreshWith(cookie)
    expect(next.status).toBe(200)
    expect(await restedSeconds(as)).toBeGreaterThan(IDLE_SECONDS - 61)
    await rest(as, IDLE_SECONDS)
    const refused = await refreshWith(refreshCookie(next))
    expect(refused).toMatchObject(locked)
    expect(cookieFrom(refused, 'hms_refresh')).toBeUndefined()
    await rest(as, 0)
    expect((await refreshWith(refreshCookie(next))).status).toBe(200)
  })

  it('is kept awake by its person alone: as long ago as the person says, and never back in time', async () => {
    const doctor = await aDoctor()
    await rest(doctor, 600)
    const headers = requestId()
    expect((await call(lockApi.activity, { as: doctor, body: { secondsAgo: 40 }, headers })).status).toBe(204)
    expect(Math.round(await restedSeconds(doctor))).toBeGreaterThanOrEqual(40)
    expect(await restedSeconds(doctor)).toBeLessThan(600)
    await call(lockApi.activity, { as: doctor, body: { secondsAgo: 3600 } })
    expect(await restedSeconds(doctor)).toBeLessThan(600)
    for (const secondsAgo of [-1, 0.5, 3601, '1'])
      expect((await call(lockApi.activity, { as: doctor, rawBody: { secondsAgo } })).status).toBe(422)
    expect(await auditRows(headers['X-Request-Id'])).toEqual([])
  })

  it('is not woken by a late word that the person is there', async () => {
    const doctor = await aDoctor()
    await rest(doctor, IDLE_SECONDS)
    expect(await call(lockApi.activity, { as: doctor, body: { secondsAgo: 0 } })).toMatchObject(locked)
    expect(await call(authApi.me, { as: doctor })).toMatchObject(locked)
  })

  it('may be a patient’s for longer', async () => {
    const patient = await aPatient()
    await rest(patient, IDLE_SECONDS * 3)
    expect((await call(authApi.me, { as: patient })).status).toBe(200)
    await rest(patient, 3600)
    expect(await call(authApi.me, { as: patient })).toMatchObject(locked)
  })

  it('costs no request a write', async () => {
    const doctor = await aDoctor()
    const version = () => look('SELECT xmin::text, ctid::text FROM sessions WHERE id = $1', [doctor.sessionId])
    const before = await version()
    for (let i = 0; i < 5; i++) await call(authApi.me, { as: doctor })
    expect(await version()).toEqual(before)
  })

  it('cannot be kept awake, opened or lengthened by its person’s own role in the database', async () => {
    const doctor = await aDoctor()
    const identity = { kind: 'user', userId: doctor.userId, sessionId: doctor.sessionId, role: 'doctor' } as const
    for (const change of [
      "active_at = now() + interval '1 day'",
      'locked_at = NULL',
      "created_at = now() + interval '1 day'",
    ]) {
      const tried = db.write(identity, async (tx) => {
        tx.withoutAudit('a try')
        await tx.run(`UPDATE sessions SET ${change} WHERE id = $1`, [doctor.sessionId])
      })
      await expect(tried).rejects.toThrow()
    }
  })

  it('lets nothing of the work through that was begun on the guess that it is awake', async () => {
    const patient = await aPatient()
    const identity = { kind: 'user', userId: patient.userId, sessionId: patient.sessionId, role: 'patient' } as const
    const ask = () =>
      db.read(identity, async (tx) => {
        tx.withoutAudit('a look')
        return (await tx.many('SELECT id FROM patients')).length
      })
    expect(await ask()).toBe(1)
    await rest(patient, 3600)
    let seen = -1
    const tried = db.read(identity, async (tx) => {
      tx.withoutAudit('a look')
      seen = (await tx.many('SELECT id FROM patients')).length
    })
    await expect(tried).rejects.toMatchObject({ code: 'session-locked' })
    expect(seen).toBe(0)
  })
})

const guarded = Object.values(api)
  .flatMap((domain) => Object.values<EndpointSpec>(domain))
  .filter(({ permission }) => permission !== 'public')

describe('a locked session', () => {
  it('is refused by every operation, whatever it sends', async () => {
    const admin = await anAdmin()
    await look('UPDATE sessions SET locked_at = now() WHERE id = $1', [admin.sessionId])
    const answered: string[] = []
    for (const endpoint of guarded) {
      const names = [...endpoint.path.matchAll(/:(\w+)/g)].map(([, name]) => name!)
      const params = Object.fromEntries(names.map((name) => [name, randomUUID()]))
      const rawBody = endpoint.body ? { anything: true } : undefined
      const { status, problem } = await call(endpoint, { as: admin, params, rawBody })
      const isRefused = status === 401 && problem.code === 'session-locked'
      if (!isRefused) answered.push(`${endpoint.method} ${endpoint.path}: ${status} ${problem.code}`)
    }
    figure('idle-sessions-that-answered', answered.length, { of: guarded.length })
    expect(answered).toEqual([])
  })

  it('is what locking the screen makes, and leaves a row', async () => {
    const { as, headers } = await atADesk()
    const id = requestId()
    expect((await call(lockApi.lock, { as, headers: id })).status).toBe(204)
    expect(await call(authApi.me, { as })).toMatchObject(locked)
    expect(await auditRows(id['X-Request-Id'])).toMatchObject([
      { operation: 'auth.lock', action: 'E', actor_id: as.userId, session_id: as.sessionId },
    ])
    const state = await call(lockApi.state, { headers })
    expect(state).toMatchObject({ status: 200, body: { locked: true, lockInSeconds: 0, userId: as.userId } })
  })

  it('can be signed out', async () => {
    const { as, headers } = await atADesk()
    await rest(as, IDLE_SECONDS)
    expect((await call(authApi.logout, { headers })).status).toBe(200)
    expect((await call(lockApi.state, { headers })).problem.code).toBe('session-ended')
  })

  it('goes on, with other tokens, when its person shows the password, long after the access token', async () => {
    const { as, cookie, headers } = await atADesk()
    await rest(as, IDLE_SECONDS * 20)
    const id = requestId()
    const wrong = await call(lockApi.unlock, { headers, body: { password: 'not the password' } })
    expect(wrong).toMatchObject({ status: 401, problem: { code: 'invalid-credentials' } })
    expect(await call(authApi.me, { as })).toMatchObject(locked)
    const right = await call(lockApi.unlock, { headers: { ...headers, ...id }, body: { password: goodPassword } })
    expect(right).toMatchObject({ status: 200, body: { locked: false, userId: as.userId, idleSeconds: IDLE_SECONDS } })
    expect(await auditRows(id['X-Request-Id'])).toMatchObject([
      { operation: 'auth.unlock', outcome: 'success', actor_id: as.userId, session_id: as.sessionId },
    ])
    const now = { ...as, token: right.body.accessToken }
    expect((await call(authApi.me, { as: now })).status).toBe(200)
    const { items } = (await call(authApi.sessions, { as: now })).body
    expect(items.find(({ current }) => current)).toMatchObject({ locked: false, secondFactor: false })
    expect((await refreshWith(refreshCookie(right))).status).toBe(200)
    expect((await refreshWith(cookie)).status).toBe(401)
  })

  it('is opened by a passkey that made sure of the person, and not by a code or a mere touch', async () => {
    const { as: guardedPerson, userId, secret } = await withTotp()
    const key = new Authenticator()
    const begun = await call(factorApi.beginPasskey, { as: guardedPerson })
    const body = { challenge: begun.body.challenge, passkey: key.create(begun.body.challenge), name: 'Key' }
    expect((await call(factorApi.addPasskey, { as: guardedPerson, body })).status).toBe(200)
    const [{ id }] = (await look<{ id: string }>('SELECT id FROM sessions WHERE user_id = $1', [userId])) as [
      { id: string },
    ]
    const session = { sessionId: id }
    await rest(session, 3600)
    const headers = bearer(guardedPerson.token)
    expect((await call(lockApi.state, { headers })).body).toMatchObject({ locked: true, password: true, passkey: true })
    const ask = async () => (await call(lockApi.unlockPasskey, { headers })).body.challenge
    expect((await call(lockApi.unlock, { headers, rawBody: { totp: codeOf(secret) } })).status).toBe(422)
    const touched = await ask()
    const touch = { challenge: touched, passkey: key.get(touched, { verified: false }) }
    expect((await call(lockApi.unlock, { headers, body: touch })).problem.code).toBe('invalid-factor')
    const foreign = { challenge: await ask(), passkey: new Authenticator().get(touched) }
    expect((await call(lockApi.unlock, { headers, body: foreign })).status).toBe(401)
    expect((await call(authApi.me, { as: guardedPerson })).problem.code).toBe('session-locked')
    const challenge = await ask()
    const shown = { challenge, passkey: key.get(challenge, { verified: true }) }
    const open = await call(lockApi.unlock, { headers, body: shown })
    expect(open.status).toBe(200)
    const now = bearer(open.body.accessToken)
    expect((await call(authApi.me, { headers: now })).status).toBe(200)
    expect((await call(lockApi.unlock, { headers: now, body: shown })).problem.code).toBe('sign-in-expired')
  })

  it('is not opened by somebody else’s password, nor guessed open', async () => {
    const { as, headers } = await atADesk()
    const other = await signedUp(undefined, 'Another seven lanterns')
    await rest(as, IDLE_SECONDS)
    const theirs = await call(lockApi.unlock, { headers, body: { password: other.password } })
    expect(theirs.problem.code).toBe('invalid-credentials')
    const tries = Array.from({ length: 14 }, () => call(lockApi.unlock, { headers, body: { password: 'wrong wrong' } }))
    const statuses = (await Promise.all(tries)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 401)).toHaveLength(9)
    expect((await call(lockApi.unlock, { headers, body: { password: goodPassword } })).status).toBe(429)
  })

  it('is not opened by a copy of its token from before, after the session, or by nobody', async () => {
    const { as, cookie, headers } = await atADesk()
    const next = await refreshWith(cookie)
    await rest(as, IDLE_SECONDS)
    const body = { password: goodPassword }
    expect((await call(lockApi.unlock, { headers, body })).problem.code).toBe('session-ended')
    expect((await call(lockApi.unlock, { body })).problem.code).toBe('session-ended')
    expect((await call(lockApi.unlockPasskey, { headers })).problem.code).toBe('session-ended')
    await look('UPDATE users SET disabled_at = now() WHERE id = $1', [as.userId])
    const own = withRefresh(refreshCookie(next))
    expect((await call(lockApi.unlock, { headers: own, body })).problem.code).toBe('session-ended')
  })
})

describe('a session that has lasted its time', () => {
  it('is over for staff after twelve hours, however busy, and cannot be unlocked', async () => {
    const { as, cookie, headers } = await atADesk()
    await age(as, 11.9)
    expect((await call(authApi.me, { as })).status).toBe(200)
    await age(as, 12)
    expect((await call(lockApi.activity, { as, body: { secondsAgo: 0 } })).problem.code).toBe('session-ended')
    expect((await call(authApi.me, { as })).problem.code).toBe('session-ended')
    expect((await call(lockApi.unlock, { headers, body: { password: goodPassword } })).problem.code).toBe(
      'session-ended',
    )
    expect((await refreshWith(cookie)).problem.code).toBe('session-ended')
    expect((await call(lockApi.state, { headers })).problem.code).toBe('session-ended')
  })

  it('lasts a patient thirty days', async () => {
    const patient = await aPatient()
    await age(patient, 29 * 24)
    expect((await call(authApi.me, { as: patient })).status).toBe(200)
    await age(patient, 30 * 24)
    expect((await call(authApi.me, { as: patient })).problem.code).toBe('session-ended')
  })
})

describe('how long sessions stay open', () => {
  const usual = { idleMinutes: 15, patientIdleMinutes: 60, sessionHours: 12, patientSessionHours: 720 }

  it('is told to a session, locked or not', async () => {
    const { as, headers } = await atADesk()
    await rest(as, 300)
    const { body } = await call(lockApi.state, { headers })
    expect(body).toMatchObject({ locked: false, passkey: false, idleSeconds: IDLE_SECONDS, userId: as.userId })
    expect(body.lockInSeconds).toBeGreaterThan(IDLE_SECONDS - 360)
    expect(body.lockInSeconds).toBeLessThanOrEqual(IDLE_SECONDS - 300)
    expect(body.endsInSeconds).toBeLessThanOrEqual(12 * 3600)
    expect((await call(lockApi.state)).problem.code).toBe('session-ended')
    await look('UPDATE users SET password_hash = NULL WHERE id = $1', [as.userId])
    expect((await call(lockApi.state, { headers })).body).toMatchObject({ password: false, passkey: false })
    expect((await call(lockApi.unlock, { headers, body: { password: goodPassword } })).status).toBe(401)
  })

  it('is an administrator’s to say, within bounds', async () => {
    const admin = await anAdmin()
    expect((await call(settingsApi.sessions, { as: admin })).body).toEqual(usual)
    for (const change of [
      { idleMinutes: 1 },
      { idleMinutes: 61 },
      { patientIdleMinutes: 1441 },
      { sessionHours: 25 },
      { patientSessionHours: 0 },
    ]) {
      const reply = await call(settingsApi.updateSessions, { as: admin, body: { ...usual, ...change } })
      expect(reply.problem.errors?.map(({ pointer }) => pointer)).toEqual([`/${Object.keys(change)[0]}`])
    }
    const headers = requestId()
    expect((await call(settingsApi.updateSessions, { as: admin, body: usual, headers })).body).toEqual(usual)
    expect(await auditRows(headers['X-Request-Id'])).toMatchObject([
      { operation: 'settings.update-sessions', changed_fields: Object.keys(usual) },
    ])
    expect((await call(settingsApi.sessions, { as: await aDoctor() })).status).toBe(403)
  })

  it('has its bounds in the database, too', async () => {
    for (const set of ['idle_minutes = 0', 'idle_minutes = 600', 'session_hours = 48'])
      await expect(look(`UPDATE hospital_settings SET ${set}`)).rejects.toThrow(/session_limits_check/)
  })
})
