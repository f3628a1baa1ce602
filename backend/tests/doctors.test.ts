// @covers ASVS-8.2.3
import { figure } from './support/figure.ts'
import { type Availability, doctorApi } from '@hms/contract/doctors'
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { call } from './support/call.ts'
import { look } from './support/observer.ts'
import { aDoctor, alwaysOpen, anAdmin, aPatient, type DoctorPerson, type Person } from './support/people.ts'
import { auditOf } from './support/visits.ts'

let admin: Person, patient: Person, drRao: DoctorPerson, drOther: DoctorPerson
beforeAll(async () => {
  ;[admin, patient, drRao, drOther] = await Promise.all([anAdmin(), aPatient(), aDoctor(), aDoctor()])
})

const word = () => `w${randomUUID().replace(/[^a-z]/g, '')}`
const stopBookings = (doctor: DoctorPerson) =>
  look('UPDATE doctors SET accepts_bookings = false WHERE id = $1', [doctor.doctorId])

describe('finding doctors', () => {
  it('takes parts of the name in any order, without accents, and sorts by name', async () => {
    const family = word()
    await aDoctor({ firstName: 'Zoë', lastName: `${family}b` })
    await aDoctor({ firstName: 'Adam', lastName: `${family}b` })
    await aDoctor({ firstName: 'Zoë', lastName: `${family}a` })
    const all = await call(doctorApi.list, { as: patient, query: { q: family } })
    expect(all.status).toBe(200)
    expect(all.body.items.map((item) => `${item.firstName} ${item.lastName.at(-1)}`)).toEqual([
      'Zoë a',
      'Adam b',
      'Zoë b',
    ])
    const some = await call(doctorApi.list, { as: drRao, query: { q: `${family} ZOE` } })
    expect(some.body.items).toHaveLength(2)
  })

  it('goes on page by page without missing or repeating anybody', async () => {
    const family = word()
    for (const firstName of ['A', 'B', 'C', 'D', 'E']) await aDoctor({ firstName, lastName: family })
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const { body } = await call(doctorApi.list, { as: admin, query: { q: family, limit: 2, cursor } })
      seen.push(...body.items.map((item) => item.firstName))
      cursor = body.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toEqual(['A', 'B', 'C', 'D', 'E'])
  })

  it('by specialization does not mind upper and lower case', async () => {
    const specialization = `Cardiology ${word()}`
    const doctor = await aDoctor({ specialization })
    const { body } = await call(doctorApi.list, {
      as: patient,
      query: { specialization: specialization.toUpperCase() },
    })
    expect(body.items.map((item) => item.id)).toEqual([doctor.doctorId])
    expect((await call(doctorApi.specializations, { as: patient })).body.items).toContain(specialization)
  })

  it('shows patients only those whom they can book, and staff everybody', async () => {
    const [lastName, specialization] = [word(), word()]
    await stopBookings(await aDoctor({ lastName, specialization }))
    expect((await call(doctorApi.list, { as: patient, query: { q: lastName } })).body.items).toEqual([])
    expect((await call(doctorApi.list, { as: drRao, query: { q: lastName } })).body.items).toHaveLength(1)
    expect((await call(doctorApi.specializations, { as: patient })).body.items).not.toContain(specialization)
    expect((await call(doctorApi.specializations, { as: admin })).body.items).toContain(specialization)
  })

  it('leaves out for patients whose account is disabled or has another role', async () => {
    const lastName = word()
    const [gone, changed] = [await aDoctor({ lastName }), await aDoctor({ lastName })]
    await look('UPDATE users SET disabled_at = now() WHERE id = $1', [gone.userId])
    await look(`UPDATE users SET role = 'admin' WHERE id = $1`, [changed.userId])
    expect((await call(doctorApi.list, { as: patient, query: { q: lastName } })).body.items).toEqual([])
  })

  it('refuses cursors that it has not made, and people who are not signed in', async () => {
    const made = (values: unknown) => Buffer.from(JSON.stringify(values)).toString('base64url')
    for (const cursor of ['nonsense', made(['a', 'b']), made(['a', 'b', 'c']), made(['a\0', 'b', randomUUID()])]) {
      const reply = await call(doctorApi.list, { as: patient, query: { cursor } })
      expect([reply.status, reply.problem.errors?.[0]?.pointer]).toEqual([422, '/query/cursor'])
    }
    expect((await call(doctorApi.list)).status).toBe(401)
    expect((await call(doctorApi.specializations)).status).toBe(401)
  })
})

