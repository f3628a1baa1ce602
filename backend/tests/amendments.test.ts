// @covers GDPR-Art16, 45CFR164.526
import { amendmentApi } from '@hms/contract/amendments'
import { appointmentApi } from '@hms/contract/appointments'
import { patientApi } from '@hms/contract/patients'
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call } from './support/call.ts'
import { inCareOf } from './support/care.ts'
import { look } from './support/observer.ts'
import { aDoctor, aPatient, type DoctorPerson, oneOfEach, type PatientPerson, type Person } from './support/people.ts'

/** What patients ask to have put right in their record, and what becomes of it. */

const app = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 2 })
afterAll(() => app.end())

let people: Awaited<ReturnType<typeof oneOfEach>>
let patient: PatientPerson, doctor: DoctorPerson, stranger: DoctorPerson, other: PatientPerson, visit: string
beforeAll(async () => {
  ;[people, stranger, other] = await Promise.all([oneOfEach(), aDoctor(), aPatient()])
  patient = people.patient as PatientPerson
  doctor = people.doctor as DoctorPerson
  visit = await inCareOf(doctor, patient)
})

const wrong = 'The penicillin allergy is not mine, it is my brother’s'
const ask = (body: object, as: Person = patient, id = patient.patientId, requestId = randomUUID()) =>
  call(amendmentApi.ask, { as, params: { id }, rawBody: body, headers: { 'X-Request-Id': requestId } })
const asked = async (body: object = { field: 'allergies', text: wrong }) => (await ask(body)).body.id
const decide = (id: string, body: object, as: Person = doctor, requestId = randomUUID()) =>
  call(amendmentApi.decide, { as, params: { id }, rawBody: body, headers: { 'X-Request-Id': requestId } })
const denial = { accept: false, basis: 'accurate', decision: 'The test of 2019 was yours' }
const acceptance = { accept: true, decision: 'Taken out of the list' }
const listed = async (as: Person, id = patient.patientId) => call(amendmentApi.list, { as, params: { id } })
const auditOf = (id: string) =>
  look('SELECT operation, action, outcome, patient_ids FROM audit_events WHERE request_id = $1', [id])

/** The correction itself: an ordinary edit of the record by the doctor. */
async function correct() {
  const { body } = await call(patientApi.get, { as: doctor, params: { id: patient.patientId } })
  const reply = await call(patientApi.update, {
    as: doctor,
    params: { id: patient.patientId },
    body: {
      medicalHistory: { allergies: [], conditions: [], medications: [], notes: randomUUID() },
      version: body.version,
    },
  })
  expect(reply.status).toBe(200)
  return reply.body.version
}

describe('a request for a correction', () => {
  it('is kept sealed with its deadline of 60 days, and the privacy officers are told without a word of it', async () => {
    const requestId = randomUUID()
    const reply = await ask({ field: 'allergies', text: wrong }, patient, patient.patientId, requestId)
    expect(reply.status).toBe(201)
    expect(reply.body).toMatchObject({ field: 'allergies', text: wrong, status: 'requested', overdue: false })
    expect(Date.parse(reply.body.dueAt) - Date.parse(reply.body.requestedAt)).toBe(60 * 86_400_000)
    expect(await auditOf(requestId)).toEqual([
      { operation: 'amendment.ask', action: 'C', outcome: 'success', patient_ids: [patient.patientId] },
    ])
    const [stored] = await look<{ text: Buffer }>('SELECT text FROM amendments WHERE id = $1', [reply.body.id])
    expect(stored!.text.toString('latin1')).not.toContain('penicillin')
    const told = await look<{ subject: string; body: string }>(
      `SELECT subject, body FROM messages WHERE user_id = $1 AND kind = 'amendment-requested' AND channel = 'in-app'`,
      [people.privacy_officer.userId],
    )
    expect(told.length).toBeGreaterThan(0)
    expect(JSON.stringify(told)).not.toMatch(/penicillin|allerg/)
  })

  it('names what is wrong with it, and is for the own record alone', async () => {
    expect((await ask({ field: 'allergies', text: 'no' })).problem.errors?.[0]?.pointer).toBe('/text')
    expect((await ask({ field: 'visit-note', text: wrong })).problem.errors?.[0]?.pointer).toBe('/appointmentId')
    const elsewhere = await inCareOf(doctor, other)
    const foreign = await ask({ field: 'visit-note', appointmentId: elsewhere, text: wrong })
    expect(foreign.problem.errors?.[0]?.pointer).toBe('/appointmentId')
    expect((await ask({ field: 'name', text: wrong }, patient, other.patientId)).problem.code).toBe('not-found')
    expect((await ask({ field: 'name', text: wrong }, people.billing)).problem.code).toBe('not-permitted')
  })

  it('is marked when its answer is overdue, and comes first in the list of those who decide', async () => {
    const id = await asked()
    await look(
      `UPDATE amendments SET due_at = now() - interval '1 hour', requested_at = now() - interval '61 days' WHERE id = $1`,
      [id],
    )
    const reply = await call(amendmentApi.work, { as: doctor, query: {} })
    expect(reply.body.items[0]).toMatchObject({ id, overdue: true, text: wrong })
    const none = await call(amendmentApi.work, { as: stranger, query: {} })
    expect(none.body.items).toEqual([])
    await decide(id, denial)
  })

  it('can be taken back until somebody has decided', async () => {
    const id = await asked()
    const withdraw = () => call(amendmentApi.withdraw, { as: patient, params: { id } })
    expect((await call(amendmentApi.withdraw, { as: other, params: { id } })).problem.code).toBe('not-found')
    expect((await withdraw()).body.status).toBe('withdrawn')
    expect((await withdraw()).problem.code).toBe('wrong-status')
    expect((await decide(id, denial)).problem.code).toBe('wrong-status')
  })
})

