// @covers 45CFR164.312(a)(2)(ii), 45CFR164.308(a)(4)(ii)(B), 45CFR164.308(a)(4)(ii)(C), 45CFR164.522(a), GDPR-Art9
// @covers GDPR-Art18
import { accessApi } from '@hms/contract/access'
import { appointmentApi } from '@hms/contract/appointments'
import { patientApi } from '@hms/contract/patients'
import { settingsApi } from '@hms/contract/settings'
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inCareOf } from './support/care.ts'
import { call } from './support/call.ts'
import { look } from './support/observer.ts'
import {
  aColleague,
  aDoctor,
  anAdmin,
  aPatient,
  type DoctorPerson,
  type PatientPerson,
  type Person,
} from './support/people.ts'
import { auditOf, booked, freshTime } from './support/visits.ts'

/** Who may open a record, for how long, and how that is explained. */

const app = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 2 })
afterAll(() => app.end())

let admin: Person, nurse: Person, receptionist: Person, officer: Person
beforeAll(async () => {
  ;[admin, nurse, receptionist, officer] = await Promise.all([
    anAdmin(),
    aColleague('nurse'),
    aColleague('receptionist'),
    aColleague('privacy_officer'),
  ])
})

const reason = 'Unconscious on arrival, medication unknown'
const withheldFrom = async (as: Person, patient: PatientPerson) => {
  const reply = await call(patientApi.get, { as, params: { id: patient.patientId } })
  expect(reply.status).toBe(200)
  return reply.body.withheld
}
const nothing: string[] = []
const history = ['medicalHistory']
const everything = ['email', 'phone', 'address', 'emergencyContact', 'medicalHistory']
const breakGlass = (as: Person, patient: PatientPerson, more = {}) =>
  call(accessApi.breakGlass, { as, params: { id: patient.patientId }, body: { reason }, ...more })

/** The scopes of the keys that the database itself shows somebody. */
async function keysShown(who: Person, patient: PatientPerson): Promise<string[]> {
  const client = await app.connect()
  try {
    await client.query('BEGIN')
    const settings = {
      role: who.role,
      user_id: who.userId,
      doctor_id: (who as DoctorPerson).doctorId ?? '',
      patient_id: (who as PatientPerson).patientId ?? '',
    }
    for (const [name, value] of Object.entries(settings))
      await client.query('SELECT set_config($1, $2, true)', [`hms.${name}`, value])
    const { rows } = await client.query('SELECT scope FROM patient_keys WHERE patient_id = $1 ORDER BY scope DESC', [
      patient.patientId,
    ])
    return rows.map(({ scope }) => scope)
  } finally {
    await client.query('ROLLBACK')
    client.release()
  }
}

