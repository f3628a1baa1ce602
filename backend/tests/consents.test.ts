// @covers GDPR-Art7(3), GDPR-Art13, 45CFR164.520(c)(2)(ii)
import { authApi } from '@hms/contract/auth'
import { consentApi, noticeApi } from '@hms/contract/consents'
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { send } from '../src/services/messageService/send.ts'
import { systemContext } from '../src/utils/context.ts'
import { inCareOf } from './support/care.ts'
import { call } from './support/call.ts'
import { giveContact, messageRow, posted } from './support/messages.ts'
import { look } from './support/observer.ts'
import { oneOfEach, aPatient, type DoctorPerson, type PatientPerson, type Person } from './support/people.ts'

/** What the hospital tells patients about their data, and what patients permit. */

const app = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 2 })
afterAll(() => app.end())

let people: Awaited<ReturnType<typeof oneOfEach>>
let patient: PatientPerson, other: PatientPerson, doctor: DoctorPerson
beforeAll(async () => {
  people = await oneOfEach()
  patient = people.patient as PatientPerson
  doctor = people.doctor as DoctorPerson
  other = await aPatient()
})

const sections = [{ heading: 'Who keeps your data', text: `We do. ${randomUUID()}` }]
const auditOf = (id: string) =>
  look('SELECT operation, action, outcome, patient_ids, reason FROM audit_events WHERE request_id = $1', [id])

/** Statements of the application's own role, as somebody, without the application. */
async function asApp(who: Person & { patientId?: string }, text: string, values: unknown[] = []) {
  const client = await app.connect()
  try {
    await client.query('BEGIN')
    const settings = { role: who.role, mode: 'write', user_id: who.userId, patient_id: who.patientId ?? '' }
    for (const [name, value] of Object.entries(settings))
      await client.query('SELECT set_config($1, $2, true)', [`hms.${name}`, value])
    return await client.query(text, values)
  } finally {
    await client.query('ROLLBACK')
    client.release()
  }
}

/** Publishes a further version. There is one draft for all, which other tests may save as well: then it begins anew. */
async function publish(requestId: string = randomUUID()) {
  for (;;) {
    const { revision } = (await call(noticeApi.draft, { as: people.admin })).body
    const saved = await call(noticeApi.saveDraft, { as: people.admin, body: { revision, sections } })
    if (saved.status !== 200) continue
    const body = { revision: saved.body.revision }
    const reply = await call(noticeApi.publish, { as: people.admin, body, headers: { 'X-Request-Id': requestId } })
    if (reply.status === 201) return reply.body
    expect(reply.problem.code).toBe('edit-conflict')
  }
}
const published = async () => (await publish()).version

