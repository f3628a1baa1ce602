// @covers GDPR-Art5(1)(e), 45CFR164.316(b)(2)
import { drop } from './support/ownDatabase.ts'
import { accessApi } from '@hms/contract/access'
import { privacyCaseApi } from '@hms/contract/privacy'
import { retentionApi, type RetentionRuleName } from '@hms/contract/retention'
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { watchLog } from '../src/services/alertService/index.ts'
import { seal } from '../src/services/auditChain/seal.ts'
import { applyRetention } from '../src/services/retentionService/apply.ts'
import { systemContext } from '../src/utils/context.ts'
import { call } from './support/call.ts'
import { inCareOf } from './support/care.ts'
import { look, observer } from './support/observer.ts'
import {
  aColleague,
  aDoctor,
  anAdmin,
  aPatient,
  type DoctorPerson,
  type PatientPerson,
  type Person,
} from './support/people.ts'

/** How long what is kept. In a database of its own: a dry run counts everything that is there. */

let admin: Person, doctor: DoctorPerson, patient: PatientPerson, held: PatientPerson
beforeAll(async () => {
  ;[admin, doctor, patient, held] = await Promise.all([anAdmin(), aDoctor(), aPatient(), aPatient()])
  await look(`INSERT INTO legal_holds (id, patient_id, reason, set_by) VALUES (gen_random_uuid(), $1, '\\x00', $2)`, [
    held.patientId,
    admin.userId,
  ])
}, 60_000)
afterAll(async () => {
  await observer.end()
  await drop()
})

const message = (who: PatientPerson, channel: string, age: string) =>
  look(
    `INSERT INTO messages (user_id, patient_id, channel, kind, subject, body, status, dedupe_key, created_at)
     VALUES ($1, $2, $3, 'appointment-moved', 's', 'b', 'sent', gen_random_uuid(), now() - $4::interval)`,
    [who.userId, who.patientId, channel, age],
  )
const closedCase = (who: PatientPerson, age: string) =>
  look(
    `INSERT INTO privacy_cases (id, kind, patient_id, subject_user_id, opened_by, opened_at, state, closed_by, closed_at, finding)
     VALUES (gen_random_uuid(), 'break-glass-review', $1, $2, $2, now() - $3::interval, 'closed', $2, now() - $3::interval, '\\x00')`,
    [who.patientId, doctor.userId, age],
  )
const session = (age: string) =>
  look(
    `INSERT INTO sessions (user_id, expires_at, revoked_at) VALUES ($1, now() + interval '1 day', now() - $2::interval)`,
    [doctor.userId, age],
  )

/** Of each table how many rows there are. */
const counts = async () =>
  (
    await look<Record<string, number>>(
      `SELECT ${['messages', 'sessions', 'one_time_tokens', 'idempotency_keys', 'privacy_cases', 'patients']
        .map((table) => `(SELECT count(*)::int FROM ${table}) AS ${table}`)
        .join()}`,
    )
  )[0]!

async function preview() {
  const reply = await call(retentionApi.preview, { as: admin })
  expect(reply.status).toBe(200)
  return Object.fromEntries(reply.body.items.map((item) => [item.name, item])) as Record<
    RetentionRuleName,
    (typeof reply.body.items)[number]
  >
}

