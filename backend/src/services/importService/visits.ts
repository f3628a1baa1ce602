import type { AppointmentStatus } from '@hms/contract/appointments'
import { MINUTE, parseInstant } from '../../utils/time.ts'
import type { Entry } from './bundle.ts'
import type { Link, VisitRecord } from './records.ts'
import { keysOf } from './references.ts'
import type { Appointment, CodeableConcept, Encounter, Reference } from './resources.ts'
import type { Tally } from './tally.ts'
import { fit, hasCode, wordsFor } from './wording.ts'

/** The longest visit that the record holds, 31 days. */
export const MAX_MINUTES = 44_640
const ASSUMED_MINUTES = 30
/** Nobody's visit; files that say so mean that they don't know. */
const EARLIEST = '1880'

interface Source {
  entry: Entry
  note: Tally
  now: Temporal.Instant
}

export interface Parties {
  patient: Link
  doctor: Link
  /** Something that stays the same for the patient, to tell visits apart that have no identifier. */
  patientTrait: string
}

/** How a visit of another system stands in ours, or why it has no place. */
type Verdict = { status: AppointmentStatus } | { reason: string }

const encounterStatus: Record<Encounter['status'], Verdict> = {
  planned: { status: 'booked' },
  arrived: { reason: 'under way, its end not known' },
  triaged: { reason: 'under way, its end not known' },
  'in-progress': { reason: 'under way, its end not known' },
  onleave: { reason: 'under way, its end not known' },
  finished: { status: 'completed' },
  cancelled: { status: 'cancelled' },
  'entered-in-error': { reason: 'entered-in-error' },
  unknown: { reason: 'status unknown' },
}

const appointmentStatus: Record<Appointment['status'], Verdict> = {
  proposed: { reason: 'only proposed' },
  pending: { reason: 'not yet agreed' },
  waitlist: { reason: 'on a waiting list' },
  booked: { status: 'booked' },
  arrived: { reason: 'under way, its end not known' },
  'checked-in': { reason: 'under way, its end not known' },
  fulfilled: { status: 'completed' },
  cancelled: { status: 'cancelled' },
  noshow: { status: 'no-show' },
  'entered-in-error': { reason: 'entered-in-error' },
}

/** A visit that took place (or is to), or null when it is counted as left out. */
export function encounterVisit(source: Source, encounter: Encounter, parties: Parties): VisitRecord | null {
  const { entry, note } = source
  const time = timeOf(source, encounter.period?.start, encounter.period?.end, undefined)
  const status = time && settle(source, encounterStatus[encounter.status], time.start)
  if (!status) return null
  return {
    keys: visitKeys(source, encounter, parties, time.start),
    patient: parties.patient,
    doctor: parties.doctor,
    ...time,
    status,
    notes: fit(phrase(encounter.type), 5000, note, entry.type, 'kind of visit'),
    clinicalNotes: fit(phrase(encounter.reasonCode), 20_000, note, entry.type, 'reason'),
    cancellationReason: null,
  }
}

export function appointmentVisit(source: Source, appointment: Appointment, parties: Parties): VisitRecord | null {
  const { entry, note } = source
  const time = timeOf(source, appointment.start, appointment.end, appointment.minutesDuration)
  const status = time && settle(source, appointmentStatus[appointment.status], time.start)
  if (!status) return null
  const kind = phrase(appointment.serviceType) || wordsFor(appointment.appointmentType) || appointment.description
  return {
    keys: visitKeys(source, appointment, parties, time.start),
    patient: parties.patient,
    doctor: parties.doctor,
    ...time,
    status,
    notes: fit(kind, 5000, note, entry.type, 'kind of visit'),
    clinicalNotes: fit(phrase(appointment.reasonCode), 20_000, note, entry.type, 'reason'),
    cancellationReason: fit(wordsFor(appointment.cancelationReason), 500, note, entry.type, 'reason of cancelling'),
  }
}

/**
 * The practitioner who is meant among those who took part: the primary performer, the attendant, anyone
 * (https://hl7.org/fhir/R4/valueset-encounter-participant-type.html).
 */
export function byRole<T extends { type?: CodeableConcept[] }>(participants: readonly T[]): T[] {
  const order = ['PPRF', 'ATND']
  const rank = ({ type = [] }: T) => {
    const at = order.findIndex((code) => type.some((concept) => hasCode(concept, [code])))
    return at < 0 ? order.length : at
  }
  return [...participants].sort((a, b) => rank(a) - rank(b))
}

/** The type that a reference names, as far as it does: `Patient` in `Patient/1`. */
export function typeOf({ reference }: Reference): string | null {
  return reference?.match(/(?:^|\/)([A-Z][A-Za-z]+)(?:\/[^/]+|\?[^/]*)$/)?.[1] ?? null
}

/** What is planned lies ahead and what is done lies behind; the rest would stand in calendars as a lie. */
function settle({ entry, note, now }: Source, verdict: Verdict, start: Temporal.Instant): AppointmentStatus | null {
  const ahead = Temporal.Instant.compare(start, now) > 0
  const reason = 'reason' in verdict ? verdict.reason : contradiction(verdict.status, ahead)
  if (reason === null) return (verdict as { status: AppointmentStatus }).status
  note.leaveOut(entry.type, reason)
  return null
}

function contradiction(status: AppointmentStatus, ahead: boolean): string | null {
  if (!ahead && status === 'booked') return 'planned in the past, its end not known'
  if (ahead && status !== 'booked' && status !== 'cancelled') return 'over, but in the future'
  return null
}

function timeOf(
  { entry, note }: Source,
  start: string | undefined,
  end: string | undefined,
  minutes: number | undefined,
): { start: Temporal.Instant; durationMinutes: number } | null {
  const leaveOut = (reason: string) => {
    note.leaveOut(entry.type, reason)
    return null
  }
  if (!start) return leaveOut('without start')
  if (!start.includes('T')) return leaveOut('start without time of day')
  if (start < EARLIEST) return leaveOut('start before 1880')
  const begins = parseInstant(start)
  const length = end?.includes('T')
    ? (parseInstant(end).epochMilliseconds - begins.epochMilliseconds) / MINUTE
    : minutes
  if (length !== undefined && length < 0) return leaveOut('ends before it starts')
  if (length === undefined) note.adapt(entry.type, `end not known: ${ASSUMED_MINUTES} minutes assumed`)
  else if (length > MAX_MINUTES) note.adapt(entry.type, 'longer than 31 days: cut')
  const durationMinutes = Math.min(Math.max(Math.round(length ?? ASSUMED_MINUTES), 1), MAX_MINUTES)
  return { start: begins, durationMinutes }
}

function visitKeys(
  { entry }: Source,
  { identifier = [] }: Encounter | Appointment,
  parties: Parties,
  start: Temporal.Instant,
) {
  return keysOf(entry, identifier, [parties.patientTrait, start.toString()])
}

function phrase(concepts: readonly CodeableConcept[] | undefined): string {
  return [...new Set((concepts ?? []).map(wordsFor))].filter(Boolean).join('; ')
}
