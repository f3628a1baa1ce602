// @covers GDPR-Art5(1)(e)
import { drop } from './support/ownDatabase.ts'
import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { db } from '../src/config/database.ts'
import type { Carriers } from '../src/services/carrier.ts'
import { cleanUp, unlockLostJobs } from '../src/services/cleanUpService.ts'
import { askForNightWork, workingDay } from '../src/services/dailyService.ts'
import { handOver } from '../src/services/messageService/handOver.ts'
import { postMessage } from '../src/services/messageService/post.ts'
import { remind } from '../src/services/messageService/remind.ts'
import { systemContext } from '../src/utils/context.ts'
import { type MailServer, startMailServer } from './support/mailServer.ts'
import { posted } from './support/messages.ts'
import { look, observer } from './support/observer.ts'
import { aDoctor, aPatient, type DoctorPerson, type PatientPerson } from './support/people.ts'
import { carriersTo, settled, stopWorkers, tried, work } from './support/worker.ts'

const HOUR = 3_600_000
let mail: MailServer, carriers: Carriers
let patient: PatientPerson, doctor: DoctorPerson

beforeAll(async () => {
  ;[mail, patient, doctor] = await Promise.all([startMailServer(), aPatient(), aDoctor()])
  carriers = { ...carriersTo(mail.url, 'http://127.0.0.1:9'), sms: null }
})
afterEach(stopWorkers)
afterAll(async () => {
  await Promise.all([mail.stop(), db.close()])
  await observer.end()
  await drop()
})

const mailsOf = (id: string) => mail.received.filter(({ messageId }) => messageId === `<${id}@hospital.example>`)

/** A bill from before, written as the database takes it. */
async function anOpenBill(patientId: string, dueDate: string): Promise<string> {
  const id = randomUUID()
  await look(
    `WITH bill AS (
       INSERT INTO billing (id, number, patient_id, description, currency, amount, issue_date, due_date)
       VALUES ($1, $2, $3, '', 'USD', 80, '2020-01-01', $4))
     INSERT INTO billing_lines (billing_id, position, description, quantity, unit_price, amount) VALUES ($1, 1, '', 1, 80, 80)`,
    [id, `OLD-${id}`, patientId, dueDate],
  )
  return id
}

describe('a reminder', () => {
  const now = Temporal.Now.instant()
  const ctx = (at = now) => systemContext(`job-${randomUUID()}`, at)

  async function visitIn(hours: number, bookedBeforeHours = 48) {
    const who = await aPatient()
    const start = new Date(now.epochMilliseconds + hours * HOUR)
    const end = new Date(start.getTime() + HOUR / 2)
    const made = new Date(start.getTime() - bookedBeforeHours * HOUR)
    const by = await aDoctor()
    const [row] = await look<{ id: string }>(
      `INSERT INTO appointments (patient_id, doctor_id, appointment_date, duration_minutes, ends_at, occupied_from, occupied_until,
                                 local_start, time_zone, created_at)
       VALUES ($1, $2, $3, 30, $4, $3, $4, '2030-01-01 10:00', 'America/New_York', $5) RETURNING id`,
      [who.patientId, by.doctorId, start, end, made],
    )
    return { id: row!.id, patientId: who.patientId }
  }
  const remindersOf = (id: string) =>
    look(
      `SELECT channel FROM messages WHERE kind = 'appointment-reminder' AND link = '/appointments/' || $1 ORDER BY 1`,
      [id],
    )

  it('goes out once, a day before, however often the job runs', async () => {
    const [soon, later, past] = [await visitIn(23), await visitIn(25), await visitIn(-1)]
    expect(await remind(ctx())).toBeGreaterThanOrEqual(1)
    await Promise.all([remind(ctx()), remind(ctx())])
    expect(await remindersOf(soon.id)).toEqual([{ channel: 'email' }, { channel: 'in-app' }, { channel: 'sms' }])
    expect([await remindersOf(later.id), await remindersOf(past.id)]).toEqual([[], []])
    await remind(ctx(now.add({ hours: 2 })))
    expect(await remindersOf(later.id)).toHaveLength(3)
  })

  it('goes out again when the visit was moved', async () => {
    const visit = await visitIn(20)
    await remind(ctx())
    await look(
      `UPDATE appointments SET appointment_date = appointment_date + interval '1 hour', ends_at = ends_at + interval '1 hour',
              occupied_from = occupied_from + interval '1 hour', occupied_until = occupied_until + interval '1 hour' WHERE id = $1`,
      [visit.id],
    )
    await remind(ctx())
    await remind(ctx())
    expect(await remindersOf(visit.id)).toHaveLength(6)
  })

  it('is left out for whoever booked within the day, and for visits that were cancelled', async () => {
    const [fresh, cancelled] = [await visitIn(5, 4), await visitIn(6)]
    await look(`UPDATE appointments SET status = 'cancelled' WHERE id = $1`, [cancelled.id])
    await remind(ctx())
    expect([await remindersOf(fresh.id), await remindersOf(cancelled.id)]).toEqual([[], []])
  })
})