describe('a record opened in an emergency', () => {
  let doctor: DoctorPerson, patient: PatientPerson
  beforeAll(async () => {
    ;[doctor, patient] = await Promise.all([aDoctor(), aPatient()])
  })

  it('opens for the one who asks, of the one patient, for an hour by the clock of the database', async () => {
    const [other, colleague] = await Promise.all([aPatient(), aDoctor()])
    expect(await withheldFrom(doctor, patient)).toEqual(everything)
    const requestId = randomUUID()
    const reply = await breakGlass(doctor, patient, { headers: { 'X-Request-Id': requestId } })
    expect(reply.status).toBe(201)
    expect(reply.body).toMatchObject({ reason, throughRestriction: false, endedAt: null })
    expect(reply.body.secondsLeft).toBeGreaterThan(3590)
    expect(reply.body.secondsLeft).toBeLessThanOrEqual(3600)
    expect(await withheldFrom(doctor, patient)).toEqual(nothing)
    expect(await withheldFrom(doctor, other)).toEqual(everything)
    expect(await withheldFrom(colleague, patient)).toEqual(everything)
    expect(await auditOf(requestId)).toEqual([
      expect.objectContaining({ operation: 'patient.break-glass', action: 'E', outcome: 'success' }),
    ])
    expect(await look('SELECT purpose, reason FROM audit_events WHERE request_id = $1', [requestId])).toEqual([
      { purpose: 'ETREAT', reason: 'emergency' },
    ])
  })

  it('is an emergency in the log in whatever is done with it meanwhile, and with no other', async () => {
    const [nurse, reader, patient, other] = await Promise.all([aColleague('nurse'), aDoctor(), aPatient(), aPatient()])
    const purposeOfReading = async (who: Person, whom: PatientPerson) => {
      const headers = { 'X-Request-Id': randomUUID() }
      await call(patientApi.get, { as: who, params: { id: whom.patientId }, headers })
      return look('SELECT purpose FROM audit_events WHERE request_id = $1', [headers['X-Request-Id']])
    }
    expect(await purposeOfReading(reader, patient)).toEqual([{ purpose: 'TREAT' }])
    for (const who of [reader, nurse]) {
      await breakGlass(who, patient)
      expect(await purposeOfReading(who, patient)).toEqual([{ purpose: 'ETREAT' }])
      expect(await purposeOfReading(who, other)).toEqual([{ purpose: 'TREAT' }])
    }
    const admin = await anAdmin()
    expect(await purposeOfReading(admin, patient)).toEqual([{ purpose: 'HOPERAT' }])
    expect(await purposeOfReading(patient, patient)).toEqual([{ purpose: 'PATRQT' }])
    await call(accessApi.endBreakGlass, { as: reader, params: { id: patient.patientId } })
    expect(await purposeOfReading(reader, patient)).toEqual([{ purpose: 'TREAT' }])
  })

  it('tells the patient and the privacy officers, and opens a review that waits', async () => {
    const told = await look<{ user_id: string; kind: string; body: string }>(
      `SELECT user_id, kind, body FROM messages WHERE channel = 'in-app' AND kind IN ('record-opened', 'privacy-case') AND created_at > now() - interval '1 minute'`,
    )
    expect(told.find((message) => message.user_id === patient.userId)?.kind).toBe('record-opened')
    expect(told.find((message) => message.user_id === officer.userId)?.kind).toBe('privacy-case')
    expect(
      told.some((message) => message.body.includes('Unconscious') || message.body.includes(patient.lastName)),
    ).toBe(false)
    expect(
      await look('SELECT kind, state, subject_user_id FROM privacy_cases WHERE patient_id = $1', [patient.patientId]),
    ).toEqual([{ kind: 'break-glass-review', state: 'open', subject_user_id: doctor.userId }])
    const [stored] = await look<{ reason: Buffer }>('SELECT reason FROM break_glass_grants WHERE patient_id = $1', [
      patient.patientId,
    ])
    expect(stored!.reason.toString('latin1')).not.toContain('Unconscious')
  })

  it('is the same one when asked for again, however many ask at once', async () => {
    const again = await aPatient()
    const replies = await Promise.all(Array.from({ length: 6 }, () => breakGlass(doctor, again)))
    expect(replies.map(({ status }) => status)).toEqual(Array(6).fill(201))
    expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1)
    expect(await look('SELECT id FROM privacy_cases WHERE patient_id = $1', [again.patientId])).toHaveLength(1)
  })

  it('lets a doctor write what was done, and others only read', async () => {
    const write = (as: Person) =>
      call(patientApi.update, {
        as,
        params: { id: patient.patientId },
        body: { medicalHistory: { allergies: ['Penicillin'], conditions: [], medications: [] } },
      })
    expect((await write(doctor)).status).toBe(200)
    await breakGlass(nurse, patient)
    await breakGlass(admin, patient)
    expect(await withheldFrom(nurse, patient)).toEqual(nothing)
    expect(await withheldFrom(admin, patient)).toEqual(nothing)
    expect((await write(nurse)).status).toBe(403)
    expect((await write(admin)).status).toBe(403)
  })

  it('closes when it is ended, and by itself after the hour', async () => {
    const end = () => call(accessApi.endBreakGlass, { as: doctor, params: { id: patient.patientId } })
    expect((await end()).status).toBe(204)
    expect(await withheldFrom(doctor, patient)).toEqual(everything)
    expect((await end()).problem.code).toBe('not-found')
    await breakGlass(nurse, patient)
    await look(
      `UPDATE break_glass_grants SET opened_at = opened_at - interval '61 minutes', ends_at = ends_at - interval '61 minutes' WHERE user_id = $1`,
      [nurse.userId],
    )
    expect(await withheldFrom(nurse, patient)).toEqual(everything)
  })

  it('is listed for the one who opened it, and for nobody else', async () => {
    const own = await call(accessApi.grants, { as: doctor, query: { limit: 1 } })
    expect(own.status).toBe(200)
    expect(own.body.items).toHaveLength(1)
    const next = await call(accessApi.grants, { as: doctor, query: { cursor: own.body.nextCursor! } })
    expect(next.body.items.map((grant) => grant.patient.id)).toEqual([patient.patientId])
    // The record is closed again, and the reason with it.
    expect(next.body.items[0]).toMatchObject({ secondsLeft: 0, reason: null })
    const one = await call(accessApi.grants, { as: doctor, query: { patientId: patient.patientId } })
    expect(one.body.items).toHaveLength(1)
    expect((await call(accessApi.grants, { as: await aDoctor() })).body.items).toEqual([])
  })

  it('needs a reason of some length, a patient who exists, and a role that treats', async () => {
    const short = await call(accessApi.breakGlass, {
      as: doctor,
      params: { id: patient.patientId },
      body: { reason: 'urgent' },
    })
    expect([short.status, short.problem.errors?.[0]?.pointer]).toEqual([422, '/reason'])
    const missing = await call(accessApi.breakGlass, { as: doctor, params: { id: randomUUID() }, body: { reason } })
    expect(missing.problem.code).toBe('not-found')
    for (const as of [receptionist, officer, patient]) expect((await breakGlass(as, patient)).status).toBe(403)
    expect((await breakGlass(null as never, patient)).status).toBe(401)
  })

  it('cannot be had from the database for others, for longer, or once more after it was ended', async () => {
    const asApp = async (text: string, values: unknown[]) => {
      const client = await app.connect()
      try {
        await client.query('BEGIN')
        for (const [name, value] of Object.entries({
          role: 'doctor',
          mode: 'write',
          user_id: doctor.userId,
          doctor_id: doctor.doctorId,
        }))
          await client.query('SELECT set_config($1, $2, true)', [`hms.${name}`, value])
        return (await client.query(text, values)).rowCount
      } catch (error) {
        return (error as pg.DatabaseError).code
      } finally {
        await client.query('ROLLBACK')
        client.release()
      }
    }
    const insert = 'INSERT INTO break_glass_grants (id, patient_id, user_id) VALUES (gen_random_uuid(), $1, $2)'
    expect(await asApp(insert, [patient.patientId, doctor.userId])).toBe(1)
    expect(await asApp(insert, [patient.patientId, nurse.userId])).toBe('42501')
    expect(
      await asApp("UPDATE break_glass_grants SET ends_at = ends_at + interval '1 day' WHERE user_id = $1", [
        doctor.userId,
      ]),
    ).toBe('42501')
    expect(
      await asApp('UPDATE break_glass_grants SET ended_at = NULL WHERE user_id = $1 AND patient_id = $2', [
        doctor.userId,
        patient.patientId,
      ]),
    ).toBe(0)
  })
})