describe('the privacy notice', () => {
  it('begins with a text to work on, and is numbered and dated when it is published', async () => {
    const draft = await call(noticeApi.draft, { as: people.admin })
    expect(draft.body.sections.length).toBeGreaterThan(0)
    const first = await published()
    const requestId = randomUUID()
    const next = await publish(requestId)
    expect(next.version).toBe(first + 1)
    expect(Date.now() - Date.parse(next.publishedAt)).toBeLessThan(60_000)
    expect((await auditOf(requestId)).at(-1)).toMatchObject({
      operation: 'privacy-notice.publish',
      reason: `version ${first + 1}`,
    })
    const list = await call(noticeApi.list, { as: people.admin })
    expect(list.body.items.slice(0, 2).map(({ version }) => version)).toEqual([first + 1, first])
  })

  it('is read by everybody, before they sign up too', async () => {
    const version = await published()
    const reply = await call(noticeApi.current, { as: null })
    expect(reply.body.notice).toMatchObject({ version, sections })
  })

  it('is written by administrators alone', async () => {
    for (const role of ['patient', 'doctor', 'receptionist', 'privacy_officer'] as const) {
      const reply = await call(noticeApi.saveDraft, { as: people[role], body: { revision: 0, sections } })
      expect(reply.problem.code).toBe('not-permitted')
    }
    await expect(
      asApp(patient, `INSERT INTO privacy_notices (id, sections) VALUES (gen_random_uuid(), '[1]')`),
    ).rejects.toThrow(/row-level security/)
  })

  it('stays as it was published, also for whoever owns the database', async () => {
    const version = await published()
    const change = `UPDATE privacy_notices SET sections = '[{"heading": "x", "text": "y"}]' WHERE version = $1`
    await expect(look(change, [version])).rejects.toThrow('stays as it is')
    await expect(look('DELETE FROM privacy_notices WHERE version = $1', [version])).rejects.toThrow('stays as it is')
    expect((await asApp(people.admin, change, [version])).rowCount).toBe(0)
  })

  it('loses nothing when two administrators write at once', async () => {
    const { revision } = (await call(noticeApi.draft, { as: people.admin })).body
    const save = () => call(noticeApi.saveDraft, { as: people.admin, body: { revision, sections } })
    const statuses = (await Promise.all([save(), save(), save()])).map(({ status }) => status)
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(1)
    expect(statuses.filter((status) => status === 409).length).toBeGreaterThanOrEqual(2)
    expect((await save()).problem.code).toBe('edit-conflict')
    const stale = await call(noticeApi.publish, { as: people.admin, body: { revision: revision + 1_000_000 } })
    expect(stale.problem.code).toBe('edit-conflict')
    await published()
  })

  it('names the section at fault and keeps what was saved before', async () => {
    const reply = await call(noticeApi.saveDraft, {
      as: people.admin,
      body: { revision: 0, sections: [{ heading: 'Fine', text: '' }] },
    })
    expect(reply.problem.errors?.map(({ pointer }) => pointer)).toEqual(['/sections/0/text'])
    expect((await call(noticeApi.saveDraft, { as: people.admin, body: { revision: 0, sections: [] } })).status).toBe(
      422,
    )
  })
})

describe('taking note of the notice', () => {
  const acknowledge = (as: Person, body: object, id = patient.patientId, requestId = randomUUID()) =>
    call(consentApi.acknowledge, { as, params: { id }, rawBody: body, headers: { 'X-Request-Id': requestId } })

  it('is recorded with who, which version, when and how, once', async () => {
    const version = await published()
    const requestId = randomUUID()
    const first = await acknowledge(patient, { version }, patient.patientId, requestId)
    expect(first.status).toBe(201)
    expect(first.body).toMatchObject({ version, way: 'online' })
    expect((await acknowledge(patient, { version })).body.at).toBe(first.body.at)
    expect(await auditOf(requestId)).toMatchObject([
      { operation: 'privacy-notice.acknowledge', patient_ids: [patient.patientId], reason: `version ${version}` },
    ])
    const { body } = await call(consentApi.get, { as: patient, params: { id: patient.patientId } })
    expect(body.acknowledgements[0]).toEqual(first.body)
    const list = await call(noticeApi.list, { as: people.admin })
    expect(list.body.items.find((item) => item.version === version)?.acknowledgements).toBe(1)
  })

  it('is written down by the front desk for a signed sheet, and by nobody for a version that is not there', async () => {
    const version = await published()
    const noted = await acknowledge(people.receptionist, { version, way: 'paper' }, other.patientId)
    expect(noted.body).toMatchObject({ version, way: 'paper' })
    expect((await acknowledge(people.receptionist, { version }, other.patientId)).problem.errors?.[0]?.pointer).toBe(
      '/way',
    )
    expect((await acknowledge(patient, { version: 99_999 })).problem.errors?.[0]?.pointer).toBe('/version')
    expect((await acknowledge(patient, { version }, other.patientId)).problem.code).toBe('not-found')
  })

  it('is part of signing up, with the version that was shown', async () => {
    const version = await published()
    const signUp = (noticeVersion?: number) =>
      call(authApi.register, {
        body: {
          email: `${randomUUID()}@test.example`,
          password: `Long-and-odd-${randomUUID()}`,
          firstName: 'New',
          lastName: 'Patient',
          ...(noticeVersion ? { noticeVersion } : {}),
        },
      })
    const acknowledged = async (reply: Awaited<ReturnType<typeof signUp>>) => {
      expect(reply.status).toBe(201)
      return look(
        `SELECT a.version, a.way, a.acknowledged_by FROM notice_acknowledgements a JOIN patients p ON p.id = a.patient_id WHERE p.user_id = $1`,
        [reply.body.user.id],
      )
    }
    const shown = await signUp(version)
    expect(await acknowledged(shown)).toEqual([{ version, way: 'sign-up', acknowledged_by: shown.body.user.id }])
    expect(await acknowledged(await signUp())).toEqual([])
    expect(await acknowledged(await signUp(99_998))).toEqual([])
  })
})