describe('the work of the night', () => {
  it.each([
    ['2026-06-10T05:59:00Z', '2026-06-09'],
    ['2026-06-10T06:10:00Z', '2026-06-10'],
    // The night without a ten past two: the clock jumps from 01:59 to 03:00.
    ['2026-03-08T07:09:00Z', '2026-03-07'],
    ['2026-03-08T07:10:00Z', '2026-03-08'],
  ])('belongs at %s in New York to the day %s', (now, day) => {
    expect(workingDay(Temporal.Instant.from(now), 'America/New_York')).toBe(day)
  })

  it('is asked for at the start and once in each day', async () => {
    const waiting = () =>
      look(
        `SELECT task_identifier, key FROM graphile_worker.jobs WHERE key IN ('mark-overdue', 'clean-up') ORDER BY key`,
      )
    const clear = () => look(`DELETE FROM graphile_worker._private_jobs`)
    await clear()
    const at = (iso: string) => systemContext(`job-${randomUUID()}`, Temporal.Instant.from(iso))
    const first = await askForNightWork(at('2026-06-10T12:00:00Z'), null)
    expect((await waiting()).map(({ key }) => key)).toEqual(['clean-up', 'mark-overdue'])
    await clear()
    expect(await askForNightWork(at('2026-06-11T05:00:00Z'), first)).toBe(first)
    expect(await waiting()).toEqual([])
    await askForNightWork(at('2026-06-11T06:10:00Z'), first)
    expect(await waiting()).toHaveLength(2)
    await clear()
  })

  it('verifies the whole log once a day, however often a process starts', async () => {
    const asked = async (iso: string) => {
      await look(`DELETE FROM graphile_worker._private_jobs`)
      await askForNightWork(systemContext(`job-${randomUUID()}`, Temporal.Instant.from(iso)), null)
      return (await look(`SELECT FROM graphile_worker.jobs WHERE key = 'verify-audit-all'`)).length
    }
    expect(await asked('2094-06-10T12:00:00Z')).toBe(1)
    await look(
      `INSERT INTO audit_verifications (id, started_at, finished_at, scope, from_ordinal, to_ordinal, outcome)
       VALUES ($1, '2094-06-10T09:00:00Z', '2094-06-10T09:01:00Z', 'all', 1, 1, 'passed')`,
      [randomUUID()],
    )
    expect(await asked('2094-06-10T12:00:00Z')).toBe(0)
    expect(await asked('2094-06-11T12:00:00Z')).toBe(1)
    await look(`DELETE FROM audit_verifications WHERE started_at > '2094-01-01'`)
    await look(`DELETE FROM graphile_worker._private_jobs`)
  })

  it('is done when a worker starts: a bill that became overdue meanwhile is marked, and its patient told', async () => {
    const who = await aPatient()
    const id = await anOpenBill(who.patientId, '2020-01-31')
    work(carriers)
    const statusOf = async () =>
      (await look<{ status: string }>('SELECT status FROM billing WHERE id = $1', [id]))[0]?.status
    await expect.poll(statusOf, { timeout: 10_000 }).toBe('overdue')
    expect(
      await look(`SELECT channel FROM messages WHERE link = $1 AND kind = 'bill-overdue'`, [`/billing/${id}`]),
    ).toHaveLength(2)
  })

  it('forgets what has run out, and keeps what is younger', async () => {
    const who = await aPatient()
    await look(`UPDATE sessions SET revoked_at = now() - interval '31 days' WHERE id = $1`, [who.sessionId])
    const [fresh] = await look<{ id: string }>(
      `INSERT INTO sessions (user_id, expires_at, revoked_at) VALUES ($1, now() + interval '1 day', now() - interval '29 days') RETURNING id`,
      [who.userId],
    )
    const [token] = await look<{ id: string }>(
      `INSERT INTO one_time_tokens (user_id, purpose, expires_at) VALUES ($1, 'invitation', now() - interval '31 days') RETURNING id`,
      [who.userId],
    )
    const carried = await posted({ userId: who.userId }, { kind: 'invitation', oneTimeTokenId: token!.id })
    await look(
      `INSERT INTO idempotency_keys (user_id, key, operation, request_hash, created_at)
       VALUES ($1, 'old', 'x', '', now() - interval '25 hours'), ($1, 'young', 'x', '', now())`,
      [who.userId],
    )
    await look(`INSERT INTO rate_limits (key, points, expire) VALUES ('gone-${who.userId}', 1, 1000)`)
    await cleanUp(systemContext(`job-${randomUUID()}`))
    expect(await look('SELECT id FROM sessions WHERE user_id = $1', [who.userId])).toEqual([fresh])
    expect(await look('SELECT key FROM idempotency_keys WHERE user_id = $1', [who.userId])).toEqual([{ key: 'young' }])
    expect(await look('SELECT 1 FROM one_time_tokens WHERE id = $1', [token!.id])).toEqual([])
    expect(await look('SELECT one_time_token_id FROM messages WHERE id = $1', [carried.email])).toEqual([
      { one_time_token_id: null },
    ])
    expect(await look('SELECT 1 FROM rate_limits WHERE key = $1', [`gone-${who.userId}`])).toEqual([])
  })
})

