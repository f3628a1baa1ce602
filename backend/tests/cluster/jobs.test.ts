import { figure } from '../support/figure.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Hospital, runsServer, startHospital } from '../support/cluster/hospital.ts'
import { long } from '../support/cluster/size.ts'
import { type MailServer, startMailServer } from '../support/mailServer.ts'
import { look } from '../support/observer.ts'
import { aDoctor, aPatient } from '../support/people.ts'

const REMINDERS = long ? 500 : 100
const VISITS_OF_A_DOCTOR = 25

let hospital: Hospital, mail: MailServer
beforeAll(async () => {
  mail = await startMailServer()
  hospital = await startHospital({ ...runsServer('jobs'), env: { SMTP_URL: mail.url } })
})
afterAll(async () => {
  await hospital?.stop()
  await mail?.stop()
})

/** Visits of tomorrow that were booked the day before yesterday, each of a patient with an address. */
async function visitsOfTomorrow(count: number): Promise<string[]> {
  const ids: string[] = []
  while (ids.length < count) {
    const doctor = await aDoctor()
    for (let i = 0; i < VISITS_OF_A_DOCTOR && ids.length < count; i++) {
      const patient = await aPatient()
      const [row] = await look<{ id: string }>(
        `INSERT INTO appointments (patient_id, doctor_id, appointment_date, duration_minutes, ends_at, occupied_from,
                                   occupied_until, local_start, time_zone, created_at)
         SELECT $1, $2, at, 30, at + interval '30 minutes', at, at + interval '30 minutes', at AT TIME ZONE 'America/New_York',
                'America/New_York', now() - interval '2 days'
           FROM (SELECT date_trunc('hour', now()) + interval '3 hours' + $3 * interval '30 minutes' AS at) AS t RETURNING id`,
        [patient.patientId, doctor.doctorId, i],
      )
      ids.push(row!.id)
    }
  }
  return ids
}

const idOf = ({ messageId }: { messageId: string }) => messageId.slice(1, messageId.indexOf('@'))

describe('two workers', () => {
  it(`send ${REMINDERS} reminders once each, and share the work`, async () => {
    const visits = await visitsOfTomorrow(REMINDERS)
    // Asked for by both, as their clocks do, at the same moment.
    await look(
      `SELECT graphile_worker.add_job('appointment-reminders', '{}'::json, job_key => 'reminders-' || n)
         FROM generate_series(1, 2) AS n`,
    )
    const sent = () =>
      look<{ id: string }>(
        `SELECT id FROM messages WHERE kind = 'appointment-reminder' AND channel = 'email' AND status = 'sent'`,
      )
    await expect.poll(async () => (await sent()).length, { timeout: 50_000, interval: 200 }).toBe(REMINDERS)
    // The queue may still hold messages of other tests, which wait for their next try.
    const left = () =>
      look(
        `SELECT j.attempts, j.locked_at, j.run_at FROM graphile_worker._private_jobs j JOIN messages m
             ON m.id = (j.payload->>'messageId')::uuid
          WHERE m.kind = 'appointment-reminder'`,
      )
    await expect.poll(left, { timeout: 10_000 }).toEqual([])
    const reminders = new Set((await sent()).map(({ id }) => id))
    const received = mail.received.map(idOf).filter((id) => reminders.has(id))
    figure('reminders-sent-twice', received.length - new Set(received).size, { of: REMINDERS })
    figure('reminders-lost', REMINDERS - new Set(received).size, { of: REMINDERS })
    expect(received).toHaveLength(REMINDERS)
    expect(new Set(received).size).toBe(REMINDERS)
    const reminded = await look<{ visit: string }>(
      `SELECT DISTINCT split_part(dedupe_key, '/', 2) AS visit FROM messages WHERE kind = 'appointment-reminder'`,
    )
    expect(reminded.map(({ visit }) => visit).sort()).toEqual(visits.sort())
    const tries = await look(
      `SELECT max(attempts) AS most FROM messages WHERE kind = 'appointment-reminder' AND channel = 'email'`,
    )
    expect(tries).toEqual([{ most: 1 }])
  })
})