describe('what a patient permits', () => {
  const record = (as: Person, body: object, id = patient.patientId, requestId = randomUUID()) =>
    call(consentApi.record, { as, params: { id }, rawBody: body, headers: { 'X-Request-Id': requestId } })
  const read = (as: Person, id = patient.patientId) => call(consentApi.get, { as, params: { id } })
  const provisionOf = async (purpose: string, id = patient.patientId, as: Person = patient) =>
    (await read(as, id)).body.present.find((one) => one.purpose === purpose)

  it('holds from the moment it is said, is withdrawn as easily, and keeps its history', async () => {
    expect(await provisionOf('research')).toMatchObject({ provision: 'deny', statement: null, scope: 'research' })
    const requestId = randomUUID()
    const given = await record(patient, { purpose: 'research', provision: 'permit' }, patient.patientId, requestId)
    expect(given.status).toBe(201)
    expect(await provisionOf('research')).toMatchObject({ provision: 'permit', statement: { way: 'online' } })
    await record(patient, { purpose: 'research', provision: 'deny' })
    expect(await provisionOf('research')).toMatchObject({ provision: 'deny', statement: { provision: 'deny' } })
    const { history } = (await read(patient)).body
    expect(history.map(({ provision }) => provision)).toEqual(['deny', 'permit'])
    expect(await auditOf(requestId)).toEqual([
      {
        operation: 'consent.record',
        action: 'C',
        outcome: 'success',
        patient_ids: [patient.patientId],
        reason: 'permit',
      },
    ])
  })

  it('is written down by the front desk with how it was said', async () => {
    const told = await record(people.receptionist, {
      purpose: 'share-with-relatives',
      provision: 'permit',
      way: 'in-person',
    })
    expect(told.body.recordedBy).toEqual({
      name: `${people.receptionist.firstName} ${people.receptionist.lastName}`,
      role: 'receptionist',
    })
    const body = { purpose: 'share-with-relatives', provision: 'permit' }
    expect((await record(people.receptionist, body)).problem.errors?.[0]?.pointer).toBe('/way')
    expect((await record(patient, { ...body, way: 'paper' })).problem.errors?.[0]?.pointer).toBe('/way')
    expect((await record(patient, { purpose: 'advertising', provision: 'permit' })).status).toBe(422)
  })

  it('is seen by the patient, the front desk and those who treat, and by nobody else', async () => {
    expect((await read(doctor)).problem.code).toBe('not-found')
    await inCareOf(doctor, patient)
    expect((await read(doctor)).status).toBe(200)
    expect((await read(people.privacy_officer)).status).toBe(200)
    expect((await read(other)).problem.code).toBe('not-found')
    expect((await read(people.billing)).problem.code).toBe('not-permitted')
    expect((await record(other, { purpose: 'research', provision: 'permit' })).problem.code).toBe('not-found')
    expect((await record(doctor, { purpose: 'research', provision: 'permit', way: 'paper' })).problem.code).toBe(
      'not-permitted',
    )
  })

  it('cannot be rewritten: the database takes new statements only, from whom they are', async () => {
    const values = [patient.patientId]
    await expect(asApp(patient, `UPDATE consents SET provision = 'permit'`)).rejects.toThrow(/denied/)
    await expect(asApp(people.admin, 'DELETE FROM consents')).rejects.toThrow(/denied/)
    const insert = (way: string, by: Person) =>
      `INSERT INTO consents (id, patient_id, purpose, provision, way, recorded_by) VALUES (gen_random_uuid(), $1, 'research', 'permit', '${way}', '${by.userId}')`
    expect((await asApp(patient, insert('online', patient), values)).rowCount).toBe(1)
    await expect(asApp(other, insert('online', other), values)).rejects.toThrow(/row-level security/)
    await expect(asApp(doctor, insert('paper', doctor), values)).rejects.toThrow(/row-level security/)
    await expect(asApp(people.admin, insert('online', people.admin), values)).rejects.toThrow(/row-level security/)
    await expect(asApp(people.admin, insert('paper', patient), values)).rejects.toThrow(/row-level security/)
  })

  it('keeps both of two statements at once, of which the later one holds', async () => {
    const who = await aPatient()
    const replies = await Promise.all(
      ['permit', 'deny', 'permit', 'deny'].map((provision) =>
        record(who, { purpose: 'research', provision }, who.patientId),
      ),
    )
    expect(replies.map(({ status }) => status)).toEqual([201, 201, 201, 201])
    const { body } = await read(who, who.patientId)
    expect(body.history).toHaveLength(4)
    expect(body.present.find(({ purpose }) => purpose === 'research')?.statement).toEqual(body.history[0])
  })
})

