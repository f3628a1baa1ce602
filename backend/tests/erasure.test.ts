// @covers GDPR-Art17, GDPR-Art5(1)(e), GDPR-Art18(1)(c)
import './support/ownDatabase.ts'
import { figure } from './support/figure.ts'
import { drop } from './support/ownDatabase.ts'
import { randomUUID } from 'node:crypto'
import { amendmentApi } from '@hms/contract/amendments'
import { appointmentApi } from '@hms/contract/appointments'
import { auditApi } from '@hms/contract/audit'
import { billingApi } from '@hms/contract/billing'
import { dataRightsApi } from '@hms/contract/dataRights'
import { patientApi } from '@hms/contract/patients'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dataClassification } from '../src/models/dataClassification.ts'
import { auditRows } from './support/accounts.ts'
import { call } from './support/call.ts'
import { inCareOf } from './support/care.ts'
import { aFullPatient, done, erase, type FullPatient, tablesWith } from './support/fullPatient.ts'
import { look } from './support/observer.ts'
import { aColleague, aDoctor, anAdmin, aPatient, type PatientPerson, type Person } from './support/people.ts'
import { booked } from './support/visits.ts'

afterAll(drop)

let admin: Person, officer: Person
beforeAll(async () => {
  ;[admin, officer] = await Promise.all([anAdmin(), aColleague('privacy_officer')])
})

const ask = (patient: PatientPerson, as: Person = patient) =>
  call(dataRightsApi.ask, { as, params: { id: patient.patientId }, body: {} })
const decide = (id: string, as: Person, body: object) =>
  call(dataRightsApi.decide, { as, params: { id }, rawBody: body })
const perform = (id: string, as: Person, mrn: string) =>
  call(dataRightsApi.perform, { as, params: { id }, body: { mrn } })
const mrnOf = async ({ patientId }: PatientPerson) =>
  (await look<{ mrn: string }>('SELECT mrn FROM patients WHERE id = $1', [patientId]))[0]!.mrn

/** What the database says to the application's own role, which asks it past the application. */
async function asApp(role: string, text: string, values: unknown[] = []): Promise<string> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL })
  await client.connect()
  try {
    await client.query('BEGIN')
    await client.query(`SELECT set_config('hms.role', $1, true), set_config('hms.mode', 'write', true)`, [role])
    await client.query(text, values)
    return 'done'
  } catch (error) {
    return (error as Error).message
  } finally {
    await client.end()
  }
}

/** An approved request of a patient without visits. */
async function approved(): Promise<{ patient: PatientPerson; id: string; mrn: string }> {
  const patient = await aPatient()
  const { body } = await ask(patient)
  expect((await decide(body.id, officer, { approve: true })).status).toBe(200)
  return { patient, id: body.id, mrn: body.patient.mrn! }
}

