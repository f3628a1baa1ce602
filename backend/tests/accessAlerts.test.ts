// @covers 45CFR164.308(a)(1)(ii)(D), 45CFR164.312(b), ASVS-16.3.2
import { drop } from './support/ownDatabase.ts'
import { randomUUID } from 'node:crypto'
import { accessApi } from '@hms/contract/access'
import { type AlertRuleName, alertApi } from '@hms/contract/alerts'
import { patientApi } from '@hms/contract/patients'
import { type PrivacyCase, privacyCaseApi } from '@hms/contract/privacy'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { db } from '../src/config/database.ts'
import { watchLog } from '../src/services/alertService/index.ts'
import { seal } from '../src/services/auditChain/seal.ts'
import { systemContext } from '../src/utils/context.ts'
import { auditRows, refreshCookie, refreshWith, signedUp } from './support/accounts.ts'
import { call } from './support/call.ts'
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

/** What the log gives reason to look into is told to whoever minds privacy cases: once, and of nobody who did what is usual. */

let admin: Person, officer: Person
beforeAll(async () => {
  ;[admin, officer] = await Promise.all([anAdmin(), aColleague('privacy_officer')])
  await watched()
})
afterAll(async () => {
  await Promise.all([db.close(), observer.end()])
  await drop()
})

async function watched(batch?: number): Promise<number> {
  await seal()
  return watchLog(systemContext('watch'), batch)
}

/** Alerts, newest first, as the privacy officer reads them. */
async function alertsOf(rule: AlertRuleName): Promise<PrivacyCase[]> {
  const { body } = await call(privacyCaseApi.list, { as: officer, query: { limit: 100 } })
  return body.items.filter(({ alert }) => alert?.rule === rule)
}
const about = async (rule: AlertRuleName, who: Person) =>
  (await alertsOf(rule)).filter(({ subject }) => subject?.id === who.userId)

const read = (as: Person, patient: { patientId: string }, headers = {}) =>
  call(patientApi.get, { as, params: { id: patient.patientId }, headers })
const set = async (...items: object[]) => {
  await look('UPDATE sessions SET proved_at = now() WHERE id = $1', [admin.sessionId])
  return call(alertApi.update, { as: admin, rawBody: { items } })
}
const close = (id: string, as: Person = officer) =>
  call(privacyCaseApi.close, { as, params: { id }, body: { finding: 'It was the audit of the ward' } })

/** Of an evening, so that entries of an hour lie in one day. */
let patients: PatientPerson[]

