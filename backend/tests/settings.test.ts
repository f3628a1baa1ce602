import { settingsApi } from '@hms/contract/settings'
import { visitTypeApi } from '@hms/contract/visitTypes'
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { db, type WriteTx } from '../src/config/database.ts'
import * as Settings from '../src/models/Settings.ts'
import { systemIdentity } from '../src/utils/context.ts'
import { call } from './support/call.ts'
import { look } from './support/observer.ts'
import { aDoctor, anAdmin, aPatient, type Person } from './support/people.ts'

let admin: Person, doctor: Person, patient: Person
beforeAll(async () => {
  ;[admin, doctor, patient] = await Promise.all([anAdmin(), aDoctor(), aPatient()])
})

describe('the settings of the hospital', () => {
  it('can be read by everybody who is signed in, and by nobody else', async () => {
    for (const as of [admin, doctor, patient]) {
      const reply = await call(settingsApi.get, { as })
      expect(reply.status).toBe(200)
      expect(reply.body.timeZone).toMatch(/\w+\/\w+/)
    }
    expect((await call(settingsApi.get)).problem.code).toBe('not-signed-in')
  })

  it('can be edited by an administrator, which leaves a row with the names of the fields', async () => {
    const phone = `+1 555 ${Math.floor(Math.random() * 9000 + 1000)}`
    const headers = { 'X-Request-Id': randomUUID() }
    const reply = await call(settingsApi.update, { as: admin, body: { phone }, headers })
    expect(reply.status).toBe(200)
    expect(reply.body.phone).toBe(phone)
    const rows = await look('SELECT * FROM audit_events WHERE request_id = $1', [headers['X-Request-Id']])
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({
      action: 'U',
      actor_id: admin.userId,
      changed_fields: ['phone'],
      outcome: 'success',
    })
  })

  it('cannot be edited by others, and the refusal is recorded', async () => {
    const headers = { 'X-Request-Id': randomUUID() }
    const reply = await call(settingsApi.update, { as: patient, body: { name: 'Mine' }, headers })
    expect(reply.status).toBe(403)
    const rows = await look('SELECT outcome, reason FROM audit_events WHERE request_id = $1', [headers['X-Request-Id']])
    expect(rows).toEqual([{ outcome: 'refused', reason: 'not-permitted' }])
  })

  it('name the field that is wrong', async () => {
    const reply = await call(settingsApi.update, { as: admin, rawBody: { timeZone: 'Moon/Base', colour: 'red' } })
    expect(reply.status).toBe(422)
    expect(reply.problem.errors?.map((error) => error.pointer).sort()).toEqual(['/colour', '/timeZone'])
  })
})

describe("what depends on the hospital's zone", () => {
  const undone = new Error('undone')
  /** Work of the application on the settings that nobody else sees, and of which nothing stays. */
  const unseen = (work: (tx: WriteTx) => Promise<void>) =>
    db
      .write(systemIdentity, async (tx) => {
        await work(tx)
        throw undone
      })
      .catch((error: unknown) => {
        if (error !== undone) throw error
      })
  const moveTo = (tx: WriteTx, zone: string) => tx.run('UPDATE hospital_settings SET time_zone = $1', [zone])
  /** The zones that were asked with, and what came of it. */
  async function asking(tx: WriteTx): Promise<[string[], string]> {
    const zones: string[] = []
    const answer = await Settings.inZone(tx, async (zone) => {
      zones.push(zone)
      if (zone === 'Asia/Tokyo') throw new Error('No such hour in Tokyo')
      return `in ${zone}`
    })
    return [zones, answer]
  }

  it('is asked along with it, and asked again when the zone has changed in between', () =>
    unseen(async (tx) => {
      expect(await moveTo(tx, 'Europe/Berlin')).toBe(1)
      await asking(tx)
      expect(await asking(tx)).toEqual([['Europe/Berlin'], 'in Europe/Berlin'])
      await moveTo(tx, 'Asia/Kolkata')
      expect(await asking(tx)).toEqual([['Europe/Berlin', 'Asia/Kolkata'], 'in Asia/Kolkata'])
      await moveTo(tx, 'Asia/Tokyo')
      await expect(asking(tx)).rejects.toThrow('Tokyo')
      // What fails with a zone of the past is no failure.
      await moveTo(tx, 'Africa/Lagos')
      expect(await asking(tx)).toEqual([['Asia/Tokyo', 'Africa/Lagos'], 'in Africa/Lagos'])
    }))
})

describe('kinds of visit', () => {
  it('are made and edited by an administrator with exact prices', async () => {
    const name = `Check-up ${randomUUID().slice(0, 8)}`
    const made = await call(visitTypeApi.create, { as: admin, body: { name, durationMinutes: 40, price: '120.5' } })
    expect(made.status).toBe(201)
    expect(made.body.price).toEqual({ amount: '120.50', currency: 'USD' })
    const params = { id: made.body.id }
    const edited = await call(visitTypeApi.update, { as: admin, params, body: { active: false } })
    expect(edited.body).toMatchObject({ name, active: false, price: { amount: '120.50' } })
    expect((await call(visitTypeApi.list, { as: patient })).body.items).toContainEqual(edited.body)
  })

  it('are told apart by their names, also when two are added at once', async () => {
    const body = (name: string) => ({ name, durationMinutes: 20, price: '1.00' })
    const name = `Check-up ${randomUUID().slice(0, 8)}`
    const made = await Promise.all([1, 2].map(() => call(visitTypeApi.create, { as: admin, body: body(name) })))
    expect(made.map(({ status, problem }) => problem.code ?? status).sort()).toEqual([201, 'name-taken'])
    const other = await call(visitTypeApi.create, { as: admin, body: body(`${name} too`) })
    const renamed = await call(visitTypeApi.update, { as: admin, params: { id: other.body.id }, body: { name } })
    expect([renamed.status, renamed.problem.code]).toEqual([409, 'name-taken'])
  })

  it('are refused in another currency, to others, and when they do not exist', async () => {
    const body = { name: 'X', durationMinutes: 20, price: { amount: '1.00', currency: 'EUR' } }
    expect((await call(visitTypeApi.create, { as: admin, body })).problem.errors?.[0]?.pointer).toBe('/price/currency')
    expect((await call(visitTypeApi.create, { as: doctor, body })).status).toBe(403)
    expect((await call(visitTypeApi.create, { body })).status).toBe(401)
    expect(
      (await call(visitTypeApi.update, { as: admin, params: { id: randomUUID() }, body: { active: true } })).status,
    ).toBe(404)
  })
})

describe('addresses of the API', () => {
  it('answer other methods with 405 and the ones that they take', async () => {
    const reply = await call({ ...settingsApi.get, method: 'delete' }, { as: admin })
    expect(reply.status).toBe(405)
    expect(reply.headers.allow).toContain('PATCH')
  })

  it('answer 404, 415, 413 and bad JSON as problems', async () => {
    const send = (headers: Record<string, string>, rawBody: unknown) =>
      call(settingsApi.update, { as: admin, headers, rawBody })
    expect((await call({ ...settingsApi.get, path: '/nothing-here' }, { as: admin })).problem.code).toBe('not-found')
    expect((await send({ 'Content-Type': 'text/plain' }, 'name=x')).problem.code).toBe('unsupported-media-type')
    expect((await send({ 'Content-Type': 'application/json' }, '{"name":')).problem.code).toBe('bad-request')
    expect((await send({}, { name: 'x'.repeat(300_000) })).problem.code).toBe('too-large')
  })
})
