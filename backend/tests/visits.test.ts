// @covers ASVS-2.3.1
import { appointmentApi } from '@hms/contract/appointments'
import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { call, testClock } from './support/call.ts'
import { look } from './support/observer.ts'
import { aDoctor, anAdmin, aPatient, type DoctorPerson, type PatientPerson, type Person } from './support/people.ts'
import { auditOf, aVisitType, booked, freshTime, onDay } from './support/visits.ts'

const { update, cancel, checkIn, complete, noShow } = appointmentApi

let admin: Person, drRao: DoctorPerson, drOther: DoctorPerson, patient: PatientPerson
beforeAll(async () => {
  ;[admin, drRao, drOther, patient] = await Promise.all([anAdmin(), aDoctor(), aDoctor(), aPatient()])
})

const presentTime = testClock.now
afterEach(() => {
  testClock.now = presentTime
})
/** Makes it so many minutes before (or, negative, after) the start of an appointment. */
function beforeStart(appointmentDate: string, minutes: number): void {
  const now = Temporal.Instant.from(appointmentDate).subtract({ minutes })
  testClock.now = () => now
}

const codeOf = (reply: { status: number; problem: { code: string } }) => [reply.status, reply.problem.code]
const toldOf = (kind: string, id: string) =>
  look<{ user_id: string | null; patient_id: string | null; channel: string }>(
    `SELECT user_id, patient_id, channel FROM messages WHERE dedupe_key LIKE $1 || '/' || $2 || '/%'`,
    [kind, id],
  )

describe('moving an appointment', () => {
  it('keeps the id, lets the version grow, frees the old time and takes the new one', async () => {
    const made = await booked(patient, drRao, patient, { notes: 'Bring the X-ray' })
    const appointmentDate = freshTime().toString()
    const headers = { 'X-Request-Id': randomUUID() }
    const body = { appointmentDate, version: made.version }
    const moved = await call(update, { as: patient, params: { id: made.id }, body, headers })
    expect(moved.status).toBe(200)
    expect(moved.body).toMatchObject({ id: made.id, status: 'booked', notes: 'Bring the X-ray' })
    expect(moved.body.version).toBeGreaterThan(made.version)
    expect(Temporal.Instant.from(moved.body.appointmentDate).equals(appointmentDate)).toBe(true)
    expect(await auditOf(headers['X-Request-Id'])).toMatchObject([
      { action: 'U', operation: 'appointment.update', changed_fields: ['appointmentDate'] },
    ])
    const other = await aPatient()
    await booked(other, drRao, other, { appointmentDate: made.appointmentDate })
    const taken = await call(appointmentApi.book, {
      as: other,
      body: { doctorId: drRao.doctorId, patientId: other.patientId, appointmentDate },
    })
    expect(codeOf(taken)).toEqual([409, 'slot-taken'])
    const told = await toldOf('appointment-moved', made.id)
    expect(new Set(told.map((message) => message.user_id))).toEqual(new Set([drRao.userId]))
  })

  it('onto a taken time, or into a time of the patient, is refused and changes nothing', async () => {
    const [mine, theirs] = [await booked(patient, drRao, patient), await booked(admin, drRao, await aPatient())]
    const elsewhere = await booked(patient, drOther, patient)
    const params = { id: mine.id }
    const to = (appointmentDate: string) => call(update, { as: patient, params, body: { appointmentDate } })
    expect(codeOf(await to(theirs.appointmentDate))).toEqual([409, 'slot-taken'])
    expect(codeOf(await to(elsewhere.appointmentDate))).toEqual([409, 'patient-busy'])
    expect((await call(appointmentApi.get, { as: patient, params })).body).toEqual(mine)
  })

  it('keeps to the rules of booking', async () => {
    const officeHours = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, start: '09:00', end: '12:00' }))
    const doctor = await aDoctor({ availability: { weekly: officeHours, exceptions: [], slotMinutes: 30 } })
    const { id } = await booked(patient, doctor, patient, { appointmentDate: onDay(9, '09:30').toString() })
    const to = (at: Temporal.Instant, as: Person = patient) =>
      call(update, { as, params: { id }, body: { appointmentDate: at.toString() } })
    expect((await to(onDay(9, '13:00'))).problem.code).toBe('outside-availability')
    expect((await to(onDay(9, '13:00'), admin)).problem.code).toBe('outside-availability')
    expect((await to(onDay(-1, '09:30'), admin)).problem.code).toBe('in-the-past')
    expect((await to(onDay(181, '09:30'))).problem.code).toBe('too-late')
    expect((await to(Temporal.Now.instant().add({ minutes: 30 }))).problem.code).toBe('too-soon')
  })

  it('takes the length of another kind of visit; patients choose no other', async () => {
    const type = await aVisitType({ minutes: 60, after: 30 })
    const { id } = await booked(patient, drRao, patient)
    const params = { id }
    const longer = await call(update, { as: patient, params, body: { durationMinutes: 90 } })
    expect([longer.status, longer.problem.errors?.[0]?.pointer]).toEqual([422, '/durationMinutes'])
    const other = await call(update, { as: patient, params, body: { visitTypeId: type.id } })
    expect(other.body).toMatchObject({ durationMinutes: 60, visitType: type })
    expect((await call(update, { as: drRao, params, body: { durationMinutes: 90 } })).body.durationMinutes).toBe(90)
    const wrong = await call(update, { as: admin, params, body: { visitTypeId: randomUUID() } })
    expect(wrong.problem.errors?.[0]?.pointer).toBe('/visitTypeId')
  })

  it('to another doctor is for patients and administrators; both doctors hear of it', async () => {
    const { id } = await booked(admin, drRao, patient)
    const params = { id }
    const body = { doctorId: drOther.doctorId }
    expect(codeOf(await call(update, { as: drRao, params, body }))).toEqual([403, 'not-permitted'])
    expect((await call(update, { as: admin, params, body: { doctorId: randomUUID() } })).status).toBe(404)
    expect((await call(update, { as: admin, params, body })).body.doctor.id).toBe(drOther.doctorId)
    expect((await call(appointmentApi.get, { as: drRao, params })).status).toBe(404)
    const told = (await toldOf('appointment-moved', id)).filter(({ channel }) => channel === 'in-app')
    const users = [drRao.userId, drOther.userId, patient.userId].sort()
    expect(told.map((message) => message.user_id).sort()).toEqual(users)
  })

  it('is too late for patients shortly before the start, not for staff', async () => {
    const made = await booked(patient, drRao, patient)
    const params = { id: made.id }
    const start = Temporal.Instant.from(made.appointmentDate)
    const body = { appointmentDate: start.add({ hours: 3 }).toString() }
    beforeStart(made.appointmentDate, 59)
    expect(codeOf(await call(update, { as: patient, params, body }))).toEqual([422, 'too-late'])
    expect((await call(update, { as: patient, params, body: { notes: 'Running late' } })).status).toBe(200)
    expect((await call(update, { as: drRao, params, body })).status).toBe(200)
  })

  it('is for booked ones only, and no two edits overwrite each other', async () => {
    const made = await booked(patient, drRao, patient)
    const params = { id: made.id }
    const note = (notes: string) => call(update, { as: patient, params, body: { notes, version: made.version } })
    const replies = await Promise.all([note('one'), note('two'), note('three'), note('four')])
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, 409, 409, 409])
    expect(replies.find((reply) => reply.status === 409)!.problem.code).toBe('edit-conflict')
    await call(checkIn, { as: drRao, params })
    const body = { appointmentDate: freshTime().toString() }
    expect(codeOf(await call(update, { as: admin, params, body }))).toEqual([409, 'wrong-status'])
  })

  it('names what is invalid', async () => {
    const { id } = await booked(patient, drRao, patient)
    const rawBody = { appointmentDate: 'soon', notes: '', status: 'completed' }
    const reply = await call(update, { as: patient, params: { id }, rawBody })
    expect(reply.problem.errors?.map((error) => error.pointer).sort()).toEqual([
      '/appointmentDate',
      '/notes',
      '/status',
    ])
  })
})

