// @covers 45CFR164.312(b), GDPR-Art5(1)(b), GDPR-Art5(2), ASVS-16.2.1
import { randomUUID } from 'node:crypto'
import { auditApi } from '@hms/contract/audit'
import { authApi } from '@hms/contract/auth'
import { userApi } from '@hms/contract/users'
import { beforeAll, describe, expect, it } from 'vitest'
import { auditRows } from './support/accounts.ts'
import { call } from './support/call.ts'
import { aDoctor, anAdmin, aPatient, type PatientPerson, type Person } from './support/people.ts'

let admin: Person, patient: PatientPerson
beforeAll(async () => {
  ;[admin, patient] = await Promise.all([anAdmin(), aPatient()])
})

const requestId = () => ({ 'X-Request-Id': randomUUID() })
const listed = async (query: object) => (await call(auditApi.list, { as: admin, query })).body.items

describe('the audit log', () => {
  it('says who did what to whom, when and from where', async () => {
    const headers = requestId()
    await call(authApi.me, { as: patient, headers })
    const items = await listed({ requestId: headers['X-Request-Id'] })
    expect(items).toMatchObject([
      {
        action: 'R',
        operation: 'auth.me',
        outcome: 'success',
        actor: { id: patient.userId, name: `${patient.firstName} ${patient.lastName}`, role: 'patient' },
        purpose: 'PATRQT',
        sessionId: patient.sessionId,
        requestId: headers['X-Request-Id'],
        resource: { type: 'Person', id: patient.userId },
        patientIds: [patient.patientId],
        patientName: `${patient.firstName} ${patient.lastName}`,
        changedFields: [],
      },
    ])
  })

  it('is filtered by patient, actor, action, outcome and time', async () => {
    const actor = await aPatient()
    await call(authApi.me, { as: actor })
    await call(userApi.get, { as: actor, params: { id: admin.userId } })
    const mine = await listed({ actorId: actor.userId })
    expect(mine.map(({ outcome }) => outcome)).toEqual(['refused', 'success'])
    const ids = (rows: typeof mine) => rows.map(({ id }) => id)
    const [refusal, reading] = ids(mine) as [string, string]
    expect(ids(await listed({ patientId: actor.patientId, action: 'R', outcome: 'success' }))).toContain(reading)
    expect(ids(await listed({ actorId: actor.userId, outcome: 'refused' }))).toEqual([refusal])
    expect(ids(await listed({ actorId: actor.userId, patientId: actor.patientId }))).toEqual([reading])
    expect(ids(await listed({ actorId: actor.userId, action: 'C' }))).toEqual([])
    const hour = (shift: number) => new Date(Date.now() + shift * 3_600_000).toISOString()
    expect(ids(await listed({ actorId: actor.userId, from: hour(-1), to: hour(1) }))).toEqual([refusal, reading])
    expect(ids(await listed({ actorId: actor.userId, from: hour(1) }))).toEqual([])
    expect(ids(await listed({ actorId: actor.userId, to: hour(-1) }))).toEqual([])
    expect(ids(await listed({ actorId: actor.userId, from: '2020-01-01', to: '2020-01-02' }))).toEqual([])
  })

  it('goes on where the page before ended, newest first', async () => {
    const actor = await aPatient()
    for (let i = 0; i < 5; i++) await call(authApi.me, { as: actor })
    const seqs: bigint[] = []
    let cursor: string | undefined
    do {
      const query = { actorId: actor.userId, limit: 2, cursor }
      const { items, nextCursor } = (await call(auditApi.list, { as: admin, query })).body
      seqs.push(...items.map(({ seq }) => BigInt(seq)))
      cursor = nextCursor ?? undefined
    } while (cursor)
    expect(seqs).toHaveLength(5)
    expect(seqs).toEqual([...seqs].sort((a, b) => (a > b ? -1 : 1)))
  })

  it('records that it was looked into, and about whom', async () => {
    const headers = requestId()
    await call(auditApi.list, { as: admin, query: { patientId: patient.patientId }, headers })
    expect(await auditRows(headers['X-Request-Id'])).toMatchObject([
      { action: 'R', operation: 'audit.list', actor_id: admin.userId, patient_ids: [patient.patientId] },
    ])
  })

  it('is for administrators, and the refusal is in it', async () => {
    expect((await call(auditApi.list)).status).toBe(401)
    for (const as of [patient, await aDoctor()]) {
      const headers = requestId()
      expect((await call(auditApi.list, { as, headers })).status).toBe(403)
      expect(await auditRows(headers['X-Request-Id'])).toMatchObject([{ outcome: 'refused', reason: 'not-permitted' }])
    }
  })

  it('refuses what is no filter', async () => {
    const query = { patientId: 'x', action: 'X', from: 'yesterday', colour: 'red' } as object
    const reply = await call(auditApi.list, { as: admin, query })
    expect(reply.problem.errors?.map((error) => error.pointer).sort()).toEqual([
      '/query/action',
      '/query/colour',
      '/query/from',
      '/query/patientId',
    ])
    const cursor = Buffer.from(JSON.stringify(['9'.repeat(40), '1'])).toString('base64url')
    expect((await call(auditApi.list, { as: admin, query: { cursor } })).status).toBe(422)
  })
})
