// @covers 45CFR164.312(a)(2)(i), 45CFR164.308(a)(3)(ii)(C), 45CFR164.308(a)(4)(ii)(C)
import { randomUUID } from 'node:crypto'
import { authApi } from '@hms/contract/auth'
import { userApi } from '@hms/contract/users'
import { beforeAll, describe, expect, it } from 'vitest'
import { db } from '../src/config/database.ts'
import { systemIdentity } from '../src/utils/context.ts'
import { anEmail, auditRows, goodPassword, refreshCookie, refreshWith, signedUp, signIn } from './support/accounts.ts'
import { call } from './support/call.ts'
import { look } from './support/observer.ts'
import { aDoctor, anAdmin, aPatient, type DoctorPerson, type PatientPerson, type Person } from './support/people.ts'

let admin: Person, doctor: DoctorPerson, patient: PatientPerson
beforeAll(async () => {
  ;[admin, doctor, patient] = await Promise.all([anAdmin(), aDoctor(), aPatient()])
})

const requestId = () => ({ 'X-Request-Id': randomUUID() })
const aUser = (about: { role?: 'patient' | 'doctor' | 'admin'; firstName?: string; lastName?: string } = {}) => ({
  email: anEmail(),
  role: 'doctor' as const,
  firstName: 'Mara',
  lastName: 'Lind',
  ...about,
})

describe('users', () => {
  it('are refused to doctors, patients and whoever is not signed in', async () => {
    const params = { id: patient.userId }
    const body = aUser()
    for (const [as, status] of [
      [doctor, 403],
      [patient, 403],
      [null, 401],
    ] as const) {
      expect((await call(userApi.list, { as })).status).toBe(status)
      expect((await call(userApi.create, { as, body })).status).toBe(status)
      expect((await call(userApi.get, { as, params })).status).toBe(status)
      expect((await call(userApi.update, { as, params, body: { role: 'admin' } })).status).toBe(status)
      expect((await call(userApi.remove, { as, params })).status).toBe(status)
    }
    expect(await look('SELECT role, disabled_at FROM users WHERE id = $1', [patient.userId])).toEqual([
      { role: 'patient', disabled_at: null },
    ])
  })

  it('that do not exist are not found', async () => {
    const params = { id: randomUUID() }
    expect((await call(userApi.get, { as: admin, params })).status).toBe(404)
    expect((await call(userApi.update, { as: admin, params, body: { active: false } })).status).toBe(404)
    expect((await call(userApi.remove, { as: admin, params })).status).toBe(404)
    expect((await call(userApi.get, { as: admin, params: { id: 'nonsense' } })).status).toBe(422)
  })
})

describe('listing users', () => {
  it('finds by parts of name and address, role and state, and leaves one row', async () => {
    const lastName = `Quint${randomUUID().slice(0, 8)}`
    const made = await Promise.all(
      (['doctor', 'admin', 'patient'] as const).map(
        async (role) => (await call(userApi.create, { as: admin, body: aUser({ role, lastName }) })).body,
      ),
    )
    await call(userApi.update, { as: admin, params: { id: made[0]!.id }, body: { active: false } })
    const ids = async (query: object) =>
      (await call(userApi.list, { as: admin, query })).body.items.map(({ id }) => id).sort()
    const all = made.map(({ id }) => id).sort()
    expect(await ids({ q: `mara ${lastName.toUpperCase()}` })).toEqual(all)
    expect(await ids({ q: made[1]!.email.slice(3, 30) })).toEqual([made[1]!.id])
    expect(await ids({ q: lastName, role: 'patient' })).toEqual([made[2]!.id])
    expect(await ids({ q: lastName, active: 'false' })).toEqual([made[0]!.id])
    expect(await ids({ q: lastName, active: 'true' })).toEqual([made[1]!.id, made[2]!.id].sort())
    expect(await ids({ q: `${lastName.slice(0, -1)}_` })).toEqual([])
    expect(await ids({ q: `%${lastName}` })).toEqual([])
    const headers = requestId()
    await call(userApi.list, { as: admin, query: { q: lastName }, headers })
    expect(await auditRows(headers['X-Request-Id'])).toMatchObject([{ action: 'R', operation: 'user.list' }])
  })

  it('goes on where the page before ended, newest first, each once', async () => {
    const lastName = `Pager${randomUUID().slice(0, 8)}`
    const made: string[] = []
    for (let i = 0; i < 5; i++) {
      made.unshift((await call(userApi.create, { as: admin, body: aUser({ lastName }) })).body.id)
    }
    await look(`UPDATE users SET created_at = '2026-02-03T04:05:06.123456Z' WHERE id = ANY($1)`, [made.slice(1, 4)])
    const listed: string[] = []
    let cursor: string | undefined
    do {
      const { items, nextCursor } = (await call(userApi.list, { as: admin, query: { q: lastName, limit: 2, cursor } }))
        .body
      listed.push(...items.map(({ id }) => id))
      cursor = nextCursor ?? undefined
    } while (cursor)
    expect(listed).toHaveLength(5)
    expect(new Set(listed)).toEqual(new Set(made))
  })

  it.each([
    ['is no cursor', 'nonsense'],
    ['names no moment', Buffer.from(JSON.stringify(['x', randomUUID()])).toString('base64url')],
    ['names no id', Buffer.from(JSON.stringify(['1', "' OR true"])).toString('base64url')],
  ])('refuses a cursor that %s', async (_what, cursor) => {
    const reply = await call(userApi.list, { as: admin, query: { cursor } })
    expect(reply).toMatchObject({ status: 422, problem: { errors: [{ pointer: '/query/cursor' }] } })
  })
})