describe('a patient about whom there is something in every table', () => {
  let full: FullPatient
  let certificate: Awaited<ReturnType<typeof erase>>
  let before: string[]
  beforeAll(async () => {
    full = await aFullPatient()
    before = await tablesWith(full.words)
    certificate = await erase(full)
  })

  it('is there to begin with', () => expect(before.length).toBeGreaterThanOrEqual(15))

  it('is found nowhere in the database after being erased', async () => {
    const found = await tablesWith(full.words)
    figure('words-left-after-erasure', found.length, { of: Object.keys(full.words).length })
    expect(found).toEqual([])
    const [left] = await look(
      `SELECT (SELECT count(*)::int FROM patient_keys WHERE patient_id = $1) AS keys,
              (SELECT count(*)::int FROM patient_words WHERE patient_id = $1) AS words,
              (SELECT count(*)::int FROM sessions WHERE user_id = $2) AS sessions,
              (SELECT count(*)::int FROM messages WHERE user_id = $2 OR patient_id = $1) AS messages,
              (SELECT phone_index FROM patients WHERE id = $1) AS index`,
      [full.patient.patientId, full.patient.userId],
    )
    expect(left).toEqual({ keys: 0, words: 0, sessions: 0, messages: 0, index: null })
  })

  it('is signed out, and cannot sign in', async () => {
    const reply = await call(patientApi.get, { as: full.patient, params: { id: full.patient.patientId } })
    expect(reply.status).toBe(401)
    const [user] = await look('SELECT password_hash, disabled_at IS NOT NULL AS disabled FROM users WHERE id = $1', [
      full.patient.userId,
    ])
    expect(user).toEqual({ password_hash: null, disabled: true })
  })

  it('is called by a number wherever what has to be kept names somebody', async () => {
    const { number } = certificate
    const record = await done(patientApi.get, { as: admin, params: { id: full.patient.patientId } })
    expect(record).toMatchObject({ firstName: 'Erased', lastName: `patient ${number}`, dateOfBirth: null, email: null })
    expect(record.erasedAt).not.toBeNull()
    const bills = await done(billingApi.list, { as: admin, query: { patientId: full.patient.patientId } })
    expect(bills.items).toHaveLength(2)
    expect(bills.items.map(({ patient }) => patient.lastName)).toEqual([`patient ${number}`, `patient ${number}`])
    expect(bills.items.find(({ status }) => status === 'open')).toMatchObject({ amount: { amount: '120.00' } })
    const bill = await done(billingApi.get, { as: admin, params: { id: bills.items[0]!.id } })
    expect(bill.description).toBe('')
    const visit = await done(appointmentApi.get, { as: full.doctor, params: { id: full.futureVisit } })
    expect(visit).toMatchObject({ status: 'cancelled', notes: null, patient: { firstName: 'Erased' } })
  })

  it('frees the time that was booked, and the doctor is told', async () => {
    const [time] = await look('SELECT taken FROM appointment_times WHERE appointment_id = $1', [full.futureVisit])
    expect(time).toEqual({ taken: false })
    const told = await look(
      `SELECT 1 FROM messages WHERE user_id = $1 AND kind = 'appointment-cancelled' AND link = $2`,
      [full.doctor.userId, `/appointments/${full.futureVisit}`],
    )
    expect(told.length).toBeGreaterThan(0)
  })

  it('leaves a certificate that says what was done and nothing of whom', async () => {
    expect(certificate).toMatchObject({ requestedByPatient: true, keysDeleted: true, law: 'GDPR, article 17' })
    expect(certificate.counts).toMatchObject({ patients: 1, patient_keys: 2, users: 1, billing: 2, passkeys: 1 })
    expect(JSON.stringify(certificate)).not.toContain(full.patient.patientId)
    const again = await done(dataRightsApi.certificate, { as: admin, params: { id: certificate.id } })
    expect(again).toEqual(certificate)
    const [{ hash }] = (await look<{ hash: string }>(
      `SELECT encode(sha256(convert_to('hms-erasure|' || $1, 'UTF8')), 'hex') AS hash`,
      [full.patient.patientId],
    )) as [{ hash: string }]
    expect(certificate.subjectHash).toBe(hash)
  })

  it('keeps the rows of the audit log as they were', async () => {
    const { items } = await done(auditApi.list, { as: admin, query: { patientId: full.patient.patientId } })
    expect(items.map(({ operation }) => operation)).toEqual(
      expect.arrayContaining(['patient.erase', 'erasure-request.approve', 'erasure-request.create']),
    )
  })

  it('can neither be booked, billed, held nor edited again, and answers as erased', async () => {
    const { patientId } = full.patient
    const at = new Date(Date.now() + 9 * 86_400_000).toISOString()
    const doctor = await aDoctor()
    const replies = await Promise.all([
      call(appointmentApi.book, { as: admin, body: { patientId, doctorId: doctor.doctorId, appointmentDate: at } }),
      call(billingApi.create, {
        as: admin,
        body: { patientId, description: 'x', lines: [{ description: 'x', unitPrice: '1.00' }] },
      }),
      call(dataRightsApi.hold, { as: officer, params: { id: patientId }, body: { reason: 'A lawsuit is coming' } }),
      call(dataRightsApi.ask, { as: admin, params: { id: patientId }, body: {} }),
      call(dataRightsApi.export, { as: admin, params: { id: patientId }, query: { format: 'json' } }),
    ])
    expect(replies.map(({ problem }) => problem.code)).toEqual(Array(5).fill('patient-erased'))
    await expect(look('UPDATE patients SET first_name = $2 WHERE id = $1', [patientId, 'Back'])).rejects.toThrow(
      /erased/,
    )
  })
})