describe('reading a doctor', () => {
  it('shows license number and phone to administrators and to the doctor only', async () => {
    await look('UPDATE doctors SET phone = $2 WHERE id = $1', [drRao.doctorId, '+1 555 010 1234'])
    const params = { id: drRao.doctorId }
    for (const as of [admin, drRao]) {
      const { body } = await call(doctorApi.get, { as, params })
      expect(body).toMatchObject({ id: drRao.doctorId, userId: drRao.userId, phone: '+1 555 010 1234' })
      expect(body.licenseNumber).toMatch(/^LIC-/)
    }
    for (const as of [patient, drOther]) {
      expect((await call(doctorApi.get, { as, params })).body).toMatchObject({ phone: null, licenseNumber: null })
    }
  })

  it('needs an existing doctor and a sign-in', async () => {
    expect((await call(doctorApi.get, { as: patient, params: { id: randomUUID() } })).status).toBe(404)
    expect((await call(doctorApi.get, { as: patient, params: { id: 'x' } })).status).toBe(422)
    expect((await call(doctorApi.get, { params: { id: drRao.doctorId } })).status).toBe(401)
  })
})

async function aDoctorsAccount(role = 'doctor'): Promise<string> {
  const [row] = await look<{ id: string }>(
    `INSERT INTO users (email, role, first_name, last_name) VALUES ($1, $2, 'Mara', 'Ngo') RETURNING id`,
    [`${randomUUID()}@test.example`, role],
  )
  return row!.id
}
const profile = () => ({ specialization: 'Neurology', licenseNumber: `L-${randomUUID()}` })

describe('adding a doctor', () => {
  it('gives an account with the role doctor a profile with office hours', async () => {
    const headers = { 'X-Request-Id': randomUUID() }
    const userId = await aDoctorsAccount()
    const reply = await call(doctorApi.create, { as: admin, body: { userId, ...profile() }, headers })
    expect(reply.status).toBe(201)
    expect(reply.body).toMatchObject({ userId, firstName: 'Mara', lastName: 'Ngo', acceptsBookings: true, bio: null })
    expect(reply.body.availability.weekly).toHaveLength(10)
    expect(reply.body.availability.weekly.slice(0, 2)).toEqual([
      { day: 1, start: '09:00', end: '12:00' },
      { day: 1, start: '13:00', end: '17:00' },
    ])
    const rows = await auditOf(headers['X-Request-Id'])
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ action: 'C', operation: 'doctor.create', resource_id: reply.body.id })
  })

  it('makes the account along with the profile, or neither', async () => {
    const headers = { 'X-Request-Id': randomUUID() }
    const user = { email: `${randomUUID()}@test.example`, firstName: 'Ada', lastName: 'Berg' }
    const body = { user, ...profile() }
    const made = await call(doctorApi.create, { as: admin, body, headers })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ firstName: 'Ada', lastName: 'Berg' })
    const [account] = await look('SELECT email, role FROM users WHERE id = $1', [made.body.userId])
    expect(account).toEqual({ email: user.email, role: 'doctor' })
    expect(await auditOf(headers['X-Request-Id'])).toHaveLength(1)

    const other = { ...user, email: `${randomUUID()}@test.example` }
    const taken = await call(doctorApi.create, { as: admin, body: { ...body, user: other } })
    expect([taken.status, taken.problem.code]).toEqual([409, 'license-taken'])
    expect(await look('SELECT 1 FROM users WHERE email = $1', [other.email])).toEqual([])
    const again = await call(doctorApi.create, { as: admin, body: { user, ...profile() } })
    expect(again.problem.code).toBe('email-taken')
  })

  it('needs an account that is a doctor and has no profile', async () => {
    const send = (userId: string) => call(doctorApi.create, { as: admin, body: { userId, ...profile() } })
    expect((await send(randomUUID())).status).toBe(404)
    expect((await send(patient.userId)).problem.code).toBe('wrong-status')
    expect((await send(drRao.userId)).problem.code).toBe('wrong-status')
    const disabled = await aDoctorsAccount()
    await look('UPDATE users SET disabled_at = now() WHERE id = $1', [disabled])
    expect((await send(disabled)).problem.code).toBe('wrong-status')
  })

  it('names what is invalid and is for administrators', async () => {
    const backwards = { weekly: [{ day: 8, start: '12:00', end: '09:00' }] }
    const rawBody = { userId: randomUUID(), ...profile(), availability: backwards, phone: 'none' }
    const reply = await call(doctorApi.create, { as: admin, rawBody })
    expect(reply.status).toBe(422)
    const pointers = reply.problem.errors?.map((error) => error.pointer)
    expect(pointers).toEqual(expect.arrayContaining(['/phone', '/availability/weekly/0/day']))
    const user = { email: `${randomUUID()}@test.example`, firstName: 'Ada', lastName: 'Berg', password: 'abcabcabcabc' }
    const weak = await call(doctorApi.create, { as: admin, body: { user, ...profile() } })
    expect([weak.status, weak.problem.errors?.[0]?.pointer]).toEqual([422, '/user/password'])
    const body = { userId: await aDoctorsAccount(), ...profile() }
    for (const as of [patient, drRao]) expect((await call(doctorApi.create, { as, body })).status).toBe(403)
    expect((await call(doctorApi.create, { body })).status).toBe(401)
  })
})