describe('creating a user', () => {
  it('with a password lets the person in at once and leaves one row', async () => {
    const body = { ...aUser({ role: 'admin' }), password: goodPassword }
    const headers = requestId()
    const made = await call(userApi.create, { as: admin, body, headers })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ email: body.email, role: 'admin', active: true, lastSignInAt: null })
    expect(await auditRows(headers['X-Request-Id'])).toMatchObject([
      { action: 'C', operation: 'user.create', actor_id: admin.userId, resource_id: made.body.id },
    ])
    expect((await signIn(body.email, goodPassword)).body.user.role).toBe('admin')
    expect(await look('SELECT id FROM messages WHERE user_id = $1', [made.body.id])).toHaveLength(0)
    expect((await call(userApi.get, { as: admin, params: { id: made.body.id } })).body.id).toBe(made.body.id)
  })

  it('makes a record and its keys for a patient', async () => {
    const headers = requestId()
    const made = await call(userApi.create, { as: admin, body: aUser({ role: 'patient' }), headers })
    const [row] = await look(
      `SELECT p.id, p.search_name, (SELECT count(*)::int FROM patient_keys k WHERE k.patient_id = p.id) AS keys
         FROM patients p WHERE p.user_id = $1`,
      [made.body.id],
    )
    expect(row).toMatchObject({ search_name: 'mara lind', keys: 2 })
    expect(await auditRows(headers['X-Request-Id'])).toMatchObject([{ patient_ids: [row!.id] }])
  })

  it('refuses an address in use, a weak password and what it does not know, and makes nothing', async () => {
    const body = aUser({ role: 'patient' })
    const taken = await call(userApi.create, { as: admin, body: { ...body, email: doctor.email.toUpperCase() } })
    expect(taken.problem.code).toBe('email-taken')
    const weak = await call(userApi.create, { as: admin, body: { ...body, password: 'aaaaaaaaaaaaaa' } })
    expect(weak.problem.errors?.[0]?.pointer).toBe('/password')
    const rawBody = { ...body, role: 'Admin', active: true, passwordHash: 'x' }
    const odd = await call(userApi.create, { as: admin, rawBody })
    expect(odd.problem.errors?.map((error) => error.pointer).sort()).toEqual(['/active', '/passwordHash', '/role'])
    expect(await look('SELECT id FROM users WHERE email = $1::citext', [body.email])).toHaveLength(0)
  })
})

