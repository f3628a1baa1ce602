import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { BookAppointment, CancelAppointment, UpdateAppointment } from '@hms/contract/appointments'
import { CreateBill } from '@hms/contract/billing'
import { CreateDoctor } from '@hms/contract/doctors'
import { CreatePatient } from '@hms/contract/patients'
import { Settings } from '@hms/contract/settings'
import { CreateUser } from '@hms/contract/users'
import { CreateVisitType } from '@hms/contract/visitTypes'
import { buildDemoHospital, DEMO_PASSWORD } from '../prisma/seed/hospital.ts'
import { isWithinAvailability } from '../src/services/appointmentService/slots.ts'

const timeZone = 'America/New_York'
const build = (now: string, seed = 'test') => buildDemoHospital({ seed, now: new Date(now), timeZone })

/** A Monday at ten, a Sunday, the night in which clocks go forward, and the minutes around midnight. */
const moments = [
  '2026-11-23T15:00:00Z',
  '2026-11-22T21:09:33Z',
  '2026-03-08T07:30:00Z',
  '2026-07-02T03:59:00Z',
  '2026-07-02T04:01:00Z',
]
const monday = build(moments[0]!)
const date = (moment: Date) =>
  Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(timeZone).toPlainDate().toString()
const instant = (moment: Date) => Temporal.Instant.fromEpochMilliseconds(moment.getTime())
const money = (cents: number) => (cents / 100).toFixed(2)
const count = <T>(items: T[], key: (item: T) => string) =>
  items.reduce<Record<string, number>>((sums, item) => ({ ...sums, [key(item)]: (sums[key(item)] ?? 0) + 1 }), {})

describe('the demo hospital', () => {
  it('is the same for the same seed and moment, and another for another seed', () => {
    expect(build(moments[0]!)).toEqual(monday)
    expect(build(moments[0]!, 'other').patients[0]).not.toEqual(monday.patients[0])
  })

  it('is as large as a small hospital', () => {
    expect(monday.doctors.length).toBeGreaterThanOrEqual(14)
    expect(new Set(monday.doctors.map(({ specialization }) => specialization)).size).toBeGreaterThanOrEqual(9)
    expect(new Set(monday.doctors.map(({ availability }) => JSON.stringify(availability.weekly))).size).toBeGreaterThan(
      12,
    )
    expect(monday.patients.length).toBe(320)
    expect(new Set(monday.patients.map(({ firstName, lastName }) => `${firstName} ${lastName}`)).size).toBeGreaterThan(
      290,
    )
    expect(monday.appointments.length).toBeGreaterThan(1200)
    expect(monday.bills.length).toBeGreaterThan(600)
    const days = new Set(monday.appointments.map(({ start }) => date(start)))
    expect([...days].sort()[0]! <= '2026-10-13').toBe(true)
    expect([...days].sort().at(-1)! >= '2027-01-02').toBe(true)
  })

  it('shows appointments, bills and payments in every state', () => {
    expect(Object.keys(count(monday.appointments, ({ status }) => status)).sort()).toEqual([
      'booked',
      'cancelled',
      'checked-in',
      'completed',
      'no-show',
    ])
    expect(Object.keys(count(monday.bills, ({ status }) => status)).sort()).toEqual(['open', 'overdue', 'paid', 'void'])
    expect(Object.keys(count(monday.payments, ({ method }) => method)).length).toBe(4)
    expect(Object.keys(count(monday.payments, ({ status }) => status)).sort()).toEqual(['failed', 'succeeded'])
  })

  it('has people of all ages, and names and addresses of people who do not exist', () => {
    const decades = new Set(
      monday.patients.map(({ dateOfBirth }) => Math.floor((2026 - Number(dateOfBirth.slice(0, 4))) / 10)),
    )
    expect(decades.size).toBeGreaterThanOrEqual(9)
    expect(monday.patients.some(({ firstName, lastName }) => /[À-ỿ]/.test(firstName + lastName))).toBe(true)
    for (const { phone, email } of monday.patients) {
      if (phone) expect(phone).toMatch(/ 555 01\d\d$/)
      if (email) expect(email).toMatch(/@(example\.com|demo\.hms)$/)
    }
  })

  it('fits conditions to age and sex', () => {
    const have = (name: string) =>
      monday.patients.filter(({ medicalHistory }) => JSON.stringify(medicalHistory.conditions).includes(name))
    expect(have('Essential hypertension').length).toBeGreaterThan(30)
    expect(have('Pregnancy').every(({ gender }) => gender === 'female')).toBe(true)
    expect(
      have('Benign prostatic hyperplasia').every(
        ({ gender, dateOfBirth }) => gender === 'male' && dateOfBirth < '1977',
      ),
    ).toBe(true)
    expect(have('Type 2 diabetes').every(({ dateOfBirth }) => dateOfBirth < '1992')).toBe(true)
  })
})