describe('a reminder', () => {
  const sent: string[] = []
  const carry = ({ id }: { id: string }) => Promise.resolve(void sent.push(id))
  const carriers = { email: carry, sms: carry }
  const deliver = (id: string) => send(systemContext(`job-${randomUUID()}`), id, carriers, true)

  it('is held back from the moment it is not wanted, in that way alone, though it waited before', async () => {
    const who = await aPatient()
    await giveContact(who.patientId, { email: 'reach@test.example', phone: '+1 555 010 7788' })
    const ids = await posted({ patientId: who.patientId }, { kind: 'appointment-reminder' })
    const deny = { purpose: 'reminders-by-sms', provision: 'deny' } as const
    expect((await call(consentApi.record, { as: who, params: { id: who.patientId }, body: deny })).status).toBe(201)
    await deliver(ids.sms)
    await deliver(ids.email)
    expect(await messageRow(ids.sms)).toMatchObject({
      status: 'withheld',
      sent_at: null,
      last_error: 'The patient does not want it in this way',
    })
    expect(await messageRow(ids.email)).toMatchObject({ status: 'sent' })
    expect(sent).toContain(ids.email)
    expect(sent).not.toContain(ids.sms)
  })

  it('goes again when it is wanted again, and what is no reminder goes in any case', async () => {
    const who = await aPatient()
    await giveContact(who.patientId, { email: 'reach@test.example', phone: '+1 555 010 7789' })
    const say = (provision: 'permit' | 'deny') =>
      call(consentApi.record, {
        as: who,
        params: { id: who.patientId },
        body: { purpose: 'reminders-by-email', provision },
      })
    await say('deny')
    const security = await posted({ patientId: who.patientId }, { kind: 'record-opened' })
    const moved = await posted({ patientId: who.patientId }, { kind: 'appointment-moved' })
    await deliver(security.email)
    await deliver(moved.email)
    expect([await messageRow(security.email), await messageRow(moved.email)].map(({ status }) => status)).toEqual([
      'sent',
      'sent',
    ])
    await say('permit')
    const reminder = await posted({ patientId: who.patientId }, { kind: 'appointment-reminder' })
    await deliver(reminder.email)
    expect(await messageRow(reminder.email)).toMatchObject({ status: 'sent' })
  })
})