describe('a visit that a doctor books', () => {
  it('does not give the record of a patient who is not in care before the patient is here', async () => {
    const [doctor, patient] = await Promise.all([aDoctor(), aPatient()])
    const time = Temporal.Now.instant().add({ hours: 2 }).round({ smallestUnit: 'hour' }).toString()
    const visit = await booked(doctor, doctor, patient, { appointmentDate: time })
    expect(await withheldFrom(doctor, patient)).toEqual(everything)
    expect((await call(appointmentApi.checkIn, { as: nurse, params: { id: visit.id } })).status).toBe(200)
    expect(await withheldFrom(doctor, patient)).toEqual(nothing)
  })

  it('does not give it by noting the arrival of a visit that is days ahead', async () => {
    const [doctor, patient] = await Promise.all([aDoctor(), aPatient()])
    const visit = await booked(doctor, doctor, patient, { appointmentDate: freshTime().toString() })
    expect((await call(appointmentApi.checkIn, { as: doctor, params: { id: visit.id } })).status).toBe(200)
    expect(await withheldFrom(doctor, patient)).toEqual(everything)
  })

  it('gives it when the patient was in care already, and when somebody else books', async () => {
    const [doctor, old, fresh] = await Promise.all([aDoctor(), aPatient(), aPatient()])
    const former = await inCareOf(doctor, old)
    await booked(doctor, doctor, old)
    await look("UPDATE appointments SET status = 'cancelled' WHERE id = $1", [former])
    expect(await withheldFrom(doctor, old)).toEqual(nothing)
    await booked(receptionist, doctor, fresh)
    expect(await withheldFrom(doctor, fresh)).toEqual(nothing)
  })
})

