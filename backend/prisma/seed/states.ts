import type { AppointmentStatus } from '@hms/contract/appointments'
import type { Agenda, PlannedVisit } from './appointments.ts'
import { drawCancellation, type VisitTexts } from './notes.ts'
import type { Random } from './random.ts'
import type { DemoAppointment } from './types.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** How early the next patient sits in the waiting room. */
const WAITING = 25 * MINUTE

/** Gives every planned visit the state that it would have now, and what goes with it. Visits come in order of time. */
export function settle(
  random: Random,
  agenda: Agenda,
  visits: PlannedVisit[],
  textsOf: (visit: PlannedVisit) => VisitTexts,
): DemoAppointment[] {
  const now = agenda.calendar.now.epochMilliseconds
  const pastToday = new Map<string, number>()
  const waiting = new Set<string>()
  return visits.map((visit) => {
    const status = statusOf(random, now, visit, pastToday, waiting)
    return settled(random, agenda, now, visit, status, textsOf(visit))
  })
}

function statusOf(
  random: Random,
  now: number,
  { start, end, day, member, person }: PlannedVisit,
  pastToday: Map<string, number>,
  waiting: Set<string>,
): AppointmentStatus {
  const doctor = member.doctor.id
  if (end <= now) {
    if (person.user?.email === 'patient@demo.hms') return 'completed'
    const turn = (pastToday.get(doctor) ?? 0) + 1
    if (day === 0) pastToday.set(doctor, turn)
    // So that today shows every state, the doctors on duty had one who did not come and one who called it off.
    if (day === 0 && member.plan.onDuty && turn === 2) return 'no-show'
    if (day === 0 && member.plan.onDuty && turn === 4) return 'cancelled'
    return random.weighted([
      ['completed', 84],
      ['cancelled', 10],
      ['no-show', 6],
    ] as const)
  }
  if (start <= now) return 'checked-in'
  if (start <= now + WAITING || (member.plan.onDuty && start <= now + 2 * HOUR && !waiting.has(doctor))) {
    waiting.add(doctor)
    return 'checked-in'
  }
  return random.chance(0.06) && person.user?.email !== 'patient@demo.hms' ? 'cancelled' : 'booked'
}

function settled(
  random: Random,
  { calendar, adminUserId }: Agenda,
  now: number,
  visit: PlannedVisit,
  status: AppointmentStatus,
  texts: VisitTexts,
): DemoAppointment {
  const { member, person, type, start, end } = visit
  const created = bookedAt(random, now, visit)
  const between = (from: number, to: number) => Math.round((from + (to - from) * random.next()) / 1000) * 1000
  const attended = status === 'checked-in' || status === 'completed'
  const when = (condition: boolean, moment: number) => (condition ? new Date(Math.min(moment, now)) : null)
  return {
    id: random.uuid(),
    patientId: person.patient.id,
    doctorId: member.doctor.id,
    visitTypeId: type.id,
    start: new Date(start),
    end: new Date(end),
    durationMinutes: type.durationMinutes,
    occupiedFrom: new Date(visit.occupiedFrom),
    occupiedUntil: new Date(visit.occupiedUntil),
    localStart: Temporal.Instant.fromEpochMilliseconds(start)
      .toZonedDateTimeISO(calendar.timeZone)
      .toPlainDateTime()
      .toString({ smallestUnit: 'minute' }),
    timeZone: calendar.timeZone,
    status,
    notes: texts.notes,
    clinicalNotes: status === 'completed' ? texts.clinicalNotes : null,
    cancellationReason: status === 'cancelled' ? drawCancellation(random) : null,
    bookedBy: bookedBy(random, visit, adminUserId),
    createdAt: new Date(created),
    checkedInAt: when(attended, between(start - 15 * MINUTE, start - 2 * MINUTE)),
    completedAt: when(status === 'completed', between(end - 4 * MINUTE, end)),
    cancelledAt: when(status === 'cancelled', between(created, Math.min(now, start - HOUR))),
  }
}

/** Days to weeks ahead, but not before the patient was registered and not in the future. */
function bookedAt(random: Random, now: number, { start, person }: PlannedVisit): number {
  const latest = Math.min(start - 2 * HOUR, now - 10 * MINUTE)
  const chosen = latest - Math.round(random.next() ** 2 * 30 * DAY)
  const earliest = Math.min(person.patient.createdAt.getTime() + 5 * MINUTE, latest)
  return Math.floor(Math.max(chosen, earliest) / 1000) * 1000
}

function bookedBy(random: Random, { person, member }: PlannedVisit, adminUserId: string): string {
  if (person.user && random.chance(0.7)) return person.user.id
  return random.chance(0.35) ? member.user.id : adminUserId
}
