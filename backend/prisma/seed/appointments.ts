import { isWithinAvailability, freeSlots } from '../../src/services/appointmentService/slots.ts'
import type { Calendar } from './calendar.ts'
import type { StaffMember } from './doctors.ts'
import { drawTexts } from './notes.ts'
import type { Registered } from './patients.ts'
import type { Random } from './random.ts'
import { settle } from './states.ts'
import type { DemoAppointment } from './types.ts'
import type { DemoVisitType, VisitKind } from './visitTypes.ts'

/** Days before and after today that hold appointments. */
export const DAYS_BACK = 42
export const DAYS_AHEAD = 42
/** Days between two appointments of one patient. */
const GAP = 4

const MINUTE = 60_000

/** A visit that has a time; its state follows from it. */
export interface PlannedVisit {
  member: StaffMember
  person: Registered
  kind: VisitKind
  type: DemoVisitType
  start: number
  end: number
  occupiedFrom: number
  occupiedUntil: number
  /** Days counted from today. */
  day: number
}

export interface Agenda {
  calendar: Calendar
  visitTypes: Record<VisitKind, DemoVisitType>
  panels: Map<string, Registered[]>
  adminUserId: string
}

const surgical = new Set(['Dermatology', 'Orthopedics', 'Obstetrics and gynecology', 'Ophthalmology', 'Cardiology'])

/** Visits that have to exist come first, the rest of the calendar fills around them. */
export function buildAppointments(
  random: Random,
  agenda: Agenda,
  staff: StaffMember[],
  wanted: WantedVisit[],
): DemoAppointment[] {
  const book = new Book()
  for (const visit of wanted) book.add(placeWanted(agenda, book, visit))
  for (const member of staff) {
    if (member.plan.onDuty) fillPresent(random.fork(`${member.doctor.id}/now`), agenda, book, member)
    for (let day = -DAYS_BACK; day <= DAYS_AHEAD; day++)
      fillDay(random.fork(`${member.doctor.id}/${day}`), agenda, book, member, day)
  }
  const visits = book.all().sort((a, b) => a.start - b.start || (a.member.doctor.id < b.member.doctor.id ? -1 : 1))
  return settle(random, agenda, visits, (visit) => drawTexts(random, visit.member.plan.specialization, visit.kind))
}

export interface WantedVisit {
  member: StaffMember
  person: Registered
  kind: VisitKind
  /** The first open day on or after this one, counted from today. */
  day: number
}

function placeWanted(agenda: Agenda, book: Book, { member, person, kind, day }: WantedVisit): PlannedVisit {
  const { calendar, visitTypes } = agenda
  const type = visitTypes[kind]
  const [slot] = freeSlots({
    availability: member.doctor.availability,
    timeZone: calendar.timeZone,
    from: instant(calendar.at(day, 0)),
    to: instant(calendar.at(day + 14, 0)),
    visit: type,
    busy: book.of(member).map((visit) => ({ start: ms(visit.occupiedFrom), end: ms(visit.occupiedUntil) })),
    earliest: instant(calendar.at(day, 0)),
  })
  if (!slot) throw new Error(`No free time within two weeks for a wanted ${type.name}`)
  const start = slot.start.epochMilliseconds
  return plan(member, person, kind, type, start, dayOf(calendar, start))
}

/** Whoever is on duty has somebody in the room right now, if the hours allow, and somebody after that. */
function fillPresent(random: Random, agenda: Agenda, book: Book, member: StaffMember) {
  const now = agenda.calendar.now.epochMilliseconds
  const starts = gridOf(agenda, member, 0)
  const present = [starts.findLast((start) => start <= now), starts.find((start) => start > now)]
  for (const start of present) if (start !== undefined) bookIfFree(random, agenda, book, member, 'followUp', start, 0)
}

/** Walks over the grid of a day and books a part of it. */
function fillDay(random: Random, agenda: Agenda, book: Book, member: StaffMember, day: number) {
  const load = loadOf(member, day)
  for (const start of gridOf(agenda, member, day)) {
    if (random.chance(load)) bookIfFree(random, agenda, book, member, drawKind(random, member), start, day)
  }
}

