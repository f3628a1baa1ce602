// @covers 45CFR164.312(a)(1), ASVS-8.2.1, ASVS-8.3.2, ASVS-15.3.3, ASVS-15.3.5
import { authApi } from '@hms/contract/auth'
import { patientApi } from '@hms/contract/patients'
import { roles } from '@hms/contract/permissions'
import { userApi } from '@hms/contract/users'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { anEmail, bearer, refreshCookie, signedUp, withRefresh } from './support/accounts.ts'
import { call } from './support/call.ts'
import { figure } from './support/figure.ts'
import { look } from './support/observer.ts'
import { aColleague, aDoctor, anAdmin, aPatient, type PatientPerson, type Person } from './support/people.ts'

let admin: Person, patient: PatientPerson
let before: unknown[]
const standing = () =>
  look('SELECT id, email::text, role, disabled_at FROM users WHERE id = ANY ($1) ORDER BY id', [
    [admin.userId, patient.userId],
  ])

beforeEach(async () => {
  ;[admin, patient] = await Promise.all([anAdmin(), aPatient()])
  before = await standing()
})
afterEach(async () => {
  const after = await standing()
  const changed = after.filter((row, i) => JSON.stringify(row) !== JSON.stringify(before[i])).length
  figure('rights-changed-by-oneself', changed, { of: after.length })
  expect(after).toEqual(before)
})

describe('whoever asks for more rights', () => {
  it('gets none by editing the own record with the name and the role of another', async () => {
    const params = { id: patient.patientId }
    for (const more of [
      { email: admin.email },
      { role: 'admin' },
      { sub: admin.userId },
      { userId: admin.userId },
      { tenant: 'x' },
    ]) {
      const reply = await call(patientApi.update, {
        as: patient,
        params,
        rawBody: { phone: '+1 555 010 0001', ...more },
      })
      // The address in a record is one to write to, and signs nobody in.
      const harmless = 'email' in more && reply.status === 200
      expect([more, harmless || reply.status === 422]).toEqual([more, true])
    }
    const me = await call(authApi.me, { as: patient })
    expect(me.body.user).toMatchObject({ id: patient.userId, email: patient.email, role: 'patient' })
  })

  it('gets none when the session is renewed', async () => {
    const { reply, userId } = await signedUp()
    const rawBody = { role: 'admin', sub: admin.userId, email: admin.email }
    const renewed = await call(authApi.refresh, { headers: withRefresh(refreshCookie(reply)), rawBody })
    if (renewed.status === 200) expect(renewed.body.user).toMatchObject({ id: userId, role: 'patient' })
    else expect([400, 415, 422]).toContain(renewed.status)
    const me = await call(authApi.me, { headers: bearer(reply.body.accessToken) })
    expect([401, 200]).toContain(me.status)
    if (me.status === 200) expect(me.body.user).toMatchObject({ id: userId, role: 'patient' })
  })

  it('gets none from themself: only administrators give roles', async () => {
    for (const who of [
      patient,
      await aDoctor(),
      await aColleague('receptionist'),
      await aColleague('privacy_officer'),
    ]) {
      const reply = await call(userApi.update, { as: who, params: { id: who.userId }, body: { role: 'admin' } })
      expect(reply.status).toBe(403)
      const [row] = await look<{ role: string }>('SELECT role FROM users WHERE id = $1', [who.userId])
      expect(row!.role).toBe(who.role)
    }
  })
})

describe('a role', () => {
  const strange: unknown[] = [
    'Admin',
    'ADMIN',
    'admin ',
    ' admin',
    'аdmin',
    'ＡＤＭＩＮ',
    'admin\u0000',
    'admin/doctor',
    'admin:all',
  ]
  strange.push(
    'admin,doctor',
    '',
    '*',
    'owner',
    'system',
    'auth',
    'hms_owner',
    '__proto__',
    'constructor',
    ['admin'],
    { role: 'admin' },
    null,
    0,
  )

  it('is one of those that there are, letter for letter', async () => {
    const user = { firstName: 'A', lastName: 'B' }
    for (const role of strange) {
      const created = await call(userApi.create, { as: admin, rawBody: { ...user, email: anEmail(), role } })
      const updated = await call(userApi.update, { as: admin, params: { id: patient.userId }, rawBody: { role } })
      figure('strange-roles-accepted', [created, updated].filter(({ status }) => status < 300).length, { of: 2 })
      expect([role, created.status, updated.status]).toEqual([role, 422, 422])
    }
    expect(strange.filter((role) => (roles as readonly unknown[]).includes(role))).toEqual([])
  })

  it('is one of those that there are in the database too', async () => {
    for (const role of ['Admin', 'owner', 'admin '])
      await expect(look('UPDATE users SET role = $2 WHERE id = $1', [patient.userId, role])).rejects.toThrow(
        /constraint|invalid/,
      )
  })
})