describe('an alert', () => {
  beforeAll(async () => {
    patients = await Promise.all(Array.from({ length: 8 }, () => aPatient()))
    await set({ rule: 'mass-reading', limitByRole: { doctor: 5, receptionist: 5, nurse: 5 } })
  })

  describe('about somebody who opens unusually many records in an hour', () => {
    it('is opened once, however often the log is looked at, and names the records', async () => {
      const clerk = await aColleague('receptionist')
      for (const patient of patients) await read(clerk, patient)
      await watched()
      await watched()
      const found = await about('mass-reading', clerk)
      expect(found).toHaveLength(1)
      expect(found[0]).toMatchObject({
        kind: 'alert',
        state: 'open',
        patient: null,
        message: null,
        alert: { rule: 'mass-reading', severity: 'high', count: 8, usual: null },
      })
      expect(found[0]!.alert!.patientIds.sort()).toEqual(patients.map(({ patientId }) => patientId).sort())
    })

    it('is not opened for one record that is read often, nor for as many as are let pass', async () => {
      const [often, within] = await Promise.all([aColleague('receptionist'), aColleague('receptionist')])
      for (const patient of patients) await read(often, patients[0]!, { 'X-Request-Id': patient.patientId })
      for (const patient of patients.slice(0, 5)) await read(within, patient)
      await call(patientApi.list, { as: within, query: { q: patients[0]!.lastName.slice(0, 6), limit: 50 } })
      await watched()
      expect(await about('mass-reading', often)).toEqual([])
      expect(await about('mass-reading', within)).toEqual([])
    })

    it('follows what the same person comes to otherwise', async () => {
      const clerk = await aColleague('receptionist')
      // For thirty hours of the weeks before, six patients an hour.
      await look(
        `INSERT INTO audit_events (recorded, action, operation, actor_id, actor_role, purpose, request_id, resource_type, patient_ids)
         SELECT now() - interval '2 days' - h * interval '3 hours', 'R', 'patient.read', $1, 'receptionist', 'HOPERAT', 'x', 'Patient', ARRAY[gen_random_uuid()]
           FROM generate_series(1, 30) h, generate_series(1, 6)`,
        [clerk.userId],
      )
      await seal()
      await look('UPDATE alert_progress SET ordinal = (SELECT max(ordinal) FROM audit_seals)')
      for (const patient of patients) await read(clerk, patient)
      await watched()
      expect(await about('mass-reading', clerk)).toEqual([])
    })

    it('grows while it is open, and is told anew once somebody has closed it', async () => {
      const clerk = await aColleague('receptionist')
      for (const patient of patients.slice(0, 6)) await read(clerk, patient)
      await watched()
      for (const patient of patients.slice(6)) await read(clerk, patient)
      await watched()
      const [first, ...others] = await about('mass-reading', clerk)
      expect(others).toEqual([])
      expect(first!.alert!.count).toBe(8)
      expect((await close(first!.id)).body).toMatchObject({ state: 'closed', finding: 'It was the audit of the ward' })
      await look(`UPDATE access_alerts SET occurrence = 'an hour before' WHERE case_id = $1`, [first!.id])
      await read(clerk, await aPatient())
      await watched()
      expect((await about('mass-reading', clerk)).map(({ state }) => state).sort()).toEqual(['closed', 'open'])
    })
  })

  describe('about the own record', () => {
    it('is opened when staff read it with the rights of staff, by the account or by the name', async () => {
      const clerk = await aColleague('receptionist')
      const [linked, named] = await Promise.all([
        aPatient(),
        aPatient({ firstName: clerk.firstName.toUpperCase(), lastName: clerk.lastName }),
      ])
      await look('UPDATE patients SET user_id = $1 WHERE id = $2', [clerk.userId, linked.patientId])
      await read(clerk, linked)
      await read(clerk, linked)
      await read(clerk, named)
      await watched()
      const found = await about('own-chart', clerk)
      expect(found.map(({ patient }) => patient!.id).sort()).toEqual([linked.patientId, named.patientId].sort())
      expect(found.find(({ patient }) => patient!.id === linked.patientId)!.alert!.count).toBe(2)
      expect(await about('same-surname', clerk)).toEqual([])
    })

    it('is not opened for patients who read theirs', async () => {
      const patient = await aPatient()
      await read(patient, patient)
      await watched()
      expect(await about('own-chart', patient)).toEqual([])
    })
  })

  describe('about the record of somebody with the same name', () => {
    it('is opened whatever its accents and letters, once a day for each record', async () => {
      const clerk = await aDoctor({ lastName: `Grünwald-${randomUUID().slice(0, 8)}` })
      const relative = await aPatient({ lastName: clerk.lastName.replace('ü', 'u').toUpperCase() })
      await read(clerk, relative)
      await watched()
      await read(clerk, relative)
      await read(clerk, await aPatient())
      await watched()
      const found = await about('same-surname', clerk)
      expect(found).toMatchObject([{ patient: { id: relative.patientId }, alert: { severity: 'low' } }])
    })

    it('is not opened for a name that many have', async () => {
      const lastName = `Miller-${randomUUID().slice(0, 8)}`
      const clerk = await aDoctor({ lastName })
      const many = await Promise.all([aPatient({ lastName }), aPatient({ lastName }), aPatient({ lastName })])
      await set({ rule: 'same-surname', limit: 2 })
      await read(clerk, many[0])
      await watched()
      expect(await about('same-surname', clerk)).toEqual([])
      await set({ rule: 'same-surname', limit: 3 })
      await read(clerk, many[0])
      await watched()
      expect(await about('same-surname', clerk)).toHaveLength(1)
    })
  })

  describe('about deeds at night', () => {
    /** Hours of the hospital that the present moment is within, or outside of. */
    const hours = (isWithin: boolean) => {
      const minute = Temporal.Now.plainTimeISO('UTC').toString().slice(0, 5)
      const late = minute >= '12:00'
      const [opensAt, closesAt] = late === isWithin ? ['12:00', '23:59'] : ['00:00', '12:00']
      return { rule: 'off-hours', enabled: true, opensAt, closesAt }
    }
    const closedDoctor = () => aDoctor({ availability: { weekly: [], exceptions: [], slotMinutes: 30 } })
    beforeAll(() => look(`UPDATE hospital_settings SET time_zone = 'UTC'`))

    it('is opened once a night for each person, unless the doctor works at that hour', async () => {
      await set(hours(false))
      const [off, onDuty, clerk] = await Promise.all([closedDoctor(), aDoctor(), aColleague('receptionist')])
      for (const who of [off, onDuty, clerk]) for (const patient of patients.slice(0, 2)) await read(who, patient)
      await watched()
      await read(off, patients[3]!)
      await watched()
      expect(await about('off-hours', off)).toMatchObject([{ patient: null, alert: { severity: 'low' } }])
      expect(await about('off-hours', clerk)).toHaveLength(1)
      expect(await about('off-hours', onDuty)).toEqual([])
    })

    it('is not opened within the hours of the hospital', async () => {
      await set(hours(true))
      const off = await closedDoctor()
      await read(off, patients[0]!)
      await watched()
      expect(await about('off-hours', off)).toEqual([])
      await set({ rule: 'off-hours', enabled: false })
    })
  })

  describe('about a record that was opened in an emergency', () => {
    const open = (as: Person, patient: PatientPerson) =>
      call(accessApi.breakGlass, {
        as,
        params: { id: patient.patientId },
        body: { reason: 'Unconscious on arrival, medication unknown' },
      })

    it('joins the review that the deed has opened, and says whether it went through a restriction', async () => {
      const [doctor, kept] = (await Promise.all([aDoctor(), aDoctor()])) as [DoctorPerson, DoctorPerson]
      const patient = await aPatient()
      await look('INSERT INTO access_restrictions (id, patient_id, user_id) VALUES (gen_random_uuid(), $1, $2)', [
        patient.patientId,
        kept.userId,
      ])
      await open(doctor, patient)
      await open(doctor, patient)
      await open(kept, patient)
      await watched()
      expect(await about('break-glass', doctor)).toMatchObject([
        { kind: 'break-glass-review', patient: { id: patient.patientId }, alert: { severity: 'medium' } },
      ])
      expect(await about('break-glass-restriction', kept)).toMatchObject([
        { kind: 'break-glass-review', alert: { severity: 'high' } },
      ])
      expect(await about('break-glass', kept)).toEqual([])
      const [cases] = await look<{ n: number }>('SELECT count(*)::int AS n FROM privacy_cases WHERE patient_id = $1', [
        patient.patientId,
      ])
      expect(cases!.n).toBe(2)
    })
  })

  describe('about somebody who is refused again and again', () => {
    const tryIn = (as: Person, times: number) =>
      Promise.all(Array.from({ length: times }, () => read(as, { patientId: randomUUID() })))

    it('is opened for more than are let pass in an hour', async () => {
      await set({ rule: 'repeated-refusals', limit: 3 })
      const [curious, mistaken] = (await Promise.all([aPatient(), aPatient()])) as [Person, Person]
      await tryIn(curious, 4)
      await tryIn(mistaken, 3)
      await watched()
      expect(await about('repeated-refusals', curious)).toMatchObject([{ patient: null, alert: { count: 4 } }])
      expect(await about('repeated-refusals', mistaken)).toEqual([])
    })

    it('does not take a proof that is asked for as a refusal', async () => {
      const careful = await anAdmin()
      await look(`UPDATE sessions SET proved_at = now() - interval '1 hour' WHERE id = $1`, [careful.sessionId])
      const rawBody = { items: [{ rule: 'own-chart', enabled: true }] }
      for (let n = 0; n < 5; n++) {
        expect((await call(alertApi.update, { as: careful, rawBody })).problem.code).toBe('step-up-required')
      }
      await watched()
      expect(await about('repeated-refusals', careful)).toEqual([])
    })
  })

  it('tells of a refresh token that was used again, and of none that was used once', async () => {
    const [stolen, kept] = await Promise.all([signedUp(), signedUp()])
    const first = refreshCookie(stolen.reply)
    await refreshWith(first)
    await look(`UPDATE refresh_tokens SET used_at = used_at - interval '1 hour' WHERE used_at IS NOT NULL`)
    expect((await refreshWith(first)).status).toBe(401)
    expect((await refreshWith(refreshCookie(kept.reply))).status).toBe(200)
    await watched()
    expect(await about('token-reuse', stolen as never)).toMatchObject([{ alert: { severity: 'high' } }])
    expect(await about('token-reuse', kept as never)).toEqual([])
  })

  it('tells of a log that is not as it was sealed, once however often that is found', async () => {
    const verified = (finding: string | null) =>
      look(
        `INSERT INTO audit_verifications (id, started_at, finished_at, scope, from_ordinal, to_ordinal, outcome, bad_ordinal, finding)
         VALUES (gen_random_uuid(), now(), clock_timestamp(), 'all', 1, 9, CASE WHEN $1::text IS NULL THEN 'passed' ELSE 'failed' END, 7, $1)`,
        [finding],
      )
    await verified(null)
    await watched()
    expect(await alertsOf('chain-break')).toEqual([])
    await verified('edited: Entry 7 was changed')
    await watched()
    await verified('edited: Entry 7 was changed')
    await watched()
    expect(await alertsOf('chain-break')).toMatchObject([{ subject: null, patient: null, alert: { severity: 'high' } }])
  })
})

