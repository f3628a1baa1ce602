import { textOf, type MessageKind } from '../../src/services/messageService/texts.ts'
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

interface Draft {
  userId: string
  patientId: string | null
  kind: MessageKind
  link: string | null
  createdAt: Date
}

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
    ...toAdmin(calendar, people),
  ]
  const now = calendar.now.epochMilliseconds
  const due = drafts.filter(({ createdAt }) => createdAt.getTime() <= now)
  return due
    .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
    .flatMap((draft) => {
      const { subject, body } = textOf(draft.kind)
      const seen = now - draft.createdAt.getTime() > 2 * DAY
      const inApp: DemoMessage = {
        ...draft,
        id: random.uuid(),
        channel: 'in-app',
        subject,
        body,
        readAt: seen ? new Date(Math.min(now, draft.createdAt.getTime() + random.int(5, 600) * 60_000)) : null,
      }
      return [inApp, { ...inApp, id: random.uuid(), channel: 'email', readAt: null } satisfies DemoMessage]
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
  const overdue = own.filter(({ status }) => status === 'overdue')
  return [
    ...visits.map(({ id, createdAt }) => ({
      ...to,
      kind: 'appointment-booked' as const,
      link: `/appointments/${id}`,
      createdAt,
    })),
    ...own.map(({ id, createdAt }) => ({ ...to, kind: 'bill-issued' as const, link: `/billing/${id}`, createdAt })),
    ...overdue.map(({ id, dueDate }) => ({
      ...to,
      kind: 'bill-overdue' as const,
      link: `/billing/${id}`,
      createdAt: new Date(Date.parse(dueDate) + 1.3 * DAY),
    })),
  ]
}

/** The latest bookings and cancellations of the demo doctor's calendar. */
function toDoctor({ doctor, doctorId }: Correspondents, appointments: DemoAppointment[]): Draft[] {
  const own = appointments.filter((appointment) => appointment.doctorId === doctorId)
  const told = own.map(({ id, cancelledAt, createdAt }) => ({
    userId: doctor.id,
    patientId: null,
    kind: cancelledAt ? ('appointment-cancelled' as const) : ('appointment-booked' as const),
    link: `/appointments/${id}`,
    createdAt: cancelledAt ?? createdAt,
  }))
  return told.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime()).slice(0, 24)
}

/** Administrators hear of their own account only. */
function toAdmin(calendar: Calendar, { admin }: Correspondents): Draft[] {
  const draft = (kind: MessageKind, days: number, hours: number): Draft => ({
    userId: admin.id,
    patientId: null,
    kind,
    link: null,
    createdAt: calendar.at(days, hours),
  })
  return [draft('sign-in-alert', -12, 8.2), draft('password-changed', -12, 8.4), draft('sign-in-alert', -1, 9.7)]
}