describe('a dry run', () => {
  it('says how much would go and how old it is, changes nothing, and what then goes is as much', async () => {
    await message(patient, 'email', '25 months')
    await message(patient, 'sms', '40 months')
    await message(patient, 'email', '23 months')
    await message(patient, 'in-app', '13 months')
    await message(patient, 'in-app', '11 months')
    await message(held, 'email', '50 months')
    await closedCase(patient, '73 months')
    await closedCase(patient, '71 months')
    await closedCase(held, '80 months')
    await session('31 days')
    await session('29 days')
    await look(
      `INSERT INTO one_time_tokens (user_id, purpose, expires_at) VALUES ($1, 'invitation', now() - interval '31 days')`,
      [doctor.userId],
    )
    await look(
      `INSERT INTO idempotency_keys (user_id, key, operation, request_hash, created_at) VALUES ($1, 'old', 'x', '', now() - interval '25 hours')`,
      [doctor.userId],
    )
    const before = await counts()
    const expected = await preview()
    expect(await counts()).toEqual(before)
    expect(
      Object.fromEntries(Object.values(expected).map(({ name, rows, held: kept }) => [name, [rows, kept]])),
    ).toEqual({
      'idempotency-keys': [1, 0],
      sessions: [1, 0],
      'one-time-links': [1, 0],
      notifications: [1, 0],
      messages: [2, 1],
      'privacy-cases': [1, 1],
      'audit-log': [0, 0],
      'patient-records': [0, 0],
    })
    const months = (Date.now() - Date.parse(expected.messages.oldest!)) / (30.4 * 86_400_000)
    expect(Math.round(months)).toBe(40)

    const requestId = `job-${randomUUID()}`
    const gone = await applyRetention(systemContext(requestId))
    for (const [name, rows] of Object.entries(gone))
      expect([name, rows]).toEqual([name, expected[name as 'messages'].rows])
    const after = await counts()
    expect({ ...after, sessions: 0 }).toEqual({
      ...before,
      messages: before.messages! - 3,
      one_time_tokens: before.one_time_tokens! - 1,
      idempotency_keys: before.idempotency_keys! - 1,
      privacy_cases: before.privacy_cases! - 1,
      sessions: 0,
    })
    expect(after.sessions).toBe(before.sessions! - 1)
    expect(
      await look('SELECT operation, action, reason FROM audit_events WHERE request_id = $1 ORDER BY seq', [requestId]),
    ).toEqual(
      ['idempotency-keys 1', 'sessions 1', 'one-time-links 1', 'notifications 1', 'messages 2', 'privacy-cases 1'].map(
        (reason) => ({ operation: 'retention.apply', action: 'D', reason }),
      ),
    )
    expect(Object.values(await preview()).map(({ rows }) => rows)).toEqual(Array(8).fill(0))
  })

  it('is recorded as a look, and is for administrators', async () => {
    const requestId = randomUUID()
    await call(retentionApi.preview, { as: admin, headers: { 'X-Request-Id': requestId } })
    expect(await look('SELECT operation, actor_id FROM audit_events WHERE request_id = $1', [requestId])).toEqual([
      { operation: 'retention.preview', actor_id: admin.userId },
    ])
    for (const as of [doctor, patient, await aColleague('privacy_officer')])
      expect((await call(retentionApi.preview, { as })).problem.code).toBe('not-permitted')
  })
})

describe('a rule', () => {
  const update = (body: object, headers = {}) => call(retentionApi.update, { as: admin, rawBody: body, headers })

  it('is set in its unit, holds from then on, and leaves a row that says from what to what', async () => {
    await message(patient, 'email', '7 months')
    expect((await preview()).messages.rows).toBe(0)
    const requestId = randomUUID()
    const reply = await update({ messages: 6 }, { 'X-Request-Id': requestId })
    expect(reply.status).toBe(200)
    expect(reply.body.items.find(({ name }) => name === 'messages')).toMatchObject({ keepFor: 6, usual: 24 })
    expect((await preview()).messages.rows).toBeGreaterThan(0)
    expect(await look('SELECT operation, reason FROM audit_events WHERE request_id = $1', [requestId])).toEqual([
      { operation: 'retention.update', reason: 'messages 24 → 6' },
    ])
    await applyRetention(systemContext('job-messages'))
    expect((await preview()).messages.rows).toBe(0)
    await update({ messages: 24 })
  })

  it('never keeps the audit log for less than six years, whoever asks and however', async () => {
    const reply = await update({ 'audit-log': 71 })
    expect(reply.problem.errors?.map(({ pointer }) => pointer)).toEqual(['/audit-log'])
    await expect(look(`INSERT INTO retention_rules (name, keep_for) VALUES ('audit-log', 71)`)).rejects.toThrow(
      'retention_rules_audit_six_years',
    )
    expect((await update({ 'audit-log': 72 })).status).toBe(200)
    expect((await update({ 'audit-log': 72, nonsense: 1 })).problem.errors?.map(({ pointer }) => pointer)).toEqual([
      '/nonsense',
    ])
  })

  it('asks for a fresh proof of who changes it', async () => {
    await look(`UPDATE sessions SET proved_at = now() - interval '1 hour' WHERE id = $1`, [admin.sessionId])
    expect((await update({ messages: 6 })).problem.code).toBe('step-up-required')
    await look('UPDATE sessions SET proved_at = now() WHERE id = $1', [admin.sessionId])
  })

  it('touches nothing that is younger, even where the application asks for it: the database refuses', async () => {
    await message(patient, 'email', '27 days')
    await message(held, 'email', '50 months')
    const app = new pg.Client({ connectionString: process.env.DATABASE_URL })
    await app.connect()
    try {
      await app.query(`BEGIN; SELECT set_config('hms.role', 'system', true), set_config('hms.mode', 'write', true)`)
      await app.query('DELETE FROM messages')
      const { rows } = await app.query(
        `SELECT bool_and(created_at > now() - interval '28 days' OR patient_id = $1) AS kept, count(*)::int AS n FROM messages`,
        [held.patientId],
      )
      expect(rows[0]).toMatchObject({ kept: true })
      expect(rows[0].n).toBeGreaterThanOrEqual(2)
      await expect(app.query('DELETE FROM audit_events')).rejects.toThrow(/denied/)
    } finally {
      await app.end()
    }
  })
})