describe('an assignment', () => {
  it('gives a doctor the record until it ends', async () => {
    const [doctor, patient] = await Promise.all([aDoctor(), aPatient()])
    const params = { id: patient.patientId }
    const assigned = await call(accessApi.assign, { as: receptionist, params, body: { doctorId: doctor.doctorId } })
    expect(assigned.status).toBe(201)
    expect(await withheldFrom(doctor, patient)).toEqual(nothing)
    const twice = await call(accessApi.assign, { as: officer, params, body: { doctorId: doctor.doctorId } })
    expect([twice.status, twice.problem.errors?.[0]?.pointer]).toEqual([422, '/doctorId'])
    const listed = await call(accessApi.assignments, { as: patient, params })
    expect(listed.body.items).toMatchObject([{ doctor: { id: doctor.doctorId }, active: true, until: null }])
    const end = () => call(accessApi.endAssignment, { as: officer, params: { id: assigned.body.id } })
    expect((await end()).body.active).toBe(false)
    expect((await end()).problem.code).toBe('not-found')
    expect(await withheldFrom(doctor, patient)).toEqual(everything)
  })

  it('ends at its time, which lies ahead', async () => {
    const [doctor, patient] = await Promise.all([aDoctor(), aPatient()])
    const params = { id: patient.patientId }
    const until = (hours: number) => Temporal.Now.instant().add({ hours }).toString()
    const past = await call(accessApi.assign, {
      as: admin,
      params,
      body: { doctorId: doctor.doctorId, until: until(-1) },
    })
    expect([past.status, past.problem.errors?.[0]?.pointer]).toEqual([422, '/until'])
    await call(accessApi.assign, { as: admin, params, body: { doctorId: doctor.doctorId, until: until(1) } })
    expect(await withheldFrom(doctor, patient)).toEqual(nothing)
    await look(
      `UPDATE care_assignments SET from_at = from_at - interval '2 hours', until_at = until_at - interval '2 hours' WHERE patient_id = $1`,
      [patient.patientId],
    )
    expect(await withheldFrom(doctor, patient)).toEqual(everything)
  })

  it('is not for doctors and patients to make, nor of somebody who is not there', async () => {
    const [doctor, patient] = await Promise.all([aDoctor(), aPatient()])
    const assign = (as: Person, id: string, doctorId: string) =>
      call(accessApi.assign, { as, params: { id }, body: { doctorId } }).then(({ status }) => status)
    for (const as of [doctor, patient, nurse]) expect(await assign(as, patient.patientId, doctor.doctorId)).toBe(403)
    expect(await assign(admin, randomUUID(), doctor.doctorId)).toBe(404)
    expect(await assign(admin, patient.patientId, randomUUID())).toBe(404)
  })
})