describe('looking through the log', () => {
  it('is done by one of several workers, and goes on where it stopped', async () => {
    const clerk = await aColleague('receptionist')
    for (const patient of patients) await read(clerk, patient)
    await seal()
    const seen = await Promise.all([1, 2, 3, 4].map(() => watchLog(systemContext('watch'), 3)))
    await watched(3)
    expect(seen.reduce((sum, n) => sum + n)).toBeGreaterThan(0)
    expect(await about('mass-reading', clerk)).toHaveLength(1)
    const [mark] = await look<{ isAtEnd: boolean }>(
      'SELECT ordinal = (SELECT max(ordinal) FROM audit_seals) AS "isAtEnd" FROM alert_progress',
    )
    expect(mark!.isAtEnd).toBe(true)
  })

  it('finds the same, and tells nothing twice, when it has to begin again', async () => {
    const cases = async () => (await look<{ n: number }>('SELECT count(*)::int AS n FROM privacy_cases'))[0]!.n
    const [{ ordinal }] = (await look('SELECT ordinal FROM alert_progress')) as [{ ordinal: string }]
    const clerk = await aColleague('receptionist')
    const namesake = await aPatient({ lastName: clerk.lastName })
    for (const patient of [...patients, namesake]) await read(clerk, patient)
    expect(await watched(3)).toBeGreaterThan(8)
    const before = await cases()
    await look('UPDATE alert_progress SET ordinal = $1', [ordinal])
    expect(await watched(4)).toBeGreaterThan(8)
    expect(await cases()).toBe(before)
    expect(await about('mass-reading', clerk)).toHaveLength(1)
    expect(await about('same-surname', clerk)).toHaveLength(1)
  })

  it('tells whoever minds privacy cases, in words that name nobody', async () => {
    const told = await look<{ user_id: string; channel: string; subject: string; link: string; own: boolean | null }>(
      `SELECT m.user_id, m.channel, m.subject, m.link, c.subject_user_id = $1 AS own FROM messages m
         LEFT JOIN privacy_cases c ON c.id::text = split_part(m.dedupe_key, '/', 2) WHERE m.kind = 'privacy-case'`,
      [officer.userId],
    )
    const receivers = (own: boolean) => new Set(told.filter((one) => one.own === own).map((one) => one.user_id))
    expect(receivers(false)).toEqual(new Set([officer.userId]))
    expect(receivers(true).has(officer.userId)).toBe(false)
    expect(new Set(told.map(({ channel }) => channel))).toEqual(new Set(['in-app', 'email']))
    expect(new Set(told.map(({ subject }) => subject))).toEqual(new Set(['A privacy case waits for you']))
    expect(new Set(told.map(({ link }) => link)).has('/privacy-cases')).toBe(true)
  })

  it('shows an alert to nobody whom it is about, nor to the patient', async () => {
    const clerk = await aColleague('receptionist')
    const patient = await aPatient({ firstName: clerk.firstName, lastName: clerk.lastName })
    await read(clerk, patient)
    await watched()
    const [found] = await about('own-chart', clerk)
    expect(found).toBeDefined()
    for (const as of [clerk, patient]) {
      expect((await call(privacyCaseApi.list, { as })).status).toBe(403)
      expect((await close(found!.id, as)).status).toBe(403)
    }
    const log = await look('SELECT 1 FROM audit_events WHERE patient_ids @> ARRAY[$1::uuid] AND operation LIKE $2', [
      patient.patientId,
      'privacy-case%',
    ])
    expect(log.length).toBeLessThanOrEqual(1)
  })
})