describe('clinical notes', () => {
  it("are the doctor's to write, unreadable in the database, and can be removed", async () => {
    const { id } = await booked(patient, drRao, patient)
    const params = { id }
    for (const as of [admin, patient]) {
      for (const clinicalNotes of ['Mine', null]) {
        const refused = await call(update, { as, params, body: { clinicalNotes } })
        expect(codeOf(refused)).toEqual([403, 'not-permitted'])
      }
    }
    const headers = { 'X-Request-Id': randomUUID() }
    const body = { clinicalNotes: 'Suspected migraine' }
    const written = await call(update, { as: drRao, params, body, headers })
    expect(written.body.clinicalNotes).toBe('Suspected migraine')
    expect(await auditOf(headers['X-Request-Id'])).toMatchObject([{ action: 'U', changed_fields: ['clinicalNotes'] }])
    const [row] = await look<{ text: string }>(
      `SELECT encode(clinical_notes, 'escape') AS text FROM appointments WHERE id = $1`,
      [id],
    )
    expect(row!.text).not.toMatch(/migraine/i)
    const removed = await call(update, { as: drRao, params, body: { clinicalNotes: null } })
    expect(removed.body.clinicalNotes).toBeNull()
  })

  it('can be written after the visit, not of one that was cancelled', async () => {
    const made = await booked(patient, drRao, patient)
    const params = { id: made.id }
    beforeStart(made.appointmentDate, -20)
    await call(complete, { as: drRao, params })
    const body = { clinicalNotes: 'All well' }
    expect((await call(update, { as: drRao, params, body })).body.clinicalNotes).toBe('All well')
    testClock.now = presentTime
    const gone = await booked(patient, drRao, patient)
    await call(cancel, { as: patient, params: { id: gone.id } })
    const refused = await call(update, { as: drRao, params: { id: gone.id }, body })
    expect(codeOf(refused)).toEqual([409, 'wrong-status'])
  })
})

