// @covers ASVS-2.2.3, ASVS-2.3.2
import { appointmentApi } from '@hms/contract/appointments'
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { call } from './support/call.ts'
import { look } from './support/observer.ts'
import { aDoctor, anAdmin, aPatient, type DoctorPerson, type PatientPerson, type Person } from './support/people.ts'
import { auditOf, aVisitType, booked, booking, onDay, ZONE } from './support/visits.ts'

let admin: Person, drRao: DoctorPerson, drOther: DoctorPerson, patient: PatientPerson, otherPatient: PatientPerson
beforeAll(async () => {
  ;[admin, drRao, drOther] = await Promise.all([anAdmin(), aDoctor({ lastName: 'Rao' }), aDoctor()])
  ;[patient, otherPatient] = await Promise.all([aPatient(), aPatient()])
})

const officeHours = {
  weekly: [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, start: '09:00', end: '12:00' })),
  exceptions: [],
  slotMinutes: 20,
}
const codeOf = (reply: { status: number; problem: { code: string } }) => [reply.status, reply.problem.code]

describe('booking an appointment', () => {
  it('gives the patient the slot and records who booked it', async () => {
    const headers = { 'X-Request-Id': randomUUID() }
    const body = booking(drRao, patient, { notes: 'Headaches since May' })
    const reply = await call(appointmentApi.book, { as: patient, body, headers })
    expect(reply.status).toBe(201)
    expect(reply.body).toMatchObject({
      patientId: patient.patientId,
      doctor: { id: drRao.doctorId, lastName: 'Rao' },
      patient: { id: patient.patientId, lastName: patient.lastName, dateOfBirth: '1984-05-17' },
      status: 'booked',
      durationMinutes: 30,
      timeZone: ZONE,
      notes: 'Headaches since May',
      clinicalNotes: null,
      visitType: null,
      billId: null,
    })
    expect(reply.body.appointmentDate).toMatch(/-0[45]:00$/)
    expect(Temporal.Instant.from(reply.body.appointmentDate).equals(body.appointmentDate)).toBe(true)
    expect(await auditOf(headers['X-Request-Id'])).toMatchObject([
      {
        action: 'C',
        operation: 'appointment.book',
        actor_id: patient.userId,
        resource_id: reply.body.id,
        patient_ids: [patient.patientId],
      },
    ])
    const [row] = await look('SELECT booked_by FROM appointments WHERE id = $1', [reply.body.id])
    expect(row).toEqual({ booked_by: patient.userId })
  })

  it('takes notes of a doctor once the patient is in care, and books nothing otherwise', async () => {
    const body = booking(drRao, await aPatient(), { notes: 'Knee pain after a fall' })
    const refused = await call(appointmentApi.book, { as: drRao, body })
    expect([refused.status, refused.problem.errors?.[0]?.pointer]).toEqual([403, '/notes'])
    expect(await look('SELECT id FROM appointments WHERE patient_id = $1', [body.patientId])).toEqual([])
    const { notes: _, ...without } = body
    expect((await call(appointmentApi.book, { as: drRao, body: without })).status).toBe(201)
  })

  it('keeps notes unreadable in the database, whoever books', async () => {
    const stranger = await aPatient()
    for (const as of [admin, stranger, drRao]) {
      const made = await booked(as, drRao, stranger, { notes: 'Knee pain after a fall' })
      expect(made.notes).toBe('Knee pain after a fall')
      const [row] = await look<{ notes: Buffer }>('SELECT notes FROM appointments WHERE id = $1', [made.id])
      expect(row!.notes.toString('latin1')).not.toContain('Knee')
    }
  })

  it('takes length and buffers from the kind of visit, else the length from the doctor', async () => {
    const type = await aVisitType({ minutes: 50, before: 10, after: 15 })
    const made = await booked(patient, drRao, patient, { visitTypeId: type.id })
    expect(made).toMatchObject({ durationMinutes: 50, visitType: type })
    const [row] = await look(
      `SELECT extract(epoch FROM appointment_date - occupied_from) / 60 AS before,
              extract(epoch FROM occupied_until - ends_at) / 60 AS after FROM appointments WHERE id = $1`,
      [made.id],
    )
    expect([Number(row!.before), Number(row!.after)]).toEqual([10, 15])
    const quick = await aDoctor({ availability: { ...officeHours, slotMinutes: 20 } })
    const appointmentDate = onDay(4, '11:00').toString()
    expect((await booked(patient, quick, patient, { appointmentDate })).durationMinutes).toBe(20)
  })

  it('lets staff choose another length, patients not', async () => {
    const body = booking(drRao, patient, { durationMinutes: 45 })
    const refused = await call(appointmentApi.book, { as: patient, body })
    expect([refused.status, refused.problem.errors?.[0]?.pointer]).toEqual([422, '/durationMinutes'])
    expect((await booked(drRao, drRao, patient, { durationMinutes: 45 })).durationMinutes).toBe(45)
    expect((await booked(patient, drRao, patient, { durationMinutes: 30 })).durationMinutes).toBe(30)
  })

  it("is refused outside the doctor's hours, to everybody", async () => {
    const doctor = await aDoctor({ availability: officeHours })
    for (const time of ['08:50', '11:50', '12:00']) {
      for (const as of [patient, doctor, admin]) {
        const appointmentDate = onDay(5, time).toString()
        const reply = await call(appointmentApi.book, { as, body: booking(doctor, patient, { appointmentDate }) })
        expect(codeOf(reply)).toEqual([422, 'outside-availability'])
      }
    }
  })

  it("keeps patients to the hospital's notice and horizon, and everybody out of the past", async () => {
    const now = Temporal.Now.instant()
    const at = (as: Person, start: Temporal.Instant) =>
      call(appointmentApi.book, { as, body: booking(drOther, otherPatient, { appointmentDate: start.toString() }) })
    expect((await at(otherPatient, now.subtract({ minutes: 1 }))).problem.code).toBe('in-the-past')
    expect((await at(admin, now.subtract({ minutes: 1 }))).problem.code).toBe('in-the-past')
    expect((await at(otherPatient, now.add({ minutes: 119 }))).problem.code).toBe('too-soon')
    expect((await at(otherPatient, onDay(181, '00:00'))).problem.code).toBe('too-late')
    expect((await at(otherPatient, onDay(180, '23:30'))).status).toBe(201)
    expect((await at(admin, now.add({ minutes: 10 }))).status).toBe(201)
    expect((await at(drOther, onDay(300, '10:00'))).status).toBe(201)
  })

  it('is refused to patients where the doctor takes no bookings, not to staff', async () => {
    const doctor = await aDoctor()
    await look('UPDATE doctors SET accepts_bookings = false WHERE id = $1', [doctor.doctorId])
    const reply = await call(appointmentApi.book, { as: patient, body: booking(doctor, patient) })
    expect(codeOf(reply)).toEqual([422, 'outside-availability'])
    expect((await booked(doctor, doctor, patient)).status).toBe('booked')
  })

  it('does not reveal patients to patients, nor lets doctors into other calendars', async () => {
    const foreign = await call(appointmentApi.book, { as: patient, body: booking(drRao, otherPatient) })
    expect(codeOf(foreign)).toEqual([404, 'not-found'])
    const nobody = { ...otherPatient, patientId: randomUUID() }
    expect((await call(appointmentApi.book, { as: admin, body: booking(drRao, nobody) })).status).toBe(404)
    const noDoctor = { ...drRao, doctorId: randomUUID() }
    expect((await call(appointmentApi.book, { as: admin, body: booking(noDoctor, patient) })).status).toBe(404)
    const headers = { 'X-Request-Id': randomUUID() }
    const calendar = await call(appointmentApi.book, { as: drOther, body: booking(drRao, patient), headers })
    expect(codeOf(calendar)).toEqual([403, 'not-permitted'])
    expect(await auditOf(headers['X-Request-Id'])).toMatchObject([{ outcome: 'refused', reason: 'not-permitted' }])
    expect((await call(appointmentApi.book, { body: booking(drRao, patient) })).status).toBe(401)
  })

  it('names every invalid field', async () => {
    const rawBody = {
      patientId: 'x',
      doctorId: drRao.doctorId,
      appointmentDate: '2027-02-30T10:00:00Z',
      durationMinutes: 3.5,
      room: 1,
    }
    const reply = await call(appointmentApi.book, { as: admin, rawBody })
    expect(reply.status).toBe(422)
    const pointers = reply.problem.errors?.map((error) => error.pointer).sort()
    expect(pointers).toEqual(['/appointmentDate', '/durationMinutes', '/patientId', '/room'])
    for (const visitTypeId of [randomUUID(), (await aVisitType({ active: false })).id]) {
      const wrong = await call(appointmentApi.book, { as: admin, body: booking(drRao, patient, { visitTypeId }) })
      expect([wrong.status, wrong.problem.errors?.[0]?.pointer]).toEqual([422, '/visitTypeId'])
    }
  })

  it('tells doctor and patient: whoever did it only by e-mail', async () => {
    const { id } = await booked(patient, drRao, patient)
    const told = (appointmentId: string) =>
      look(
        `SELECT CASE WHEN user_id = $2 THEN 'doctor' ELSE 'patient' END AS who, channel FROM messages
          WHERE dedupe_key LIKE 'appointment-booked/' || $1 || '/%' AND channel <> 'sms' ORDER BY 1, 2`,
        [appointmentId, drRao.userId],
      )
    expect(await told(id)).toEqual([
      { who: 'doctor', channel: 'email' },
      { who: 'doctor', channel: 'in-app' },
      { who: 'patient', channel: 'email' },
    ])
    const byDoctor = await booked(drRao, drRao, patient)
    expect(await told(byDoctor.id)).toEqual([
      { who: 'patient', channel: 'email' },
      { who: 'patient', channel: 'in-app' },
    ])
  })
})