describe('editing a user', () => {
  it('carries a new name into the record of the patient and of the doctor', async () => {
    for (const [person, table] of [
      [await aPatient(), 'patients'],
      [await aDoctor(), 'doctors'],
    ] as const) {
      const headers = requestId()
      const params = { id: person.userId }
      const reply = await call(userApi.update, { as: admin, params, body: { lastName: 'Ångström' }, headers })
      expect(reply.body).toMatchObject({ firstName: person.firstName, lastName: 'Ångström' })
      const [row] = await look(`SELECT first_name, last_name, search_name FROM ${table} WHERE user_id = $1`, [
        person.userId,
      ])
      expect(row).toEqual({
        first_name: person.firstName,
        last_name: 'Ångström',
        search_name: `${person.firstName.toLowerCase()} angstrom`,
      })
      expect(await auditRows(headers['X-Request-Id'])).toMatchObject([
        { action: 'U', operation: 'user.update', changed_fields: ['lastName'] },
      ])
      expect((await call(authApi.me, { as: person })).status).toBe(200)
    }
  })

  it('changes the address to a free one only', async () => {
    const { userId, email } = await signedUp()
    const params = { id: userId }
    const taken = await call(userApi.update, { as: admin, params, body: { email: doctor.email } })
    expect(taken.problem.code).toBe('email-taken')
    const next = anEmail()
    expect((await call(userApi.update, { as: admin, params, body: { email: next } })).body.email).toBe(next)
    expect((await signIn(email, goodPassword)).status).toBe(401)
    expect((await signIn(next, goodPassword)).status).toBe(200)
  })

  it('to another role signs the person out, and gives a patient a record', async () => {
    const person = await aDoctor()
    const params = { id: person.userId }
    expect((await call(userApi.update, { as: admin, params, body: { role: 'patient' } })).body.role).toBe('patient')
    expect((await call(authApi.me, { as: person })).status).toBe(401)
    const records = await look('SELECT id FROM patients WHERE user_id = $1', [person.userId])
    expect(records).toHaveLength(1)
    await call(userApi.update, { as: admin, params, body: { role: 'doctor' } })
    await call(userApi.update, { as: admin, params, body: { role: 'patient' } })
    expect(await look('SELECT id FROM patients WHERE user_id = $1', [person.userId])).toEqual(records)
  })

  it('disables and enables', async () => {
    const { userId, email, reply } = await signedUp()
    const params = { id: userId }
    expect((await call(userApi.update, { as: admin, params, body: { active: false } })).body.active).toBe(false)
    expect((await refreshWith(refreshCookie(reply))).status).toBe(401)
    expect((await signIn(email, goodPassword)).status).toBe(401)
    expect((await call(userApi.update, { as: admin, params, body: { active: true } })).body.active).toBe(true)
    expect((await refreshWith(refreshCookie(reply))).status).toBe(401)
    expect((await signIn(email, goodPassword)).status).toBe(200)
  })

  it('names every invalid field', async () => {
    const rawBody = { email: 'x', role: 'owner', id: randomUUID(), version: 3 }
    const reply = await call(userApi.update, { as: admin, params: { id: patient.userId }, rawBody })
    expect(reply.problem.errors?.map((error) => error.pointer).sort()).toEqual(['/email', '/id', '/role', '/version'])
  })
})

describe('removing a user', () => {
  it('disables the account, signs every device out and keeps the row', async () => {
    const { userId, email, reply, token } = await signedUp()
    const headers = requestId()
    expect((await call(userApi.remove, { as: admin, params: { id: userId }, headers })).status).toBe(204)
    expect(await auditRows(headers['X-Request-Id'])).toMatchObject([
      { action: 'D', operation: 'user.delete', resource_id: userId, changed_fields: ['active'] },
    ])
    expect((await call(authApi.me, { headers: { Authorization: `Bearer ${token}` } })).status).toBe(401)
    expect((await refreshWith(refreshCookie(reply))).status).toBe(401)
    expect((await signIn(email, goodPassword)).status).toBe(401)
    expect((await call(userApi.get, { as: admin, params: { id: userId } })).body.active).toBe(false)
    expect((await call(userApi.remove, { as: admin, params: { id: userId } })).status).toBe(204)
  })

  it('lets an administrator leave, who is out at once', async () => {
    const leaving = await anAdmin()
    expect((await call(userApi.remove, { as: leaving, params: { id: leaving.userId } })).status).toBe(204)
    expect((await call(userApi.list, { as: leaving })).status).toBe(401)
  })

  it.each(['disabled_at = now()', `role = 'doctor'`])('keeps the last administrator from %s', async (change) => {
    const others = `UPDATE users SET disabled_at = now() WHERE role = 'admin' AND disabled_at IS NULL AND id <> $1`
    const attempt = db.write(systemIdentity, async (tx) => {
      tx.withoutAudit('is undone by the refusal')
      await tx.run(others, [admin.userId])
      await tx.run(`UPDATE users SET ${change} WHERE id = $1`, [admin.userId])
    })
    await expect(attempt).rejects.toMatchObject({ code: 'last-admin', status: 409 })
    expect((await call(authApi.me, { as: admin })).status).toBe(200)
  })
})