describe('a request to be erased', () => {
  it('is the own one, or written down by who watches over records', async () => {
    const [patient, other] = await Promise.all([aPatient(), aPatient()])
    expect((await ask(patient, other)).status).toBe(404)
    expect((await ask(patient, await aDoctor())).status).toBe(403)
    expect((await ask(patient, officer)).body).toMatchObject({ status: 'requested', byPatient: false })
    expect((await ask(patient)).problem.code).toBe('wrong-status')
  })

  it('is seen by its patient and by no other', async () => {
    const [patient, other] = await Promise.all([aPatient(), aPatient()])
    const { body } = await ask(patient)
    const own = await done(dataRightsApi.requests, { as: patient })
    expect(own.items.map(({ id }) => id)).toEqual([body.id])
    expect((await done(dataRightsApi.requests, { as: other })).items).toEqual([])
    expect((await call(dataRightsApi.withdraw, { as: other, params: { id: body.id } })).status).toBe(404)
    const back = await done(dataRightsApi.withdraw, { as: patient, params: { id: body.id } })
    expect(back.status).toBe('withdrawn')
    expect((await decide(body.id, officer, { approve: true })).problem.code).toBe('wrong-status')
  })

  it('is decided by somebody else than wrote it down, also if the database is asked', async () => {
    const patient = await aPatient()
    const { body } = await ask(patient, officer)
    expect((await decide(body.id, officer, { approve: true })).problem.code).toBe('not-permitted')
    await expect(
      look(
        `UPDATE privacy_requests SET status = 'approved', decided_by = requested_by, decided_at = now() WHERE id = $1`,
        [body.id],
      ),
    ).rejects.toThrow(/two_people/)
    expect((await decide(body.id, admin, { approve: true })).status).toBe(200)
  })

  it('takes a fresh proof, and the number typed anew', async () => {
    const { patient, id, mrn } = await approved()
    await look(`UPDATE sessions SET proved_at = now() - interval '11 minutes' WHERE id = $1`, [officer.sessionId])
    expect((await perform(id, officer, mrn)).problem.code).toBe('step-up-required')
    await look(`UPDATE sessions SET proved_at = now() WHERE id = $1`, [officer.sessionId])
    expect((await perform(id, officer, 'M99999999')).problem).toMatchObject({
      code: 'invalid',
      errors: [{ pointer: '/mrn' }],
    })
    expect(await mrnOf(patient)).toBe(mrn)
    expect((await perform(id, officer, mrn.toLowerCase())).status).toBe(200)
  })

  it('is refused with a reason that the patient reads, and not without', async () => {
    const patient = await aPatient()
    const { body } = await ask(patient)
    expect((await decide(body.id, officer, { approve: false })).status).toBe(422)
    const reason = 'Your treatment is not over'
    await decide(body.id, officer, { approve: false, reason })
    const own = await done(dataRightsApi.requests, { as: patient })
    expect(own.items[0]).toMatchObject({ status: 'refused', decision: reason })
    const told = await look(`SELECT 1 FROM messages WHERE patient_id = $1 AND kind = 'erasure-decided'`, [
      patient.patientId,
    ])
    expect(told.length).toBeGreaterThan(0)
    expect((await ask(patient)).status).toBe(201)
  })

  it('leaves one row in the audit log for each step', async () => {
    const patient = await aPatient()
    const headers = () => ({ 'X-Request-Id': randomUUID() })
    const [one, two, three] = [headers(), headers(), headers()]
    const params = { id: patient.patientId }
    const { id, patient: of } = await done(dataRightsApi.ask, { as: patient, params, body: {}, headers: one })
    await done(dataRightsApi.decide, { as: officer, params: { id }, body: { approve: true }, headers: two })
    await done(dataRightsApi.perform, { as: officer, params: { id }, body: { mrn: of.mrn! }, headers: three })
    const rows = await Promise.all([one, two, three].map((each) => auditRows(each['X-Request-Id'])))
    expect(rows.map((list) => list.map(({ operation }) => operation))).toEqual([
      ['erasure-request.create'],
      ['erasure-request.approve'],
      ['patient.erase'],
    ])
  })
})