describe.each(moments)('the demo hospital of %s', (now) => {
  const hospital = build(now)
  const { appointments, bills, payments } = hospital
  const today = date(new Date(now))
  const active = appointments.filter(({ status }) => ['booked', 'checked-in', 'completed'].includes(status))

  it('has nobody in two places at once', () => {
    const overlaps = (items: { from: Date; until: Date; whose: string }[]) => {
      const sorted = [...items].sort((a, b) => a.from.getTime() - b.from.getTime())
      const busyUntil = new Map<string, number>()
      return sorted.filter(({ from, until, whose }) => {
        const overlapping = from.getTime() < (busyUntil.get(whose) ?? 0)
        busyUntil.set(whose, Math.max(until.getTime(), busyUntil.get(whose) ?? 0))
        return overlapping
      })
    }
    expect(
      overlaps(active.map((each) => ({ from: each.occupiedFrom, until: each.occupiedUntil, whose: each.doctorId }))),
    ).toEqual([])
    expect(overlaps(active.map((each) => ({ from: each.start, until: each.end, whose: each.patientId })))).toEqual([])
  })

  it('stays inside the availability', () => {
    const doctors = new Map(hospital.doctors.map((doctor) => [doctor.id, doctor]))
    for (const { doctorId, start, end, durationMinutes, localStart } of appointments) {
      expect(isWithinAvailability(doctors.get(doctorId)!.availability, timeZone, instant(start), instant(end))).toBe(
        true,
      )
      expect(end.getTime() - start.getTime()).toBe(durationMinutes * 60_000)
      expect(Temporal.PlainDateTime.from(localStart).toZonedDateTime(timeZone).epochMilliseconds).toBe(start.getTime())
    }
  })

  it('agrees with the clock', () => {
    const moment = new Date(now)
    for (const visit of appointments) {
      if (visit.end <= moment) expect(['completed', 'cancelled', 'no-show']).toContain(visit.status)
      if (visit.start > moment) expect(['booked', 'cancelled', 'checked-in']).toContain(visit.status)
      if (visit.status === 'checked-in') expect(date(visit.start)).toBe(today)
      expect((visit.clinicalNotes !== null) === (visit.status === 'completed')).toBe(true)
      expect((visit.cancellationReason !== null) === (visit.status === 'cancelled')).toBe(true)
      const happened = [visit.createdAt, visit.checkedInAt, visit.completedAt, visit.cancelledAt].filter(
        (each) => each !== null,
      )
      for (const each of happened) expect(each.getTime()).toBeLessThanOrEqual(moment.getTime())
      expect(visit.createdAt < visit.start).toBe(true)
      const patient = hospital.patients.find(({ id }) => id === visit.patientId)!
      expect(patient.createdAt < visit.createdAt).toBe(true)
      expect(patient.dateOfBirth <= date(patient.createdAt)).toBe(true)
    }
    for (const { createdAt } of [...bills, ...payments, ...hospital.messages]) {
      expect(createdAt.getTime()).toBeLessThanOrEqual(moment.getTime())
    }
  })

  it('has somebody checked in right now', () => {
    expect(appointments.filter(({ status }) => status === 'checked-in').length).toBeGreaterThanOrEqual(1)
  })

  it('adds up', () => {
    for (const bill of bills) {
      expect(bill.lines.reduce((sum, each) => sum + each.quantity * each.unitPriceCents, 0)).toBe(bill.amountCents)
      const own = payments.filter(({ billId, status }) => billId === bill.id && status === 'succeeded')
      const paid = own.reduce((sum, { amountCents }) => sum + amountCents, 0)
      expect(paid <= bill.amountCents).toBe(true)
      expect(bill.status === 'paid').toBe(paid === bill.amountCents)
      if (bill.status === 'void') expect([paid, bill.voidReason]).toEqual([0, expect.any(String)])
      if (bill.status === 'open') expect(bill.dueDate >= today).toBe(true)
      if (bill.status === 'overdue') expect(bill.dueDate < today).toBe(true)
      for (const { createdAt, patientId } of own)
        expect([createdAt >= bill.createdAt, patientId]).toEqual([true, bill.patientId])
    }
    const completed = appointments.filter(({ status }) => status === 'completed').map(({ id }) => id)
    expect(bills.flatMap(({ appointmentId }) => appointmentId ?? []).sort()).toEqual(completed.sort())
  })

  it('gives the demo patient and the demo doctor something to look at', () => {
    const user = (email: string) => hospital.users.find((each) => each.email === email)!
    const patient = hospital.patients.find(({ userId }) => userId === user('patient@demo.hms').id)!
    const visits = appointments.filter(({ patientId }) => patientId === patient.id)
    expect(count(visits, ({ status }) => status)).toEqual({ completed: 4, booked: 2 })
    const own = bills.filter(({ patientId }) => patientId === patient.id)
    expect(count(own, ({ status }) => status)).toEqual({ paid: 2, overdue: 1, open: 1 })
    const doctor = hospital.doctors.find(({ userId }) => userId === user('doctor@demo.hms').id)!
    const busy = appointments.filter(({ doctorId, start }) => doctorId === doctor.id && date(start) === today)
    expect(busy.length).toBeGreaterThanOrEqual(5)
    expect(user('admin@demo.hms').role).toBe('admin')
    for (const email of ['admin@demo.hms', 'doctor@demo.hms', 'patient@demo.hms']) {
      expect(hospital.messages.filter(({ userId }) => userId === user(email).id).length).toBeGreaterThanOrEqual(4)
    }
  })

  it('is what the API itself would have taken', () => {
    const take = (schema: z.ZodType, value: unknown) => {
      const result = schema.safeParse(value)
      if (!result.success) throw new Error(`${JSON.stringify(value)}\n${z.prettifyError(result.error)}`)
    }
    take(Settings, hospital.settings)
    for (const { id: _id, priceCents, ...type } of hospital.visitTypes)
      take(CreateVisitType, { ...type, price: money(priceCents) })
    for (const { email, role, firstName, lastName } of hospital.users)
      take(CreateUser, { email, role, firstName, lastName, password: DEMO_PASSWORD })
    for (const { userId, specialization, licenseNumber, phone, bio, availability, acceptsBookings } of hospital.doctors)
      take(CreateDoctor, { userId, specialization, licenseNumber, phone, bio, availability, acceptsBookings })
    for (const { id: _id, userId: _user, createdAt: _at, ...patient } of hospital.patients) take(CreatePatient, patient)
    for (const { patientId, doctorId, visitTypeId, start, durationMinutes, notes, ...more } of appointments) {
      take(BookAppointment, {
        patientId,
        doctorId,
        visitTypeId,
        appointmentDate: start.toISOString(),
        durationMinutes,
        notes,
      })
      take(UpdateAppointment, { clinicalNotes: more.clinicalNotes })
      take(CancelAppointment, { reason: more.cancellationReason })
    }
    for (const { patientId, appointmentId, description, lines, dueDate } of bills) {
      const sent = lines.map((line) => ({
        description: line.description,
        quantity: line.quantity,
        unitPrice: money(line.unitPriceCents),
      }))
      take(CreateBill, { patientId, appointmentId, description, lines: sent, dueDate })
    }
  })

  it('gives every row an id of its own that its neighbours know', () => {
    const { users, doctors, patients } = hospital
    const rows = [
      ...hospital.visitTypes,
      ...users,
      ...doctors,
      ...patients,
      ...appointments,
      ...bills,
      ...payments,
      ...hospital.messages,
    ]
    const ids = new Set(rows.map(({ id }) => id))
    expect(ids.size).toBe(rows.length)
    expect(new Set(users.map(({ email }) => email)).size).toBe(users.length)
    expect(new Set(doctors.map(({ licenseNumber }) => licenseNumber)).size).toBe(doctors.length)
    const named = [
      ...doctors.map(({ userId }) => userId),
      ...patients.flatMap(({ userId }) => userId ?? []),
      ...appointments.flatMap((each) => [
        each.patientId,
        each.doctorId,
        each.visitTypeId,
        each.bookedBy ?? each.patientId,
      ]),
      ...bills.flatMap(({ patientId, appointmentId }) => [patientId, appointmentId ?? patientId]),
      ...payments.map(({ billId }) => billId),
    ]
    for (const id of named) expect(ids.has(id)).toBe(true)
  })
})