describe('a rule that fails', () => {
  it('is told, and keeps nothing that the other rules are about', async () => {
    await message(patient, 'email', '90 months')
    await closedCase(patient, '90 months')
    const before = await counts()
    await look(
      `CREATE FUNCTION hms_stuck() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'stuck'; END $$`,
    )
    await look('CREATE TRIGGER stuck BEFORE DELETE ON messages FOR EACH ROW EXECUTE FUNCTION hms_stuck()')
    try {
      await expect(applyRetention(systemContext('job-stuck'))).rejects.toThrow('stuck')
      const after = await counts()
      expect(after.messages).toBe(before.messages)
      expect(after.privacy_cases).toBe(before.privacy_cases! - 1)
    } finally {
      await look('DROP FUNCTION hms_stuck() CASCADE')
    }
    await applyRetention(systemContext('job-free'))
    expect((await counts()).messages).toBe(before.messages! - 1)
  })
})

describe('the review of a record that was opened in an emergency', () => {
  it('goes in its time although a rule has described it, and the night’s work goes on', async () => {
    const [officer, other] = await Promise.all([aColleague('privacy_officer'), aPatient()])
    const watch = async () => {
      await seal()
      await watchLog(systemContext('watch'))
    }
    await watch()
    const params = { id: other.patientId }
    const body = { reason: 'Unconscious in the emergency room' }
    expect((await call(accessApi.breakGlass, { as: doctor, params, body })).status).toBeLessThan(300)
    await watch()
    const [review] = await look<{ id: string; rule: string }>(
      `SELECT c.id, a.rule FROM privacy_cases c JOIN access_alerts a ON a.case_id = c.id WHERE c.patient_id = $1`,
      [other.patientId],
    )
    expect(review?.rule).toBe('break-glass')
    const { id } = review!
    const finding = 'It was an emergency'
    const closing = await call(privacyCaseApi.close, { as: officer, params: { id }, body: { finding } })
    expect(closing.status).toBe(200)
    await look(`UPDATE privacy_cases SET opened_at = '2015-01-01', closed_at = '2015-01-02' WHERE id = $1`, [id])
    expect((await preview())['privacy-cases'].rows).toBe(1)
    expect(await applyRetention(systemContext('job-reviews'))).toMatchObject({ 'privacy-cases': 1 })
    expect(await look('SELECT 1 FROM access_alerts WHERE case_id = $1', [id])).toEqual([])
    expect((await preview())['privacy-cases'].rows).toBe(0)
  })
})

describe('records that nobody has needed for years', () => {
  const listed = async () => {
    const reply = await call(retentionApi.patients, { as: admin, query: { limit: 200 } })
    expect(reply.status).toBe(200)
    return reply.body.items.map(({ id }) => id)
  }
  const registered = (who: PatientPerson, age: string) =>
    look('UPDATE patients SET created_at = now() - $2::interval WHERE id = $1', [who.patientId, age])

  it('are proposed to be looked through, from the years that the hospital sets, and never go by themselves', async () => {
    const [dormant, visited] = await Promise.all([aPatient(), aPatient()])
    for (const who of [dormant, visited, held]) await registered(who, '11 years')
    await inCareOf(doctor, visited, 365)
    expect(await listed()).toEqual([dormant.patientId])
    expect((await preview())['patient-records']).toMatchObject({ rows: 1, held: 1 })
    const before = await counts()
    await applyRetention(systemContext('job-records'))
    expect(await counts()).toEqual(before)
    expect((await call(retentionApi.update, { as: admin, body: { 'patient-records': 12 } })).status).toBe(200)
    expect(await listed()).toEqual([])
    await call(retentionApi.update, { as: admin, body: { 'patient-records': 10 } })
  })

  it('come page by page, each once', async () => {
    const people = await Promise.all([aPatient(), aPatient(), aPatient()])
    for (const who of people) await registered(who, '15 years')
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const { body } = await call(retentionApi.patients, {
        as: admin,
        query: { limit: 2, ...(cursor ? { cursor } : {}) },
      })
      seen.push(...body.items.map(({ id }) => id))
      cursor = body.nextCursor ?? undefined
    } while (cursor)
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen).toEqual(expect.arrayContaining(people.map(({ patientId }) => patientId)))
  })
})