describe('editing a doctor', () => {
  it('lets doctors change what they say of themselves', async () => {
    const doctor = await aDoctor()
    const headers = { 'X-Request-Id': randomUUID() }
    const body = { bio: 'Speaks Tamil', phone: '+1 555 010 9999', availability: alwaysOpen, acceptsBookings: false }
    const reply = await call(doctorApi.update, { as: doctor, params: { id: doctor.doctorId }, body, headers })
    expect(reply.status).toBe(200)
    expect(reply.body).toMatchObject({ ...body, version: 2 })
    const rows = await auditOf(headers['X-Request-Id'])
    expect(rows).toMatchObject([{ action: 'U', actor_id: doctor.userId }])
    expect(rows[0]!.changed_fields.sort()).toEqual(Object.keys(body).sort())
  })

  it("refuses doctors the hospital's fields, by name, and other doctors' profiles", async () => {
    const params = { id: drRao.doctorId }
    const body = { bio: 'x', licenseNumber: 'mine', specialization: 'Everything' }
    const own = await call(doctorApi.update, { as: drRao, params, body })
    figure('fields-changed-without-right', own.status < 300 ? 2 : 0, { of: 2 })
    expect(own.status).toBe(403)
    expect(own.problem.errors?.map((error) => error.pointer)).toEqual(['/specialization', '/licenseNumber'])
    expect((await call(doctorApi.update, { as: drOther, params, body: { bio: 'x' } })).status).toBe(403)
    expect((await call(doctorApi.update, { as: patient, params, body: { bio: 'x' } })).status).toBe(403)
    expect((await call(doctorApi.update, { params, body: { bio: 'x' } })).status).toBe(401)
    expect((await call(doctorApi.update, { as: admin, params: { id: randomUUID() }, body: {} })).status).toBe(404)
  })

  it('lets administrators change all of it, the name of the account too', async () => {
    const doctor = await aDoctor()
    const lastName = word()
    const body = { lastName, specialization: 'Surgery', licenseNumber: `L-${randomUUID()}` }
    const reply = await call(doctorApi.update, { as: admin, params: { id: doctor.doctorId }, body })
    expect(reply.body).toMatchObject(body)
    expect(await look('SELECT last_name FROM users WHERE id = $1', [doctor.userId])).toEqual([{ last_name: lastName }])
    expect((await call(doctorApi.list, { as: patient, query: { q: lastName } })).body.items).toHaveLength(1)
    const { body: other } = await call(doctorApi.get, { as: admin, params: { id: drRao.doctorId } })
    const taken = { licenseNumber: other.licenseNumber! }
    const refused = await call(doctorApi.update, { as: admin, params: { id: doctor.doctorId }, body: taken })
    expect(refused.problem.code).toBe('license-taken')
  })

  it('of an older version is a conflict; of two at once one wins', async () => {
    const doctor = await aDoctor()
    const params = { id: doctor.doctorId }
    const edit = (bio: string) => call(doctorApi.update, { as: admin, params, body: { bio, version: 1 } })
    const replies = await Promise.all([edit('one'), edit('two'), edit('three')])
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, 409, 409])
    expect((await edit('late')).problem.code).toBe('edit-conflict')
  })

  it('does not open bookings for somebody whose account is disabled', async () => {
    const doctor = await aDoctor()
    await look('UPDATE users SET disabled_at = now() WHERE id = $1', [doctor.userId])
    const params = { id: doctor.doctorId }
    const closed = await call(doctorApi.get, { as: admin, params })
    expect(closed.body.acceptsBookings).toBe(false)
    const reply = await call(doctorApi.update, { as: admin, params, body: { acceptsBookings: true } })
    expect(reply.problem.code).toBe('wrong-status')
  })

  it('names what is invalid', async () => {
    const rawBody = { bio: '', availability: { weekly: [], slotMinutes: 1 }, colour: 'red' }
    const reply = await call(doctorApi.update, { as: admin, params: { id: drRao.doctorId }, rawBody })
    const pointers = reply.problem.errors?.map((error) => error.pointer).sort()
    expect(pointers).toEqual(['/availability/slotMinutes', '/bio', '/colour'])
  })

  it('changes the free slots at once', async () => {
    const doctor = await aDoctor()
    const params = { id: doctor.doctorId }
    const day = Temporal.Now.plainDateISO('America/New_York').add({ days: 10 }).toString()
    const closed: Availability = { ...alwaysOpen, exceptions: [{ date: day, hours: [], reason: 'Conference' }] }
    const query = { from: day, to: day }
    expect((await call(doctorApi.slots, { as: patient, params, query })).body.items.length).toBeGreaterThan(40)
    await call(doctorApi.update, { as: doctor, params, body: { availability: closed } })
    expect((await call(doctorApi.slots, { as: patient, params, query })).body.items).toEqual([])
  })
})
