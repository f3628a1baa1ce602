// @covers 45CFR164.308(a)(1)(ii)(D), 45CFR164.308(a)(6)(ii), 45CFR164.528, GDPR-Art5(1)(a)
import { randomUUID } from 'node:crypto'
import { patientApi } from '@hms/contract/patients'
import { accessLogApi, privacyCaseApi } from '@hms/contract/privacy'
import { beforeAll, describe, expect, it } from 'vitest'
import { auditRows } from './support/accounts.ts'
import { call } from './support/call.ts'
import { inCareOf } from './support/care.ts'
import { look } from './support/observer.ts'
import { aDoctor, anAdmin, aPatient, type DoctorPerson, type PatientPerson, type Person } from './support/people.ts'

let admin: Person, doctor: DoctorPerson, patient: PatientPerson, other: PatientPerson
beforeAll(async () => {
  ;[admin, doctor, patient, other] = await Promise.all([anAdmin(), aDoctor(), aPatient(), aPatient()])
  await inCareOf(doctor, patient)
  await call(patientApi.get, { as: doctor, params: { id: patient.patientId } })
  await call(patientApi.get, { as: admin, params: { id: patient.patientId } })
  await call(patientApi.get, { as: patient, params: { id: patient.patientId } })
  await call(patientApi.update, { as: patient, params: { id: patient.patientId }, body: { phone: '+1 555 010 7788' } })
  await call(patientApi.list, { as: doctor, query: { q: patient.lastName } })
})

type Query = NonNullable<Parameters<typeof call<typeof accessLogApi.list>>[1]>['query']
const logOf = (who: PatientPerson, as: Person = who, query: Query = {}) =>
  call(accessLogApi.list, { as, params: { id: who.patientId }, query })

describe('who has seen a record', () => {
  it('is told to its patient: who, in which role, what, when and why', async () => {
    const { body } = await logOf(patient)
    expect(body.items).toMatchObject([
      {
        operation: 'patient.search',
        actor: { id: doctor.userId, name: `${doctor.firstName} ${doctor.lastName}`, role: 'doctor' },
        purpose: 'TREAT',
        othersToo: false,
        case: null,
      },
      { operation: 'patient.read', actor: { id: admin.userId, role: 'admin' }, purpose: 'HOPERAT' },
      { operation: 'patient.read', actor: { id: doctor.userId }, action: 'R', outcome: 'success' },
    ])
    expect(body.people).toMatchObject([
      { id: doctor.userId, name: `${doctor.firstName} ${doctor.lastName}`, role: 'doctor', times: 2 },
      { id: patient.userId },
      { id: admin.userId, times: 1 },
    ])
  })

  it('is all that the database holds of the patient, and nothing else', async () => {
    const truth = await look<{ id: string }>(
      'SELECT id FROM audit_events WHERE patient_ids @> ARRAY[$1::uuid] ORDER BY recorded DESC, seq DESC',
      [patient.patientId],
    )
    const told: string[] = []
    let cursor: string | undefined
    do {
      const { body } = await logOf(patient, patient, { own: 'true', limit: 3, ...(cursor ? { cursor } : {}) })
      told.push(...body.items.map(({ id }) => id))
      cursor = body.nextCursor ?? undefined
    } while (cursor && told.length < 100)
    // Each look at the list adds a row of its own, in front of those that were counted.
    expect(told.filter((id) => truth.some((row) => row.id === id))).toEqual(truth.map(({ id }) => id))
    expect(truth.length).toBeGreaterThanOrEqual(6)
  })

  it('folds away what the patient did, unless that is asked for', async () => {
    const ownIn = async (query: Query) =>
      (await logOf(patient, patient, query)).body.items.filter(({ actor }) => actor.id === patient.userId).length
    expect(await ownIn({})).toBe(0)
    expect(await ownIn({ own: 'true' })).toBeGreaterThanOrEqual(3)
  })

  it('is filtered by person and time', async () => {
    const of = async (query: Query) => (await logOf(patient, patient, query)).body.items.map(({ actor }) => actor.id)
    expect(await of({ actorId: admin.userId })).toEqual([admin.userId])
    expect(await of({ to: '2020-01-01' })).toEqual([])
    expect(await of({ from: '2020-01-01' })).toHaveLength(3)
  })

  it('is read by administrators too, which leaves a row in it', async () => {
    const headers = { 'X-Request-Id': randomUUID() }
    const reply = await call(accessLogApi.list, { as: admin, params: { id: patient.patientId }, headers })
    expect(reply.body.items.length).toBeGreaterThanOrEqual(3)
    expect(await auditRows(headers['X-Request-Id'])).toMatchObject([
      { operation: 'access-log.read', actor_id: admin.userId, patient_ids: [patient.patientId] },
    ])
    expect((await logOf(patient, patient, { actorId: admin.userId })).body.items[0]).toMatchObject({
      operation: 'access-log.read',
    })
  })

  it('is shown to no other patient, to no doctor and to nobody who is not signed in', async () => {
    expect((await logOf(patient, other)).status).toBe(404)
    expect((await logOf(patient, doctor)).status).toBe(403)
    expect((await call(accessLogApi.list, { params: { id: patient.patientId } })).status).toBe(401)
    const random = { ...patient, patientId: randomUUID() }
    expect((await logOf(random, other)).status).toBe(404)
  })

  it('gives names of nobody who is not in it', async () => {
    const [named] = await look<{ n: number }>(
      `SELECT set_config('hms.role', 'patient', false), set_config('hms.patient_id', $1, false),
              (SELECT count(*)::int FROM hms_names_in_access_log($2, $3)) AS n`,
      [patient.patientId, other.patientId, [other.userId, admin.userId]],
    )
    expect(named!.n).toBe(0)
  })

  it('refuses what is no filter', async () => {
    const reply = await logOf(patient, patient, { own: 'maybe', actorId: 'x', cursor: 'x' } as never)
    expect(reply.problem.errors?.map(({ pointer }) => pointer).sort()).toEqual(['/query/actorId', '/query/own'])
    expect((await logOf(patient, patient, { cursor: 'x' })).status).toBe(422)
  })
})