describe('a restriction', () => {
  it('keeps the record from a doctor in whose care the patient is; visits stay', async () => {
    const [doctor, patient] = await Promise.all([aDoctor(), aPatient()])
    const visit = await inCareOf(doctor, patient)
    const params = { id: patient.patientId }
    const body = { doctorId: doctor.doctorId, reason: 'A neighbour of mine' }
    const kept = await call(accessApi.restrict, { as: patient, params, body })
    expect([kept.status, kept.body.reason]).toEqual([201, 'A neighbour of mine'])
    expect(await withheldFrom(doctor, patient)).toEqual(everything)
    const edit = await call(patientApi.update, { as: doctor, params, body: { phone: '+1 555 010 1234' } })
    expect(edit.status).toBe(404)
    for (const as of [doctor, patient])
      expect((await call(appointmentApi.get, { as, params: { id: visit } })).status).toBe(200)

    const seen = await call(accessApi.restrictions, { as: officer, params })
    expect(seen.body.items).toMatchObject([{ doctor: { id: doctor.doctorId }, active: true, reason: null }])
    expect((await call(accessApi.restrictions, { as: doctor, params })).status).toBe(403)

    const emergency = await breakGlass(doctor, patient)
    expect(emergency.body.throughRestriction).toBe(true)
    expect(await withheldFrom(doctor, patient)).toEqual(nothing)
    const told = await call(accessApi.explain, { as: patient, params })
    expect(told.body.items.find((holder) => holder.user?.id === doctor.userId)?.rules).toContainEqual(
      expect.objectContaining({ rule: 'break-glass', throughRestriction: true }),
    )
    await call(accessApi.endBreakGlass, { as: doctor, params })

    const lift = (as: Person) => call(accessApi.liftRestriction, { as, params: { id: kept.body.id } })
    expect((await lift(await aPatient())).status).toBe(404)
    expect((await lift(patient)).body.active).toBe(false)
    expect(await withheldFrom(doctor, patient)).toEqual(nothing)
  })

  it('is for the patient alone to make', async () => {
    const [doctor, patient, other] = await Promise.all([aDoctor(), aPatient(), aPatient()])
    const restrict = (as: Person) =>
      call(accessApi.restrict, { as, params: { id: patient.patientId }, body: { doctorId: doctor.doctorId } })
    expect((await restrict(other)).status).toBe(404)
    for (const as of [admin, doctor, officer, receptionist]) expect((await restrict(as)).status).toBe(403)
  })
})

describe('how long care lasts', () => {
  it('follows the setting of the hospital', async () => {
    const [doctor, patient] = await Promise.all([aDoctor(), aPatient()])
    await inCareOf(doctor, patient, 91)
    const set = (careDays: number) => call(settingsApi.update, { as: admin, body: { careDays } })
    try {
      expect(await keysShown(doctor, patient)).toEqual([])
      expect((await set(400)).body.careDays).toBe(400)
      expect(await keysShown(doctor, patient)).toEqual(['contact', 'clinical'])
      // No less than usual, not even for a moment: other tests treat patients in the same hospital.
      expect((await set(90)).status).toBe(200)
      expect(await keysShown(doctor, patient)).toEqual([])
      expect((await set(3651)).problem.errors?.[0]?.pointer).toBe('/careDays')
    } finally {
      await set(90)
    }
  })
})