describe('a decision', () => {
  it('accepts only what was put right by an ordinary edit, and names the version that did it', async () => {
    const id = await asked()
    expect((await decide(id, acceptance)).problem.code).toBe('not-corrected')
    const version = await correct()
    const requestId = randomUUID()
    const reply = await decide(id, acceptance, doctor, requestId)
    expect(reply.body).toMatchObject({
      status: 'accepted',
      correctedVersion: version,
      decision: acceptance.decision,
      decidedBy: { name: `${doctor.firstName} ${doctor.lastName}`, role: 'doctor' },
    })
    expect(await auditOf(requestId)).toHaveLength(1)
    expect(
      await look(`SELECT kind FROM messages WHERE user_id = $1 AND kind = 'amendment-decided' AND channel = 'in-app'`, [
        patient.userId,
      ]),
    ).not.toEqual([])
  })

  it('goes by the version of the visit where it is about a note of it', async () => {
    const id = await asked({ field: 'visit-note', appointmentId: visit, text: wrong })
    await correct()
    expect((await decide(id, acceptance)).problem.code).toBe('not-corrected')
    const edited = await call(appointmentApi.update, {
      as: doctor,
      params: { id: visit },
      body: { clinicalNotes: 'Mended' },
    })
    expect(edited.status).toBe(200)
    expect((await decide(id, acceptance)).body).toMatchObject({
      status: 'accepted',
      correctedVersion: edited.body.version,
    })
  })

  it('denies on one of the grounds that the law knows, with words that the patient reads', async () => {
    const id = await asked()
    expect((await decide(id, { accept: false, decision: 'No' })).problem.errors?.[0]?.pointer).toBe('/basis')
    expect((await decide(id, { ...acceptance, basis: 'accurate' })).problem.errors?.[0]?.pointer).toBe('/basis')
    expect((await decide(id, denial)).body.status).toBe('denied')
    const own = (await listed(patient)).body.items.find((item) => item.id === id)
    expect(own).toMatchObject({ basis: 'accurate', decision: denial.decision, statement: null })
  })

  it('is made once, however many decide at the same time', async () => {
    const id = await asked()
    const replies = await Promise.all(Array.from({ length: 4 }, () => decide(id, denial)))
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409])
  })

  it('is for those who can read the request: doctors in whose care the patient is, and the office for contact data', async () => {
    const clinical = await asked()
    expect((await decide(clinical, denial, stranger)).problem.code).toBe('not-found')
    expect((await decide(clinical, denial, people.admin)).problem.code).toBe('not-permitted')
    expect((await decide(clinical, denial, people.nurse)).problem.code).toBe('not-permitted')
    const seen = (await listed(people.admin)).body.items.find(({ id }) => id === clinical)
    expect(seen).toMatchObject({ text: null, status: 'requested' })
    for (const as of [people.admin, people.privacy_officer]) {
      const contact = await asked({ field: 'contact', text: 'My number ends with 7788' })
      expect((await decide(contact, denial, as)).body).toMatchObject({
        status: 'denied',
        text: 'My number ends with 7788',
      })
    }
    await decide(clinical, denial)
  })
})

