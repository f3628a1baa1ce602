import { figure } from './support/figure.ts'
import { appointmentApi } from '@hms/contract/appointments'
import { type Availability, doctorApi } from '@hms/contract/doctors'
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { call } from './support/call.ts'
import { look } from './support/observer.ts'
import {
  aDoctor,
  alwaysOpen,
  anAdmin,
  aPatient,
  type DoctorPerson,
  type PatientPerson,
  type Person,
} from './support/people.ts'
import { auditOf, aVisitType, booked, dateIn, onDay, ZONE } from './support/visits.ts'

let admin: Person, patient: PatientPerson
beforeAll(async () => {
  ;[admin, patient] = await Promise.all([anAdmin(), aPatient()])
})

const everyDay = (hours: { start: string; end: string }[], slotMinutes = 30): Availability => ({
  weekly: [1, 2, 3, 4, 5, 6, 7].flatMap((day) => hours.map((span) => ({ day, ...span }))),
  exceptions: [],
  slotMinutes,
})

async function startsOf(
  as: Person,
  doctor: DoctorPerson,
  from: string,
  to = from,
  more: object = {},
): Promise<string[]> {
  const reply = await call(doctorApi.slots, { as, params: { id: doctor.doctorId }, query: { from, to, ...more } })
  if (reply.status !== 200) throw new Error(`Slots answered ${reply.status}`)
  return reply.body.items.map((slot) => slot.start)
}
const times = (starts: string[]) => starts.map((start) => start.slice(11, 16))

describe('free slots', () => {
  it('lie on the grid of the open hours, with the offset of the hospital, and leave no trace of a patient', async () => {
    const doctor = await aDoctor({
      availability: everyDay([
        { start: '09:00', end: '10:30' },
        { start: '13:00', end: '14:00' },
      ]),
    })
    const headers = { 'X-Request-Id': randomUUID() }
    const query = { from: dateIn(5), to: dateIn(5) }
    const reply = await call(doctorApi.slots, { as: patient, params: { id: doctor.doctorId }, query, headers })
    expect(times(reply.body.items.map((slot) => slot.start))).toEqual(['09:00', '09:30', '10:00', '13:00', '13:30'])
    expect(reply.body.items[0]!.start).toMatch(new RegExp(`^${dateIn(5)}T09:00:00-0[45]:00$`))
    expect(reply.body.items[0]!.end).toMatch(/T09:30:00-/)
    expect(await auditOf(headers['X-Request-Id'])).toEqual([])
  })

  it('shrink with a booking, and come back when it is cancelled', async () => {
    const doctor = await aDoctor({ availability: everyDay([{ start: '09:00', end: '10:30' }]) })
    const { id } = await booked(patient, doctor, patient, { appointmentDate: onDay(6, '09:30').toString() })
    expect(times(await startsOf(patient, doctor, dateIn(6)))).toEqual(['09:00', '10:00'])
    await call(appointmentApi.cancel, { as: patient, params: { id } })
    expect(times(await startsOf(patient, doctor, dateIn(6)))).toEqual(['09:00', '09:30', '10:00'])
  })

  it('follow the length and the buffers of the kind of visit', async () => {
    const doctor = await aDoctor({ availability: everyDay([{ start: '09:00', end: '11:00' }]) })
    const long = await aVisitType({ minutes: 60, before: 15, after: 15 })
    const date = dateIn(7)
    await booked(patient, doctor, patient, { appointmentDate: onDay(7, '09:00').toString() })
    expect(times(await startsOf(patient, doctor, date))).toEqual(['09:30', '10:00', '10:30'])
    expect(times(await startsOf(patient, doctor, date, date, { visitTypeId: long.id }))).toEqual(['10:00'])
    expect(times(await startsOf(admin, doctor, date, date, { durationMinutes: 90 }))).toEqual(['09:30'])
  })

  it('begin for patients after the notice and end with the horizon, for staff they begin now', async () => {
    const doctor = await aDoctor()
    const now = Temporal.Now.instant()
    const [first] = await startsOf(patient, doctor, dateIn(0), dateIn(1))
    const notice = Temporal.Instant.from(first!).since(now).total('minutes')
    expect(notice).toBeGreaterThan(119)
    expect(notice).toBeLessThan(151)
    const [staffs] = await startsOf(admin, doctor, dateIn(0), dateIn(1))
    expect(Temporal.Instant.from(staffs!).since(now).total('minutes')).toBeLessThan(31)
    const last = (await startsOf(patient, doctor, dateIn(150), dateIn(200))).at(-1)!
    expect(last.slice(0, 10)).toBe(dateIn(180))
    expect((await startsOf(admin, doctor, dateIn(150), dateIn(200))).at(-1)!.slice(0, 10)).toBe(dateIn(200))
    expect(await startsOf(admin, doctor, dateIn(-5), dateIn(-1))).toEqual([])
  })

  it('do not exist for patients where the doctor takes no bookings', async () => {
    const doctor = await aDoctor()
    await look('UPDATE doctors SET accepts_bookings = false WHERE id = $1', [doctor.doctorId])
    expect(await startsOf(patient, doctor, dateIn(5))).toEqual([])
    expect((await startsOf(doctor, doctor, dateIn(5))).length).toBeGreaterThan(40)
  })

  it('are asked for over at most 62 days, forwards, for a kind of visit on offer', async () => {
    const doctor = await aDoctor()
    const gone = await aVisitType({ active: false })
    const ask = (query: { from: string; to: string; visitTypeId?: string }) =>
      call(doctorApi.slots, { as: admin, params: { id: doctor.doctorId }, query })
    for (const days of [62, 61]) expect((await ask({ from: dateIn(1), to: dateIn(1 + days) })).status).toBe(200)
    const wrong = [
      await ask({ from: dateIn(1), to: dateIn(64) }),
      await ask({ from: dateIn(2), to: dateIn(1) }),
      await ask({ from: dateIn(1), to: dateIn(1), visitTypeId: gone.id }),
      await ask({ from: dateIn(1), to: dateIn(1), visitTypeId: randomUUID() }),
      await ask({ from: '2026-02-30', to: dateIn(1) }),
    ]
    expect(wrong.map((reply) => [reply.status, reply.problem.errors?.[0]?.pointer])).toEqual([
      [422, '/query/to'],
      [422, '/query/to'],
      [422, '/query/visitTypeId'],
      [422, '/query/visitTypeId'],
      [422, '/query/from'],
    ])
    for (const year of ['0001', '9999']) {
      expect((await ask({ from: `${year}-12-30`, to: `${year}-12-31` })).status).toBe(200)
    }
  })

  it('need an existing doctor and a sign-in', async () => {
    const doctor = await aDoctor()
    const query = { from: dateIn(1), to: dateIn(1) }
    expect((await call(doctorApi.slots, { as: patient, params: { id: randomUUID() }, query })).status).toBe(404)
    expect((await call(doctorApi.slots, { params: { id: doctor.doctorId }, query })).status).toBe(401)
  })
})