const message = 'I was never treated by this doctor'
const report = (eventId: string, as: Person = patient, id = patient.patientId, body: object = { message }) =>
  call(accessLogApi.report, { as, params: { id, eventId }, rawBody: body })
const entryBy = async (who: Person) =>
  (await logOf(patient, patient, { actorId: who.userId })).body.items.find(({ case: asked }) => asked === null)!.id

describe('“I don’t recognise this”', () => {
  it('opens a case that administrators are told of, and answers the patient', async () => {
    const eventId = await entryBy(doctor)
    const headers = { 'X-Request-Id': randomUUID() }
    const opened = await call(accessLogApi.report, {
      as: patient,
      params: { id: patient.patientId, eventId },
      body: { message },
      headers,
    })
    expect(opened).toMatchObject({ status: 201, body: { kind: 'patient-report', state: 'open', message, eventId } })
    expect(await auditRows(headers['X-Request-Id'])).toMatchObject([
      { operation: 'privacy-case.open', action: 'C', patient_ids: [patient.patientId] },
    ])
    const { id } = opened.body
    // Privacy officers, or administrators where there is none: other tests may have made one.
    const told = await look<{ role: string }>(
      `SELECT DISTINCT u.role FROM messages m JOIN users u ON u.id = m.user_id WHERE m.dedupe_key LIKE $1`,
      [`privacy-case/${id}/%in-app%`],
    )
    expect([['admin'], ['privacy_officer']]).toContainEqual(told.map(({ role }) => role))

    const closed = await call(privacyCaseApi.close, {
      as: admin,
      params: { id },
      body: { finding: 'The doctor stood in for yours on that day.' },
    })
    expect(closed).toMatchObject({ status: 200, body: { state: 'closed', closedBy: { id: admin.userId } } })
    const entry = (await logOf(patient)).body.items.find((item) => item.id === eventId)
    expect(entry!.case).toMatchObject({ id, state: 'closed', finding: 'The doctor stood in for yours on that day.' })
    const answered = await look(`SELECT 1 FROM messages WHERE user_id = $1 AND kind = 'privacy-case-closed'`, [
      patient.userId,
    ])
    expect(answered.length).toBeGreaterThan(0)
  })

  it('is asked once about each time, however often it is sent', async () => {
    const eventId = await entryBy(doctor)
    const replies = await Promise.all(Array.from({ length: 5 }, () => report(eventId)))
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409])
  })

  it('is said of the own record only, of an entry that is in it, and with words', async () => {
    const eventId = await entryBy(admin)
    expect((await report(eventId, other)).status).toBe(404)
    expect((await report(eventId, other, other.patientId)).status).toBe(404)
    expect((await report(randomUUID())).status).toBe(404)
    expect((await report(eventId, doctor)).status).toBe(403)
    expect((await report(eventId, patient, patient.patientId, { message: ' ' })).status).toBe(422)
    expect((await report(eventId, patient, patient.patientId, { message, patientId: other.patientId })).status).toBe(
      422,
    )
    expect((await call(accessLogApi.report, { params: { id: patient.patientId, eventId } })).status).toBe(401)
  })

  it('is stored so that only the patient’s key opens it', async () => {
    const [stored] = await look<{ message: Buffer }>(
      'SELECT message FROM privacy_cases WHERE patient_id = $1 AND message IS NOT NULL LIMIT 1',
      [patient.patientId],
    )
    expect(stored!.message.includes(Buffer.from('never treated'))).toBe(false)
  })
})

describe('the list of privacy cases', () => {
  const cases = (as: Person | null, query: object = {}) => call(privacyCaseApi.list, { as, query })

  it('has open ones first, in pages', async () => {
    await report(await entryBy(admin))
    const states: string[] = []
    let cursor: string | undefined
    do {
      const { body } = await cases(admin, { limit: 1, ...(cursor ? { cursor } : {}) })
      states.push(...body.items.map(({ state }) => state))
      cursor = body.nextCursor ?? undefined
    } while (cursor && states.length < 200)
    expect(states).toEqual([...states].sort().reverse())
    expect(states).toContain('closed')
    const { body } = await cases(admin, { state: 'open' })
    expect(body.openCount).toBeGreaterThanOrEqual(2)
    expect(new Set(body.items.map(({ state }) => state))).toEqual(new Set(['open']))
  })

  it('is not for patients and doctors', async () => {
    for (const as of [patient, doctor]) expect((await cases(as)).status).toBe(403)
    expect((await cases(null)).status).toBe(401)
    expect((await cases(admin, { state: 'half' })).status).toBe(422)
  })

  it('lets nobody close a case about themself, or close one twice', async () => {
    const { body } = await cases(admin, { state: 'open', limit: 200 })
    const mine = body.items.find(({ subject }) => subject?.id === admin.userId)!
    const close = (as: Person, id = mine.id, finding: string = 'Nothing.') =>
      call(privacyCaseApi.close, { as, params: { id }, body: { finding } })
    expect((await close(admin)).status).toBe(403)
    expect((await close(doctor)).status).toBe(403)
    expect((await close(patient)).status).toBe(403)
    const colleague = await anAdmin()
    expect((await close(colleague, randomUUID())).status).toBe(404)
    expect((await close(colleague, mine.id, '')).status).toBe(422)
    expect((await close(colleague)).status).toBe(200)
    expect((await close(colleague)).problem.code).toBe('wrong-status')
  })
})