describe('what a patient says to the staff', () => {
  const noted = (as: Person, body: object = {}, id = patient.patientId, requestId = randomUUID()) =>
    ask({ field: 'contact', text: 'My number ends with 7788', way: 'in-person', ...body }, as, id, requestId)

  it('is taken down by the desk, the office and those who treat, with how it was said and by whom', async () => {
    for (const as of [people.receptionist, people.admin, people.privacy_officer, doctor, people.nurse]) {
      const requestId = randomUUID()
      const reply = await noted(as, { way: 'phone' }, patient.patientId, requestId)
      expect(reply.body).toMatchObject({
        way: 'phone',
        status: 'requested',
        recordedBy: { name: `${as.firstName} ${as.lastName}`, role: as.role },
      })
      expect(await auditOf(requestId)).toEqual([
        { operation: 'amendment.ask', action: 'C', outcome: 'success', patient_ids: [patient.patientId] },
      ])
    }
    const own = (await listed(patient)).body.items
    expect(own.filter(({ way, text }) => way === 'phone' && text === 'My number ends with 7788')).toHaveLength(5)
  })

  it('says how it was said where staff write it down, and there alone', async () => {
    for (const [as, way] of [
      [people.receptionist, null],
      [people.receptionist, 'online'],
      [patient, 'paper'],
    ] as const)
      expect((await noted(as, { way })).problem.errors?.[0]?.pointer).toBe('/way')
  })

  it('is for patients in the care of those who treat', async () => {
    expect((await noted(stranger)).problem.code).toBe('not-found')
    expect((await noted(people.receptionist, {}, randomUUID())).problem.code).toBe('not-found')
  })

  it('is taken down at the desk without being read there again, and decided by those who treat', async () => {
    const body = { field: 'allergies', text: wrong, way: 'paper' }
    const reply = await noted(people.receptionist, body)
    expect(reply).toMatchObject({ status: 201, body: { text: null, way: 'paper' } })
    const [stored] = await look<{ text: Buffer }>('SELECT text FROM amendments WHERE id = $1', [reply.body.id])
    expect(stored!.text.length).toBeGreaterThan(wrong.length)
    const read = (as: Person) => call(amendmentApi.get, { as, params: { id: reply.body.id } })
    expect((await read(doctor)).body).toMatchObject({ text: wrong, recordedBy: { role: 'receptionist' } })
    expect((await read(people.admin)).body).toMatchObject({ text: null })
    expect((await read(people.receptionist)).problem.code).toBe('not-permitted')
    expect((await decide(reply.body.id, denial)).body.status).toBe('denied')
  })

  it('runs to its end for a patient without an account: denied, answered with a statement that staff write down', async () => {
    const alone = await aPatient()
    await look('UPDATE patients SET user_id = NULL WHERE id = $1', [alone.patientId])
    const { body } = await noted(people.privacy_officer, {}, alone.patientId)
    expect((await decide(body.id, denial, people.admin)).body.status).toBe('denied')
    const statement = 'I was there when it was written down'
    const params = { id: body.id }
    const added = await call(amendmentApi.disagree, { as: people.admin, params, body: { statement } })
    expect(added.body).toMatchObject({ statement, statementRecordedBy: { role: 'admin' } })
    const again = await call(amendmentApi.disagree, { as: people.admin, params, body: { statement } })
    expect(again.problem.code).toBe('wrong-status')
  })

  it('can be taken back by those who answer; what patients asked themselves is theirs to take back', async () => {
    const withdraw = (id: string) => call(amendmentApi.withdraw, { as: people.admin, params: { id } })
    const { body } = await noted(people.receptionist)
    expect((await withdraw(body.id)).body.status).toBe('withdrawn')
    expect((await withdraw(await asked())).problem.code).toBe('wrong-status')
  })

  it('is refused of a patient who was erased', async () => {
    const gone = await aPatient()
    await look('UPDATE patients SET erased_at = now(), user_id = NULL WHERE id = $1', [gone.patientId])
    expect((await noted(people.receptionist, {}, gone.patientId)).problem.code).toBe('patient-erased')
  })
})