describe('a correction that was asked for', () => {
  it('is asked no more once its patient is erased: nobody could read it, and it would be due for ever', async () => {
    const { patient, id, mrn } = await approved()
    const body = { field: 'contact', text: 'I live in another street' } as const
    const asked = await done(amendmentApi.ask, { as: patient, params: { id: patient.patientId }, body })
    const waiting = async () =>
      (await done(amendmentApi.work, { as: officer, query: { limit: 100 } })).items.map((item) => item.id)
    expect(await waiting()).toContain(asked.id)
    expect((await perform(id, officer, mrn)).body.counts).toMatchObject({ amendments: 1 })
    expect(await waiting()).not.toContain(asked.id)
    const [row] = await look(`SELECT status, text = '\\x' AS blank FROM amendments WHERE id = $1`, [asked.id])
    expect(row).toEqual({ status: 'withdrawn', blank: true })
  })

  it('of one who is not erased stays as it was, whoever claims to erase', async () => {
    const patient = await aPatient()
    const body = { field: 'contact', text: 'I live in another street' } as const
    const asked = await done(amendmentApi.ask, { as: patient, params: { id: patient.patientId }, body })
    const claim = `DO $$ BEGIN
      PERFORM set_config('hms.patient_id', '${patient.patientId}', true), set_config('hms.erased_patient', '${patient.patientId}', true);
      UPDATE amendments SET decision = '\\x01' WHERE id = '${asked.id}';
    END $$`
    expect(await asApp('patient', claim)).toMatch(/stays as it is/)
  })
})

describe('a reply that is kept for a request that comes again', () => {
  const keyed = () => ({ 'Idempotency-Key': randomUUID() })
  const registering = () => ({
    as: admin,
    body: { firstName: 'Ada', lastName: 'Twice', dateOfBirth: '1970-01-01', gender: 'female' as const },
    headers: keyed(),
  })
  /** By somebody else than who asked. */
  async function erasedNow(patientId: string): Promise<void> {
    const asked = await done(dataRightsApi.ask, { as: admin, params: { id: patientId }, body: {} })
    expect((await decide(asked.id, officer, { approve: true })).status).toBe(200)
    expect((await perform(asked.id, officer, asked.patient.mrn!)).status).toBe(200)
  }
  const kept = (key: string) =>
    look(
      'SELECT response IS NOT NULL AS reply, octet_length(request_hash) AS hash FROM idempotency_keys WHERE key = $1',
      [key],
    )

  it('goes with the patient, and what was done is not done twice', async () => {
    const registered = registering()
    const { id: patientId } = await done(patientApi.create, registered)
    const { doctorId } = await aDoctor()
    const appointmentDate = new Date(Date.now() + 90 * 86_400_000).toISOString()
    const visit = { as: admin, body: { patientId, doctorId, appointmentDate, notes: 'The knee' }, headers: keyed() }
    await done(appointmentApi.book, visit)
    const lines = [{ description: 'Bandage', unitPrice: '12.00' }]
    const bill = { as: admin, body: { patientId, description: 'Bandages', lines }, headers: keyed() }
    const { id } = await done(billingApi.create, bill)
    const payment = { as: admin, params: { id }, body: { amount: '2.00', method: 'cash' as const }, headers: keyed() }
    await done(billingApi.pay, payment)
    const inAll = async () =>
      (
        await look(
          'SELECT (SELECT count(*) FROM patients) AS patients, (SELECT count(*) FROM appointments) AS visits, (SELECT count(*) FROM billing) AS bills, (SELECT count(*) FROM payments) AS payments',
        )
      )[0]
    const before = await inAll()
    await erasedNow(patientId)
    const sent = [registered, visit, bill, payment].map(({ headers }) => headers['Idempotency-Key'])
    for (const key of sent) expect(await kept(key)).toEqual([{ reply: false, hash: 0 }])
    const again = await Promise.all([
      call(patientApi.create, registered),
      call(appointmentApi.book, visit),
      call(billingApi.create, bill),
      call(billingApi.pay, payment),
    ])
    expect(again.map(({ problem }) => problem.code)).toEqual(Array(4).fill('reply-erased'))
    expect(await inAll()).toEqual(before)
  })

  it('stays when it is about others, as far as that is known', async () => {
    const registered = registering()
    const { id } = await done(patientApi.create, registered)
    await erasedNow((await done(patientApi.create, registering())).id)
    expect((await done(patientApi.create, registered)).id).toBe(id)
    // As a process of the release before leaves it.
    const key = registered.headers['Idempotency-Key']
    await look('UPDATE idempotency_keys SET patient_ids = NULL WHERE key = $1', [key])
    await erasedNow((await done(patientApi.create, registering())).id)
    expect(await kept(key)).toEqual([{ reply: false, hash: 0 }])
    expect((await call(patientApi.create, registered)).problem.code).toBe('reply-erased')
  })
})