describe('attending', () => {
  it('goes from booked to checked in to completed, which raises the bill', async () => {
    const type = await aVisitType({ price: '120.50' })
    const made = await booked(patient, drRao, patient, { visitTypeId: type.id })
    const params = { id: made.id }
    beforeStart(made.appointmentDate, 5)
    const arrived = await call(checkIn, { as: admin, params })
    expect([arrived.status, arrived.body.status, arrived.body.billId]).toEqual([200, 'checked-in', null])
    expect(codeOf(await call(checkIn, { as: admin, params }))).toEqual([409, 'wrong-status'])
    const headers = { 'X-Request-Id': randomUUID() }
    const done = await call(complete, { as: drRao, params, headers })
    expect([done.status, done.body.status]).toEqual([200, 'completed'])
    const bills = await look('SELECT id, amount, patient_id FROM billing WHERE appointment_id = $1', [made.id])
    expect(bills).toEqual([{ id: done.body.billId, amount: '120.50', patient_id: patient.patientId }])
    expect(await auditOf(headers['X-Request-Id'])).toMatchObject([{ operation: 'appointment.complete' }])
    expect((await call(appointmentApi.get, { as: patient, params })).body.billId).toBe(done.body.billId)
    const [row] = await look('SELECT checked_in_at, completed_at FROM appointments WHERE id = $1', [made.id])
    expect(row).toEqual({ checked_in_at: expect.any(Date), completed_at: expect.any(Date) })
    for (const verb of [checkIn, complete, noShow, cancel]) {
      expect(codeOf(await call(verb, { as: admin, params }))).toEqual([409, 'wrong-status'])
    }
  })

  it('completes straight from booked, without a bill where there is no price', async () => {
    const made = await booked(patient, drRao, patient, { visitTypeId: (await aVisitType({ price: '0' })).id })
    const params = { id: made.id }
    beforeStart(made.appointmentDate, 60)
    const done = await call(complete, { as: drRao, params })
    expect(done.body).toMatchObject({ status: 'completed', billId: null })
  })

  it('completes before the day what somebody came early for', async () => {
    const made = await booked(patient, drRao, patient)
    const params = { id: made.id }
    beforeStart(made.appointmentDate, 24 * 60)
    const done = await call(complete, { as: drRao, params })
    expect([done.status, done.body.status]).toEqual([200, 'completed'])
  })

  it('knows who did not come, and frees the time', async () => {
    const made = await booked(patient, drRao, patient)
    const params = { id: made.id }
    beforeStart(made.appointmentDate, -10)
    expect((await call(noShow, { as: drRao, params })).body.status).toBe('no-show')
    testClock.now = presentTime
    const other = await aPatient()
    await booked(other, drRao, other, { appointmentDate: made.appointmentDate })
  })
})

describe('cancelling', () => {
  it('frees the time at once, seals the reason and tells the others', async () => {
    const made = await booked(patient, drRao, patient)
    const params = { id: made.id }
    const headers = { 'X-Request-Id': randomUUID() }
    const reply = await call(cancel, { as: patient, params, body: { reason: 'Feeling better' }, headers })
    expect(reply.body).toMatchObject({ status: 'cancelled', cancellationReason: 'Feeling better' })
    expect(await auditOf(headers['X-Request-Id'])).toMatchObject([{ operation: 'appointment.cancel' }])
    const [row] = await look<{ reason: Buffer }>(
      'SELECT cancellation_reason AS reason FROM appointments WHERE id = $1',
      [made.id],
    )
    expect(row!.reason.toString('latin1')).not.toContain('better')
    const told = await toldOf('appointment-cancelled', made.id)
    expect(new Set(told.map((message) => message.user_id))).toEqual(new Set([drRao.userId]))
    expect((await booked(patient, drRao, patient, { appointmentDate: made.appointmentDate })).id).not.toBe(made.id)
  })

  it('is too late for patients shortly before the start or after they came, not for staff', async () => {
    const made = await booked(patient, drRao, patient)
    const params = { id: made.id }
    beforeStart(made.appointmentDate, 59)
    expect(codeOf(await call(cancel, { as: patient, params }))).toEqual([422, 'too-late'])
    await call(checkIn, { as: drRao, params })
    expect(codeOf(await call(cancel, { as: patient, params }))).toEqual([409, 'wrong-status'])
    const done = await call(cancel, { as: drRao, params, body: { reason: 'Called away' } })
    expect(done.body.status).toBe('cancelled')
    const told = await toldOf('appointment-cancelled', made.id)
    expect(new Set(told.map((message) => message.patient_id))).toEqual(new Set([patient.patientId]))
    expect(codeOf(await call(cancel, { as: drRao, params }))).toEqual([409, 'wrong-status'])
  })

  it('takes no reason of the wrong kind', async () => {
    const { id } = await booked(patient, drRao, patient)
    const reply = await call(cancel, { as: patient, params: { id }, rawBody: { reason: 7, refund: true } })
    expect(reply.problem.errors?.map((error) => error.pointer).sort()).toEqual(['/reason', '/refund'])
  })
})