describe('more time for the answer', () => {
  const extend = (id: string, body: object = {}, as: Person = doctor, requestId = randomUUID()) =>
    call(amendmentApi.extend, {
      as,
      params: { id },
      rawBody: { days: 30, reason: 'The laboratory looks for the old test', ...body },
      headers: { 'X-Request-Id': requestId },
    })

  it('is taken once, by 30 days at the most, with a reason that the patient is told and reads', async () => {
    const { body } = await ask({ field: 'allergies', text: wrong })
    expect((await extend(body.id, { days: 31 })).problem.errors?.[0]?.pointer).toBe('/days')
    expect((await extend(body.id, { reason: ' ' })).problem.errors?.[0]?.pointer).toBe('/reason')
    const requestId = randomUUID()
    const extended = await extend(body.id, {}, doctor, requestId)
    expect(extended.body).toMatchObject({
      extension: { from: body.dueAt, by: { role: 'doctor' } },
      status: 'requested',
    })
    expect(Date.parse(extended.body.dueAt) - Date.parse(body.dueAt)).toBe(30 * 86_400_000)
    expect(await auditOf(requestId)).toHaveLength(1)
    const told = await look('SELECT 1 FROM messages WHERE user_id = $1 AND kind = $2 AND channel = $3', [
      patient.userId,
      'amendment-extended',
      'in-app',
    ])
    expect(told).toHaveLength(1)
    const own = await call(amendmentApi.get, { as: patient, params: { id: body.id } })
    expect(own.body.extension).toMatchObject({ reason: 'The laboratory looks for the old test' })
    expect((await extend(body.id)).problem.code).toBe('wrong-status')
    await decide(body.id, denial)
  })

  it('is not taken when the answer is overdue or given, nor by who cannot read the request', async () => {
    const id = await asked()
    expect((await extend(id, {}, people.admin)).problem.code).toBe('not-permitted')
    expect((await extend(id, {}, stranger)).problem.code).toBe('not-found')
    expect((await extend(id, {}, people.receptionist)).problem.code).toBe('not-permitted')
    await look(`UPDATE amendments SET due_at = now() - interval '1 second' WHERE id = $1`, [id])
    expect((await extend(id)).problem.code).toBe('wrong-status')
    await decide(id, denial)
    expect((await extend(id)).problem.code).toBe('wrong-status')
  })

  it('is taken once, however many ask for it at the same time', async () => {
    const id = await asked()
    const replies = await Promise.all(Array.from({ length: 4 }, () => extend(id)))
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409])
    await decide(id, denial)
  })
})

describe('a statement of disagreement', () => {
  const disagree = (id: string, as: Person = patient) =>
    call(amendmentApi.disagree, { as, params: { id }, body: { statement: 'I have never had that test' } })

  it('is appended once to a denial by the patient, and read by whoever reads the record', async () => {
    const id = await asked()
    expect((await disagree(id)).problem.code).toBe('wrong-status')
    await decide(id, denial)
    expect((await disagree(id, other)).problem.code).toBe('not-found')
    expect((await disagree(id)).body.statement).toBe('I have never had that test')
    expect((await disagree(id)).problem.code).toBe('wrong-status')
    for (const as of [patient, doctor]) {
      const item = (await listed(as)).body.items.find((one) => one.id === id)
      expect(item).toMatchObject({ decision: denial.decision, statement: 'I have never had that test' })
    }
    expect((await listed(stranger)).problem.code).toBe('not-found')
    expect((await listed(other)).problem.code).toBe('not-found')
    expect((await listed(people.billing)).problem.code).toBe('not-permitted')
  })
})