describe('what has to be kept', () => {
  it('is kept until the law lets it go, unless a reason outweighs that', async () => {
    const [patient, doctor] = await Promise.all([aPatient(), aDoctor()])
    await inCareOf(doctor, patient, 10)
    const { body } = await ask(patient)
    const until = (await done(dataRightsApi.requests, { as: officer, query: { patientId: patient.patientId } }))
      .items[0]!.retainedUntil!
    expect(Number(until.slice(0, 4))).toBeGreaterThanOrEqual(new Date().getFullYear() + 9)
    const refused = await decide(body.id, officer, { approve: true })
    expect(refused.problem).toMatchObject({ code: 'record-retained', detail: expect.stringContaining(until) })
    expect((await decide(body.id, officer, { approve: true, overrideRetention: true })).status).toBe(422)
    const reason = 'Registered by mistake, there was no treatment'
    const approving = await decide(body.id, officer, { approve: true, overrideRetention: true, reason })
    expect(approving.body).toMatchObject({ status: 'approved', overridesRetention: true })
    const { body: certificate } = await perform(body.id, officer, body.patient.mrn!)
    expect(certificate).toMatchObject({ retentionOverridden: until })
  })

  it('is kept when a visit has taken place since it was approved, whatever the application asks', async () => {
    const { patient, id, mrn } = await approved()
    await inCareOf(await aDoctor(), patient, 2)
    expect((await perform(id, officer, mrn)).problem.code).toBe('record-retained')
    const past = await asApp('privacy_officer', 'SELECT hms_erase_patient($1, $2)', [patient.patientId, id])
    expect(past).toMatch(/has to be kept/)
  })

  it('is kept as long as a legal hold stands', async () => {
    const { patient, id, mrn } = await approved()
    const params = { id: patient.patientId }
    const reason = 'A lawsuit about the treatment'
    const hold = await done(dataRightsApi.hold, { as: officer, params, body: { reason } })
    expect(hold).toMatchObject({ reason, liftedAt: null })
    expect((await call(dataRightsApi.hold, { as: admin, params, body: { reason } })).problem.code).toBe('wrong-status')
    expect((await perform(id, officer, mrn)).problem.code).toBe('legal-hold')
    const past = await asApp('admin', 'SELECT hms_erase_patient($1, $2)', [patient.patientId, id])
    expect(past).toMatch(/a legal hold stands/)
    const listed = await done(dataRightsApi.requests, { as: officer, query: { patientId: patient.patientId } })
    expect(listed.items[0]!.heldSince).not.toBeNull()
    // Patients are not told.
    const own = await done(dataRightsApi.requests, { as: patient })
    expect(own.items[0]!.heldSince).toBeNull()
    expect((await call(dataRightsApi.holds, { as: patient, params })).status).toBe(403)
    const lifted = await done(dataRightsApi.lift, { as: admin, params, body: { reason: 'The lawsuit is over' } })
    expect(lifted).toMatchObject({ reason, liftReason: 'The lawsuit is over' })
    expect((await perform(id, officer, mrn)).status).toBe(200)
  })

  it('waits for payments and privacy cases that are under way', async () => {
    const { patient, id, mrn } = await approved()
    await look(`INSERT INTO privacy_cases (id, kind, patient_id) VALUES ($1, 'alert', $2)`, [
      randomUUID(),
      patient.patientId,
    ])
    expect((await perform(id, officer, mrn)).problem.code).toBe('wrong-status')
    expect(await mrnOf(patient)).toBe(mrn)
    expect((await call(patientApi.get, { as: patient, params: { id: patient.patientId } })).body.lastName).toBe(
      patient.lastName,
    )
  })
})