describe('why somebody may see a record', () => {
  it('is explained as row-level security decides, for every role and every way to a record', async () => {
    const patient = await aPatient()
    const [visiting, assigned, shutOut, breaking, stranger, billing] = await Promise.all([
      ...Array.from({ length: 5 }, () => aDoctor()),
      aColleague('billing'),
    ])
    const doctors = [visiting, assigned, shutOut, breaking, stranger] as DoctorPerson[]
    await inCareOf(doctors[0]!, patient, 40)
    await inCareOf(doctors[2]!, patient, 41)
    const params = { id: patient.patientId }
    await call(accessApi.assign, { as: admin, params, body: { doctorId: doctors[1]!.doctorId } })
    await call(accessApi.restrict, { as: patient, params, body: { doctorId: doctors[2]!.doctorId } })
    const people = [...doctors, admin, nurse, receptionist, officer, billing!, patient]
    const compare = async () => {
      for (const who of people) {
        const explained = await call(accessApi.explain, { as: admin, params, query: { userId: who.userId } })
        expect(explained.status).toBe(200)
        const [holder] = explained.body.items
        expect([who.role, holder!.reads.filter((part) => part !== 'directory')]).toEqual([
          who.role,
          await keysShown(who, patient),
        ])
      }
    }
    await compare()
    await breakGlass(doctors[3]!, patient)
    await breakGlass(doctors[2]!, patient)
    await breakGlass(admin, patient)
    await inCareOf(doctors[0]!, patient, 0)
    await compare()
    const all = await call(accessApi.explain, { as: officer, params })
    const rulesOf = (who: Person) =>
      all.body.items.find(({ user }) => user?.id === who.userId)?.rules.map(({ rule }) => rule)
    expect(rulesOf(doctors[0]!)).toEqual(['visit'])
    expect(rulesOf(doctors[1]!)).toEqual(['assignment'])
    expect(rulesOf(doctors[2]!)?.sort()).toEqual(['break-glass', 'restriction', 'visit'])
    expect(rulesOf(doctors[3]!)).toEqual(['break-glass'])
    expect(rulesOf(doctors[4]!)).toBeUndefined()
  })

  it('is told to doctors of themselves, to patients of their own record, and to nobody else', async () => {
    const [doctor, other, patient, stranger] = await Promise.all([aDoctor(), aDoctor(), aPatient(), aPatient()])
    const visit = await inCareOf(doctor, patient)
    const explain = (as: Person, query = {}) =>
      call(accessApi.explain, { as, params: { id: patient.patientId }, query })
    const own = await explain(doctor)
    expect(own.body.items).toHaveLength(1)
    expect(own.body.items[0]!.rules).toMatchObject([{ rule: 'visit', appointmentId: visit }])
    const until = Date.parse(own.body.items[0]!.rules[0]!.until!)
    expect(Math.abs(until - Date.now() - 89 * 86_400_000)).toBeLessThan(2 * 86_400_000)
    expect((await explain(doctor, { userId: other.userId })).status).toBe(404)
    expect((await explain(patient, { userId: doctor.userId })).status).toBe(200)
    expect((await explain(patient, { userId: admin.userId })).status).toBe(404)
    expect((await explain(stranger)).status).toBe(404)
    expect((await explain(receptionist)).status).toBe(403)
  })
})

describe('a nurse', () => {
  it('reads records around a visit, checks in, and changes nothing else of it', async () => {
    const [doctor, patient, later] = await Promise.all([aDoctor(), aPatient(), aPatient()])
    const soon = Temporal.Now.instant().add({ hours: 3 }).round({ smallestUnit: 'hour' }).toString()
    const visit = await booked(receptionist, doctor, patient, { appointmentDate: soon })
    await booked(receptionist, doctor, later, { appointmentDate: freshTime().add({ hours: 72 }).toString() })
    expect(await withheldFrom(nurse, patient)).toEqual(nothing)
    expect(await withheldFrom(nurse, later)).toEqual(everything)
    const params = { id: visit.id }
    expect((await call(appointmentApi.cancel, { as: nurse, params })).status).toBe(403)
    expect((await call(appointmentApi.update, { as: nurse, params, body: { notes: 'x' } })).status).toBe(403)
    expect((await call(appointmentApi.checkIn, { as: nurse, params })).body.status).toBe('checked-in')
    expect((await call(appointmentApi.complete, { as: nurse, params })).status).toBe(403)
  })
})

describe('the front desk', () => {
  it('registers and edits, sees no medical history, and completes no visit', async () => {
    const created = await call(patientApi.create, {
      as: receptionist,
      body: {
        firstName: 'Ada',
        lastName: 'Desk',
        dateOfBirth: '1990-01-01',
        gender: 'female',
        phone: '+1 555 010 7777',
      },
    })
    expect([created.status, created.body.withheld]).toEqual([201, nothing])
    const params = { id: created.body.id }
    const read = await call(patientApi.get, { as: receptionist, params })
    expect([read.body.phone, read.body.withheld]).toEqual(['+1 555 010 7777', history])
    expect((await call(patientApi.update, { as: receptionist, params, body: { lastName: 'Deskin' } })).status).toBe(200)
    const clinical = { medicalHistory: { allergies: ['x'], conditions: [], medications: [] } }
    expect((await call(patientApi.update, { as: receptionist, params, body: clinical })).status).toBe(403)
    const [doctor, patient] = await Promise.all([aDoctor(), aPatient()])
    const visit = await booked(receptionist, doctor, patient, { notes: 'Brings papers' })
    expect(visit.notes).toBe('Brings papers')
    expect((await call(appointmentApi.complete, { as: receptionist, params: { id: visit.id } })).status).toBe(403)
  })
})