describe('the queue', () => {
  it('runs nothing for a deed that was undone', async () => {
    const occurrence = randomUUID()
    const undone = db.write(systemContext('undone').identity, async (tx) => {
      tx.withoutAudit('a test')
      const message = {
        kind: 'bill-issued',
        receiver: { userId: doctor.userId },
        occurrence,
        version: 1,
        link: null,
      } as const
      postMessage(tx, message)
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    expect(await look('SELECT 1 FROM messages WHERE dedupe_key LIKE $1', [`%${occurrence}%`])).toEqual([])
  })

  it('gives the job of a worker that died to another', async () => {
    const { email } = await posted({ userId: doctor.userId }, { channels: ['email'] })
    await handOver()
    await look(
      `UPDATE graphile_worker._private_jobs SET locked_by = 'dead', locked_at = now() - interval '16 minutes', attempts = 1 WHERE key = $1`,
      [email],
    )
    await unlockLostJobs(systemContext('job'))
    work(carriers)
    await settled(email, 'sent')
    expect(mailsOf(email)).toHaveLength(1)
  })

  it('goes on after the database has hung up on it', async () => {
    work(carriers)
    const before = await posted({ userId: doctor.userId }, { channels: ['email'] })
    await settled(before.email, 'sent')
    await look(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'hms_app' AND application_name <> 'hms'`,
    )
    const after = await posted({ userId: doctor.userId }, { channels: ['email'] })
    await settled(after.email, 'sent')
    expect(mailsOf(after.email)).toHaveLength(1)
  })

  it('keeps nothing but ids, and no words of what went wrong', async () => {
    mail.script.push('later')
    const { email } = await posted({ patientId: patient.patientId }, { channels: ['email'] })
    work(carriers)
    await tried(email, 1)
    await stopWorkers()
    const [job] = await look<{ payload: unknown; last_error: string }>(
      `SELECT payload, last_error FROM graphile_worker._private_jobs WHERE key = $1`,
      [email],
    )
    expect(job).toEqual({ payload: { messageId: email }, last_error: expect.not.stringContaining('@') })
    await look(`DELETE FROM graphile_worker._private_jobs WHERE key = $1`, [email])
  })

  it('is closed to whoever is neither the application nor its backup', async () => {
    const rows = await look<{ relname: string; relrowsecurity: boolean; policies: string[] }>(
      `SELECT c.relname, c.relrowsecurity,
              (SELECT array_agg(p.polcmd::text || ' ' || array_to_string(p.polroles::regrole[]::text[], ',') ORDER BY p.polname)
                 FROM pg_policy p WHERE p.polrelid = c.oid) AS policies
         FROM pg_class c WHERE c.relnamespace = 'graphile_worker'::regnamespace AND c.relkind IN ('r', 'p')`,
    )
    expect(rows.length).toBeGreaterThan(3)
    for (const row of rows) expect(row).toMatchObject({ relrowsecurity: true, policies: ['r hms_backup', '* hms_app'] })
  })
})