describe('the rules', () => {
  let before: Awaited<ReturnType<typeof rules>>
  const rules = async () => (await call(alertApi.rules, { as: officer })).body.items
  beforeEach(async () => (before = await rules()))

  it('are switched off for all to see: in the log, and in a message to the others', async () => {
    const clerk = await aColleague('receptionist')
    await look('UPDATE sessions SET proved_at = now() WHERE id = $1', [admin.sessionId])
    const headers = { 'X-Request-Id': randomUUID() }
    const items = [{ rule: 'mass-reading', enabled: false }]
    const reply = await call(alertApi.update, { as: admin, rawBody: { items }, headers })
    expect(reply.status).toBe(200)
    expect(await auditRows(headers['X-Request-Id'])).toMatchObject([
      { operation: 'settings.update-alerts', actor_id: admin.userId, changed_fields: ['mass-reading.enabled'] },
    ])
    expect(
      await look(`SELECT DISTINCT user_id FROM messages WHERE kind = 'alert-rules-changed' AND dedupe_key LIKE $1`, [
        `%${headers['X-Request-Id']}%`,
      ]),
    ).toEqual([{ user_id: officer.userId }])
    for (const patient of patients) await read(clerk, patient)
    await watched()
    expect(await about('mass-reading', clerk)).toEqual([])
    await set({ rule: 'mass-reading', enabled: true })
  })

  it('are told to the administrators where the only privacy officer changes them, or is found by one', async () => {
    const known = (await look<{ id: string }>('SELECT id FROM messages')).map(({ id }) => id)
    const told = async (kind: string) =>
      (
        await look<{ userId: string }>(
          'SELECT DISTINCT user_id AS "userId" FROM messages WHERE kind = $1 AND NOT id = ANY ($2::uuid[])',
          [kind, known],
        )
      ).map(({ userId }) => userId)
    await look('UPDATE sessions SET proved_at = now() WHERE id = $1', [officer.sessionId])
    const rawBody = { items: [{ rule: 'token-reuse', enabled: false }] }
    expect((await call(alertApi.update, { as: officer, rawBody })).status).toBe(200)
    expect(await told('alert-rules-changed')).toContain(admin.userId)
    rawBody.items[0]!.enabled = true
    await call(alertApi.update, { as: officer, rawBody })

    const own = await aPatient()
    await look(
      `UPDATE patients p SET first_name = u.first_name, last_name = u.last_name FROM users u WHERE u.id = $1 AND p.id = $2`,
      [officer.userId, own.patientId],
    )
    await read(officer, own)
    await watched()
    expect(await about('own-chart', officer)).toHaveLength(1)
    const receivers = await told('privacy-case')
    expect(receivers).toContain(admin.userId)
    expect(receivers).not.toContain(officer.userId)
    await look('DELETE FROM messages WHERE NOT id = ANY ($1::uuid[])', [known])
  })

  it('want a fresh proof, and take nothing that they do not have', async () => {
    const stale = await anAdmin()
    await look(`UPDATE sessions SET proved_at = now() - interval '1 hour' WHERE id = $1`, [stale.sessionId])
    const items = [{ rule: 'own-chart', enabled: false }]
    expect((await call(alertApi.update, { as: stale, rawBody: { items } })).problem.code).toBe('step-up-required')
    expect((await set({ rule: 'own-chart', limit: 3 })).problem.errors).toEqual([
      { pointer: '/items/0/limit', detail: 'This rule has none' },
    ])
    expect((await set({ rule: 'off-hours', opensAt: '22:00', closesAt: '06:00' })).status).toBe(422)
    expect((await set({ rule: 'mass-reading', limitByRole: { doctor: 0 } })).status).toBe(422)
    expect((await set({ rule: 'no-such' })).status).toBe(422)
    expect((await set({ rule: 'own-chart' }, { rule: 'own-chart' })).status).toBe(422)
    expect(await rules()).toEqual(before)
  })

  it('are read and set by administrators and privacy officers, and by nobody else', async () => {
    expect((await call(alertApi.rules, { as: admin })).status).toBe(200)
    expect((await call(alertApi.rules, { as: await aDoctor() })).status).toBe(403)
    expect((await call(alertApi.rules)).status).toBe(401)
  })

  it('count what is open, by kind', async () => {
    const { body } = await call(privacyCaseApi.counts, { as: officer })
    const open = (await look<{ kind: string; n: number }>(
      `SELECT kind, count(*)::int AS n FROM privacy_cases WHERE state = 'open' GROUP BY kind`,
    )) as { kind: 'alert'; n: number }[]
    for (const { kind, n } of open) expect(body.open[kind]).toBe(n)
    expect(body.open['patient-report']).toBe(0)
    const filtered = await call(privacyCaseApi.list, { as: officer, query: { kind: 'break-glass-review' } })
    expect(new Set(filtered.body.items.map(({ kind }) => kind))).toEqual(new Set(['break-glass-review']))
  })
})
