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
    expect((await ask({ field: 'name', text: wrong }, doctor)).problem.code).toBe('not-permitted')
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
    expect(await tries(doctor, accept, [id, 99, doctor.userId])).toBe(0)
    expect(await tries(patient, `UPDATE amendments SET status = 'requested' WHERE id = $1`, [id])).toBe('42501')
    expect(await tries(doctor, 'DELETE FROM amendments WHERE id = $1', [id])).toBe('42501')
  })
})