describe('what the database itself holds', () => {
  async function tries(who: Person, text: string, values: unknown[]): Promise<unknown> {
    const client = await app.connect()
    try {
      await client.query('BEGIN')
      const settings = {
        role: who.role,
        mode: 'write',
        user_id: who.userId,
        patient_id: (who as PatientPerson).patientId ?? '',
        doctor_id: (who as DoctorPerson).doctorId ?? '',
      }
      for (const [name, value] of Object.entries(settings))
        await client.query('SELECT set_config($1, $2, true)', [`hms.${name}`, value])
      return (await client.query(text, values)).rowCount
    } catch (error) {
      return (error as pg.DatabaseError).code
    } finally {
      await client.query('ROLLBACK')
      client.release()
    }
  }

  it('lets nobody decide on their own request, change a decision, or accept what was not put right', async () => {
    const id = await asked()
    const accept = `UPDATE amendments SET status = 'accepted', corrected_version = $2, decision = '\\x00', decided_by = $3 WHERE id = $1`
    expect(await tries(patient, accept, [id, 99, patient.userId])).toBe('42501')
    expect(await tries(doctor, accept, [id, 0, doctor.userId])).toBe('23514')
    expect(await tries(doctor, accept, [id, 99, people.admin.userId])).toBe('42501')
    expect(await tries(stranger, accept, [id, 99, stranger.userId])).toBe(0)
    await decide(id, denial)
    expect(await tries(doctor, accept, [id, 99, doctor.userId])).toBe('42501')
    expect(await tries(patient, `UPDATE amendments SET status = 'requested' WHERE id = $1`, [id])).toBe('42501')
    expect(await tries(doctor, 'DELETE FROM amendments WHERE id = $1', [id])).toBe('42501')
  })

  it('lets the time be extended once, by no more than the law knows, with a reason', async () => {
    const id = await asked()
    const more = (days: number) =>
      `UPDATE amendments SET due_at = due_at + interval '${days} days', extended_by = $2, extension_reason = '\\x01' WHERE id = $1`
    expect(await tries(doctor, more(31), [id, doctor.userId])).toBe('23514')
    expect(await tries(doctor, more(0), [id, doctor.userId])).toBe('23514')
    expect(await tries(doctor, more(30), [id, people.admin.userId])).toBe('42501')
    expect(await tries(patient, more(30), [id, patient.userId])).toBe('42501')
    const silent = `UPDATE amendments SET due_at = due_at + interval '1 day' WHERE id = $1`
    expect(await tries(doctor, silent, [id])).toBe('42501')
    expect(await tries(doctor, more(30), [id, doctor.userId])).toBe(1)
    await look(
      `UPDATE amendments SET extended_at = now(), extended_from = due_at, due_at = due_at + interval '30 days', extended_by = $2,
              extension_reason = '\\x01' WHERE id = $1`,
      [id, doctor.userId],
    )
    expect(await tries(doctor, more(1), [id, doctor.userId])).toBe('42501')
    const further = look(`UPDATE amendments SET due_at = due_at + interval '30 days' WHERE id = $1`, [id])
    await expect(further).rejects.toMatchObject({ code: '23514', constraint: 'amendments_extended_once' })
  })

  it('shows the desk the key of what it takes down only while it does', async () => {
    const id = randomUUID()
    const insert = `INSERT INTO amendments (id, patient_id, field, scope, text, way, recorded_by)
      VALUES ($1, $2, 'allergies', 'clinical', '\\x', $3, $4)`
    const desk = people.receptionist
    expect(await tries(desk, insert, [id, patient.patientId, 'paper', desk.userId])).toBe(1)
    expect(await tries(desk, insert, [id, patient.patientId, 'online', desk.userId])).toBe('42501')
    expect(await tries(desk, insert, [id, patient.patientId, 'paper', people.admin.userId])).toBe('42501')
    expect(await tries(stranger, insert, [id, patient.patientId, 'paper', stranger.userId])).toBe('42501')
    expect(await tries(people.billing, insert, [id, patient.patientId, 'paper', people.billing.userId])).toBe('42501')
    const keys = `SELECT FROM patient_keys WHERE patient_id = $1 AND scope = 'clinical'`
    expect(await tries(desk, keys, [patient.patientId])).toBe(0)
    // One that was left open is none to come back to.
    await look(
      `INSERT INTO amendments (id, patient_id, field, scope, text, way, recorded_by, record_version, requested_at)
       VALUES ($1, $2, 'allergies', 'clinical', '\\x', 'paper', $3, 1, now() - interval '1 second')`,
      [id, patient.patientId, desk.userId],
    )
    expect(await tries(desk, keys, [patient.patientId])).toBe(0)
    expect(await tries(desk, `UPDATE amendments SET text = '\\x02' WHERE id = $1`, [id])).toBe(0)
    await look('DELETE FROM amendments WHERE id = $1', [id])
  })
})
