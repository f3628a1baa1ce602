// @covers ASVS-8.2.3
import { appointmentApi } from '@hms/contract/appointments'
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { call } from './support/call.ts'
import { look } from './support/observer.ts'
import { aDoctor, anAdmin, aPatient, type DoctorPerson, type PatientPerson, type Person } from './support/people.ts'
import { auditOf, booked, dateIn, freshTime, onDay } from './support/visits.ts'

let admin: Person, drRao: DoctorPerson, drOther: DoctorPerson, patient: PatientPerson, otherPatient: PatientPerson
beforeAll(async () => {
  ;[admin, drRao, drOther] = await Promise.all([anAdmin(), aDoctor({ lastName: 'Rao' }), aDoctor()])
  ;[patient, otherPatient] = await Promise.all([aPatient(), aPatient()])
})

const codeOf = (reply: { status: number; problem: { code: string } }) => [reply.status, reply.problem.code]

describe('listing appointments', () => {
  it('shows each reader the own ones by time, page by page, and records whose they were', async () => {
    const [doctor, one, two] = await Promise.all([aDoctor(), aPatient(), aPatient()])
    const ids: string[] = []
    for (const [who, day] of [
      [one, 20],
      [two, 21],
      [one, 22],
      [two, 23],
      [one, 24],
    ] as const) {
      ids.push((await booked(admin, doctor, who, { appointmentDate: onDay(day).toString(), notes: `Day ${day}` })).id)
    }
    const all = async (as: Person, query: object = {}) => {
      const seen: string[] = []
      for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
        const { body } = await call(appointmentApi.list, { as, query: { limit: 2, cursor, ...query } })
        seen.push(...body.items.map((item) => item.id))
        cursor = body.nextCursor ?? undefined
      }
      return seen
    }
    expect(await all(doctor)).toEqual(ids)
    expect(await all(doctor, { order: 'desc' })).toEqual(ids.toReversed())
    expect(await all(one)).toEqual([ids[0], ids[2], ids[4]])
    expect(await all(one, { patientId: two.patientId })).toEqual([])
    expect(await all(drOther, { doctorId: doctor.doctorId })).toEqual([])
    expect(await all(admin, { doctorId: doctor.doctorId, patientId: two.patientId })).toEqual([ids[1], ids[3]])
    expect(await all(admin, { doctorId: doctor.doctorId, from: dateIn(21), to: dateIn(23) })).toEqual(ids.slice(1, 4))
    expect(await all(doctor, { from: onDay(21).toString(), to: onDay(23).toString() })).toEqual(ids.slice(1, 3))
    expect(await all(doctor, { status: 'completed' })).toEqual([])
    const headers = { 'X-Request-Id': randomUUID() }
    const { body } = await call(appointmentApi.list, { as: doctor, query: { limit: 3 }, headers })
    expect(body.items.map((item) => item.notes)).toEqual(['Day 20', 'Day 21', 'Day 22'])
    const rows = await auditOf(headers['X-Request-Id'])
    expect(rows).toMatchObject([{ action: 'R', operation: 'appointment.list' }])
    expect(rows[0]!.patient_ids.sort()).toEqual([one.patientId, two.patientId].sort())
  })

  it('refuses what is no date, no status, no cursor of this list, and strangers', async () => {
    const made = (values: unknown) => Buffer.from(JSON.stringify(values)).toString('base64url')
    const cursors = [
      made(['2026', randomUUID()]),
      made(['0000-01-01T00:00:00Z', randomUUID()]),
      made(['2026-01-01T00:00:00Z', 'x']),
    ]
    for (const query of [
      { from: 'yesterday' },
      { status: 'lost' },
      { order: 'up' },
      ...cursors.map((cursor) => ({ cursor })),
    ]) {
      expect((await call(appointmentApi.list, { as: admin, query: query as never })).status).toBe(422)
    }
    for (const year of ['0001', '9999']) {
      const reply = await call(appointmentApi.list, {
        as: patient,
        query: { from: `${year}-01-01`, to: `${year}-12-31` },
      })
      expect([reply.status, reply.body.items]).toEqual([200, []])
    }
    expect((await call(appointmentApi.list)).status).toBe(401)
  })
})

describe('reading an appointment', () => {
  it('is for its patient, its doctor and administrators, and leaves a row', async () => {
    const { id } = await booked(patient, drRao, patient, { notes: 'Cough' })
    for (const as of [patient, drRao, admin]) {
      const headers = { 'X-Request-Id': randomUUID() }
      const reply = await call(appointmentApi.get, { as, params: { id }, headers })
      expect(reply.body).toMatchObject({ id, notes: 'Cough' })
      expect(await auditOf(headers['X-Request-Id'])).toMatchObject([
        { action: 'R', operation: 'appointment.read', resource_id: id, patient_ids: [patient.patientId] },
      ])
    }
    for (const as of [otherPatient, drOther]) {
      const hidden = await call(appointmentApi.get, { as, params: { id } })
      const missing = await call(appointmentApi.get, { as, params: { id: randomUUID() } })
      expect([codeOf(hidden), hidden.problem.title]).toEqual([codeOf(missing), missing.problem.title])
      expect(hidden.status).toBe(404)
    }
    expect((await call(appointmentApi.get, { params: { id } })).status).toBe(401)
    expect((await call(appointmentApi.get, { as: admin, params: { id: '1' } })).status).toBe(422)
  })

  it('withholds clinical notes from administrators, and all texts from a doctor who is out of care', async () => {
    const someone = await aPatient()
    const { id } = await booked(admin, drRao, someone, { notes: 'Check-up' })
    const params = { id }
    await call(appointmentApi.update, { as: drRao, params, body: { clinicalNotes: 'Blood pressure 150/95' } })
    expect((await call(appointmentApi.get, { as: someone, params })).body.clinicalNotes).toBe('Blood pressure 150/95')
    const asAdmin = await call(appointmentApi.get, { as: admin, params })
    expect(asAdmin.body).toMatchObject({ notes: 'Check-up', clinicalNotes: null })
    await look(
      `UPDATE appointments SET appointment_date = t, ends_at = t + make_interval(mins => duration_minutes), occupied_from = t,
              occupied_until = t + make_interval(mins => duration_minutes), status = 'completed'
         FROM (SELECT now() - interval '100 days' AS t) AS past WHERE id = $1`,
      [id],
    )
    const later = await call(appointmentApi.get, { as: drRao, params })
    expect([later.status, later.body.notes, later.body.clinicalNotes]).toEqual([200, null, null])
    const writing = await call(appointmentApi.update, { as: drRao, params, body: { clinicalNotes: 'Afterthought' } })
    expect(writing.problem.code).toBe('not-permitted')
  })
})

describe('addresses of one appointment', () => {
  it('show nothing of others: the same 404 for every verb', async () => {
    const { id } = await booked(patient, drRao, patient, { appointmentDate: freshTime().toString() })
    const { update, cancel, checkIn, complete, noShow } = appointmentApi
    for (const as of [otherPatient, drOther]) {
      expect((await call(update, { as, params: { id }, body: { notes: 'x' } })).status).toBe(404)
      expect((await call(cancel, { as, params: { id } })).status).toBe(404)
    }
    for (const verb of [checkIn, complete, noShow]) {
      expect((await call(verb, { as: drOther, params: { id } })).status).toBe(404)
      expect((await call(verb, { as: patient, params: { id } })).status).toBe(403)
      expect((await call(verb, { params: { id } })).status).toBe(401)
    }
    expect((await call(update, { params: { id }, body: {} })).status).toBe(401)
    expect((await call(cancel, { params: { id } })).status).toBe(401)
  })
})
