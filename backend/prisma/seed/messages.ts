import type { Calendar } from './calendar.ts'
import type { Random } from './random.ts'
import type { DemoAppointment, DemoBill, DemoMessage, DemoUser } from './types.ts'

const DAY = 24 * 60 * 60_000

export interface Correspondents {
  admin: DemoUser
  doctor: DemoUser
  doctorId: string
  patient: DemoUser
  patientId: string
}

type Draft = Omit<DemoMessage, 'id' | 'readAt' | 'channel'>

/** What the three people who sign in were told in the last weeks. As everywhere, no names and no diagnoses. */
export function buildMessages(
  random: Random,
  calendar: Calendar,
  people: Correspondents,
  appointments: DemoAppointment[],
  bills: DemoBill[],
): DemoMessage[] {
  const drafts = [
    ...toPatient(people, appointments, bills),
    ...toDoctor(people, appointments),
    ...toAdmin(calendar, people, bills),
  ]
  const now = calendar.now.epochMilliseconds
  const due = drafts.filter(({ createdAt }) => createdAt.getTime() <= now)
  return due
    .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
    .flatMap((draft) => {
      const seen = now - draft.createdAt.getTime() > 2 * DAY
      const inApp: DemoMessage = {
        ...draft,
        id: random.uuid(),
        channel: 'in-app',
        readAt: seen ? new Date(draft.createdAt.getTime() + random.int(5, 600) * 60_000) : null,
      }
      const email: DemoMessage = { ...draft, id: random.uuid(), channel: 'email', readAt: null }
      return [inApp, email]
    })
}

function toPatient(
  { patient, patientId }: Correspondents,
  appointments: DemoAppointment[],
  bills: DemoBill[],
): Draft[] {
  const to = { userId: patient.id, patientId }
  const visits = appointments.filter((appointment) => appointment.patientId === patientId)
  const own = bills.filter((bill) => bill.patientId === patientId)
  return [
    ...visits.map((visit) => ({
      ...to,
      kind: 'appointment-booked',
      subject: 'Your appointment is booked',
      body: 'Your appointment is booked. Open it to see when and with whom.',
      link: `/appointments/${visit.id}`,
      createdAt: visit.createdAt,
    })),
    ...own.map((bill) => ({
      ...to,
      kind: 'bill-raised',
      subject: 'You have a new bill',
      body: 'You have a new bill. Open it to see what it is for and to pay it.',
      link: `/billing/${bill.id}`,
      createdAt: new Date(bill.createdAt.getTime() + 60_000),
    })),
    ...own
      .filter(({ status }) => status === 'overdue')
      .map((bill) => ({
        ...to,
        kind: 'bill-overdue',
        subject: 'A bill is overdue',
        body: 'One of your bills is past its due date. Open it to pay it.',
        link: `/billing/${bill.id}`,
        createdAt: new Date(Date.parse(bill.dueDate) + 1.3 * DAY),
      })),
  ]
}

/** The latest bookings and cancellations of the demo doctor's calendar. */
function toDoctor({ doctor, doctorId }: Correspondents, appointments: DemoAppointment[]): Draft[] {
  const own = appointments.filter((appointment) => appointment.doctorId === doctorId)
  const told = own.map((visit) => ({
    userId: doctor.id,
    patientId: null,
    kind: visit.cancelledAt ? 'appointment-cancelled' : 'appointment-booked',
    subject: visit.cancelledAt ? 'An appointment was cancelled' : 'A new appointment',
    body: visit.cancelledAt
      ? 'An appointment in your calendar was cancelled.'
      : 'A new appointment stands in your calendar.',
    link: `/appointments/${visit.id}`,
    createdAt: visit.cancelledAt ?? visit.createdAt,
  }))
  return told.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime()).slice(0, 24)
}

/** A line a day on the bills that became overdue. */
function toAdmin(calendar: Calendar, { admin }: Correspondents, bills: DemoBill[]): Draft[] {
  const drafts: Draft[] = []
  for (let day = -13; day <= 0; day++) {
    const before = calendar.day(day - 1).toString()
    const count = bills.filter(({ status, dueDate }) => status === 'overdue' && dueDate === before).length
    if (count === 0) continue
    drafts.push({
      userId: admin.id,
      patientId: null,
      kind: 'bills-overdue',
      subject: count === 1 ? 'One bill became overdue' : `${count} bills became overdue`,
      body: `${count === 1 ? 'One bill' : `${count} bills`} passed the due date yesterday; the patients were reminded.`,
      link: '/billing?status=overdue',
      createdAt: calendar.at(day, 6),
    })
  }
  return drafts
}