describe('at the same moment', () => {
  it('of many erasures one is done, and one certificate is left', async () => {
    const { patient, id, mrn } = await approved()
    const replies = await Promise.all(Array.from({ length: 6 }, () => perform(id, officer, mrn)))
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(replies.filter(({ status }) => status >= 500)).toEqual([])
    const [{ n }] = (await look<{ n: number }>('SELECT count(*)::int AS n FROM erasures WHERE request_id = $1', [
      id,
    ])) as [{ n: number }]
    expect(n).toBe(1)
    expect((await look('SELECT 1 FROM patient_keys WHERE patient_id = $1', [patient.patientId])).length).toBe(0)
  })

  it('a booking comes before the erasure and is cancelled, or after it and is refused', async () => {
    const doctor = await aDoctor()
    for (let round = 0; round < 6; round++) {
      const { patient, id, mrn } = await approved()
      const at = new Date(Date.now() + (20 + round) * 86_400_000).toISOString()
      const body = {
        patientId: patient.patientId,
        doctorId: doctor.doctorId,
        appointmentDate: at,
        notes: 'About the knee',
      }
      const key = randomUUID()
      const [erased, booking] = await Promise.all([
        perform(id, officer, mrn),
        call(appointmentApi.book, { as: admin, body, headers: { 'Idempotency-Key': key } }),
      ])
      expect(erased.status).toBe(200)
      expect([201, 404, 409]).toContain(booking.status)
      const rows = await look(`SELECT status, notes FROM appointments WHERE patient_id = $1`, [patient.patientId])
      expect(rows.every(({ status, notes }) => status === 'cancelled' && notes === null)).toBe(true)
      if (booking.status !== 201) expect(rows).toEqual([])
      expect(await look('SELECT 1 FROM idempotency_keys WHERE key = $1 AND response IS NOT NULL', [key])).toEqual([])
    }
  })

  it('a hold comes before the erasure, which is refused, or after it and is refused itself', async () => {
    for (let round = 0; round < 4; round++) {
      const { patient, id, mrn } = await approved()
      const params = { id: patient.patientId }
      const [erased, held] = await Promise.all([
        perform(id, officer, mrn),
        call(dataRightsApi.hold, { as: admin, params, body: { reason: 'A lawsuit is coming' } }),
      ])
      const outcome = [erased.status === 200, held.status === 201]
      expect(outcome.filter(Boolean)).toHaveLength(1)
    }
  })
})

describe('the rules of erasing', () => {
  it('blank or delete every column of which the classification says so', async () => {
    const rules = await look<{ relation: string; deed: string }>('SELECT relation, deed FROM erasure_rules')
    const deeds = new Map(rules.map(({ relation, deed }) => [relation, deed]))
    const goes = dataClassification.filter(
      (one) => one.subject !== null && (one.onErasure === 'blank' || one.onErasure === 'delete'),
    )
    expect(goes.length).toBeGreaterThan(80)
    const left = goes.filter(({ table, column, onErasure }) => {
      const deed = deeds.get(table) ?? ''
      return deed !== 'DELETE' && !(onErasure === 'blank' && new RegExp(`\\b${column} = `).test(deed))
    })
    expect(left.map(({ table, column }) => `${table}.${column}`)).toEqual([])
  })

  it('are followed by no role of the application by itself', async () => {
    const asked = [
      'SELECT hms_erase_rows(gen_random_uuid(), 1)',
      'SELECT hms_erase_again()',
      `CALL hms_on_erasure('users', 'true', 'DELETE')`,
      'SELECT hms_erase_patient(gen_random_uuid(), gen_random_uuid())',
    ]
    const answers = await Promise.all(asked.map((text) => asApp('doctor', text)))
    expect(answers).toEqual([
      expect.stringMatching(/permission denied/),
      expect.stringMatching(/permission denied/),
      expect.stringMatching(/permission denied/),
      expect.stringMatching(/only who watches/),
    ])
  })

  it('cancels what was booked by the patient and leaves the visits of others alone', async () => {
    const [doctor, other] = await Promise.all([aDoctor(), aPatient()])
    const theirs = await booked(other, doctor, other)
    const { id, mrn } = await approved()
    await perform(id, officer, mrn)
    const [visit] = await look('SELECT status FROM appointments WHERE id = $1', [theirs.id])
    expect(visit).toEqual({ status: 'booked' })
  })
})