/** The Sundays in the next years on which New York changes its clocks. */
function clockChange(direction: 'forward' | 'back'): string {
  let at = Temporal.Now.zonedDateTimeISO(ZONE).add({ days: 2 })
  for (;;) {
    at = at.getTimeZoneTransition('next')!
    const forward = at.offsetNanoseconds > at.subtract({ nanoseconds: 1 }).offsetNanoseconds
    if (forward === (direction === 'forward')) return at.toPlainDate().toString()
  }
}

describe('when the clocks change', () => {
  const night = everyDay([{ start: '01:00', end: '03:00' }])

  it('offers no time that does not exist, and books none', async () => {
    const doctor = await aDoctor({ availability: night })
    const date = clockChange('forward')
    const offered = times(await startsOf(doctor, doctor, date))
    figure('times-offered-that-do-not-exist', offered.filter((time) => time.startsWith('02:')).length, {
      of: offered.length,
    })
    expect(offered).toEqual(['01:00', '01:30'])
    for (const offset of ['-05:00', '-04:00']) {
      const body = {
        doctorId: doctor.doctorId,
        patientId: patient.patientId,
        appointmentDate: `${date}T02:30:00${offset}`,
      }
      const reply = await call(appointmentApi.book, { as: doctor, body })
      // 02:30 with the winter offset is 03:30 and outside; with the summer offset it is 01:30, which exists.
      expect([offset, reply.status]).toEqual([offset, offset === '-05:00' ? 422 : 201])
      if (reply.status === 201) expect(reply.body.appointmentDate).toBe(`${date}T01:30:00-05:00`)
      else expect(reply.problem.code).toBe('outside-availability')
    }
  })

  it('offers a repeated time twice, labelled, and books both', async () => {
    const doctor = await aDoctor({ availability: night })
    const date = clockChange('back')
    const params = { id: doctor.doctorId }
    const { body } = await call(doctorApi.slots, { as: doctor, params, query: { from: date, to: date } })
    const twice = body.items.filter(({ start }) => start.slice(11, 14) === '01:')
    figure('repeated-times-missing', 4 - new Set(twice.map(({ start }) => start)).size, { of: 4 })
    expect(body.items.map(({ start, repeatedHour }) => [start.slice(11), repeatedHour ?? false])).toEqual([
      ['01:00:00-04:00', false],
      ['01:30:00-04:00', false],
      ['01:00:00-05:00', true],
      ['01:30:00-05:00', true],
      ['02:00:00-05:00', false],
      ['02:30:00-05:00', false],
    ])
    for (const offset of ['-04:00', '-05:00']) {
      const appointmentDate = `${date}T01:30:00${offset}`
      const { id } = await booked(doctor, doctor, patient, { appointmentDate })
      const [row] = await look('SELECT local_start::text, time_zone FROM appointments WHERE id = $1', [id])
      expect(row).toEqual({ local_start: `${date} 01:30:00`, time_zone: ZONE })
    }
    expect(times(await startsOf(doctor, doctor, date))).toEqual(['01:00', '01:00', '02:00', '02:30'])
  })

  it.each([
    ['2027-03-14', 48 - 2],
    ['2027-11-07', 48 + 2],
    ['2027-11-08', 48],
  ])('gives %s %i half hours around the clock', async (date, count) => {
    const doctor = await aDoctor({ availability: alwaysOpen })
    if (Temporal.PlainDate.compare(date, dateIn(1)) < 0) return
    expect(await startsOf(admin, doctor, date)).toHaveLength(count)
  })
})