/** The moments of a day at which a visit may start, in milliseconds since the epoch. */
function gridOf({ calendar }: Agenda, { doctor }: StaffMember, day: number): number[] {
  const midnight = instant(calendar.at(day, 0))
  const slots = freeSlots({
    availability: doctor.availability,
    timeZone: calendar.timeZone,
    from: midnight,
    to: instant(calendar.at(day + 1, 0)),
    visit: { durationMinutes: 5, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 },
    busy: [],
    earliest: midnight,
  })
  return slots.map((slot) => slot.start.epochMilliseconds)
}

function bookIfFree(
  random: Random,
  agenda: Agenda,
  book: Book,
  member: StaffMember,
  kind: VisitKind,
  start: number,
  day: number,
) {
  const person = drawPerson(random, agenda, book, member, start)
  if (!person) return
  const visit = plan(member, person, kind, agenda.visitTypes[kind], start, day)
  const { availability } = member.doctor
  const open = isWithinAvailability(
    availability,
    agenda.calendar.timeZone,
    ms(visit.occupiedFrom),
    ms(visit.occupiedUntil),
  )
  if (open && book.isFree(visit)) book.add(visit)
}

/** Fuller today and for those on duty, emptier the further ahead. */
function loadOf({ plan: { load, onDuty } }: StaffMember, day: number): number {
  if (day === 0) return onDuty ? 0.85 : Math.min(0.6, load * 2)
  return day < 0 ? load : load * (1 - (0.7 * day) / DAYS_AHEAD)
}

function drawKind(random: Random, { plan: { specialization } }: StaffMember): VisitKind {
  const general = ['Family medicine', 'Internal medicine', 'Pediatrics'].includes(specialization)
  return random.weighted<VisitKind>([
    ['followUp', 55],
    ['new', 14],
    ['checkUp', general ? 16 : 4],
    ['telephone', 9],
    ['vaccination', specialization === 'Pediatrics' ? 18 : general ? 6 : 0],
    ['procedure', surgical.has(specialization) ? 14 : 0],
  ])
}

/** One of the doctor's patients who was registered by then and is not here that week anyway. */
function drawPerson(
  random: Random,
  { panels }: Agenda,
  book: Book,
  member: StaffMember,
  start: number,
): Registered | undefined {
  const panel = panels.get(member.doctor.id)!
  for (let attempt = 0; panel.length > 0 && attempt < 6; attempt++) {
    const person = random.pick(panel)
    if (person.patient.createdAt.getTime() < start - 12 * 60 * MINUTE && book.isAway(person, start)) return person
  }
  return undefined
}

function plan(
  member: StaffMember,
  person: Registered,
  kind: VisitKind,
  type: DemoVisitType,
  start: number,
  day: number,
): PlannedVisit {
  const end = start + type.durationMinutes * MINUTE
  return {
    member,
    person,
    kind,
    type,
    start,
    end,
    occupiedFrom: start - type.bufferBeforeMinutes * MINUTE,
    occupiedUntil: end + type.bufferAfterMinutes * MINUTE,
    day,
  }
}

/** What is booked so far. */
class Book {
  readonly #byDoctor = new Map<string, PlannedVisit[]>()
  readonly #byPatient = new Map<string, PlannedVisit[]>()

  add(visit: PlannedVisit) {
    push(this.#byDoctor, visit.member.doctor.id, visit)
    push(this.#byPatient, visit.person.patient.id, visit)
  }

  of(member: StaffMember): PlannedVisit[] {
    return this.#byDoctor.get(member.doctor.id) ?? []
  }

  all(): PlannedVisit[] {
    return [...this.#byDoctor.values()].flat()
  }

  isFree(visit: PlannedVisit): boolean {
    return this.of(visit.member).every(
      (other) => other.occupiedUntil <= visit.occupiedFrom || other.occupiedFrom >= visit.occupiedUntil,
    )
  }

  /** Whether the person has nothing else within some days of that moment. */
  isAway(person: Registered, start: number): boolean {
    const visits = this.#byPatient.get(person.patient.id) ?? []
    return visits.every((other) => Math.abs(other.start - start) > GAP * 24 * 60 * MINUTE)
  }
}

function push<T>(groups: Map<string, T[]>, key: string, item: T) {
  const group = groups.get(key)
  if (group) group.push(item)
  else groups.set(key, [item])
}

const ms = (value: number) => Temporal.Instant.fromEpochMilliseconds(value)
const instant = (value: Date) => ms(value.getTime())

function dayOf(calendar: Calendar, start: number): number {
  return calendar.today.until(ms(start).toZonedDateTimeISO(calendar.timeZone).toPlainDate()).days
}
