import type { Availability } from '@hms/contract/doctors'
import type { WatchedActor, WatchedEvent, WatchedPatient } from '../../models/WatchedEvent.ts'
import { searchText } from '../../utils/searchText.ts'
import { toInstant } from '../../utils/time.ts'
import { isWithinAvailability } from '../appointmentService/slots.ts'

/** What an alert is made for, as pure functions of what the log says. */

/** Times as many as usual that are let pass, and times the limit that never are. */
const USUAL_TIMES = 2
const LIMIT_TIMES = 5

/** Whether so many records in an hour are too many for anybody. */
export const isMassReadingOfAnybody = (count: number, limit: number): boolean => count > LIMIT_TIMES * limit

/** Whether so many records in an hour are too many for somebody who comes to `usual` in a busy one; null: nobody knows yet. */
export function isMassReading(count: number, limit: number, usual: number | null): boolean {
  if (count <= limit) return false
  return usual === null || count > USUAL_TIMES * usual || isMassReadingOfAnybody(count, limit)
}

type Named = Pick<WatchedActor, 'firstName' | 'lastName'>
const surname = ({ lastName }: Named) => searchText(lastName)
const fullName = ({ firstName, lastName }: Named) => searchText(firstName, lastName)

/** Whether somebody's record is their own: it belongs to the same account, or bears the same name. */
export const isOwnChart = (actor: WatchedActor, patient: WatchedPatient): boolean =>
  patient.userId === actor.id || fullName(actor) === fullName(patient)

/** Whether a patient may be a relative. A single letter is no name. */
export const shareSurname = (actor: Named, patient: Named): boolean =>
  surname(actor).length > 1 && surname(actor) === surname(patient)

export interface WorkingHours {
  /** `HH:MM` by the clock of the hospital. */
  opensAt: string
  closesAt: string
  timeZone: string
}

const A_MINUTE = { minutes: 1 }

/** Whether something was done outside the hours of the hospital and, for a doctor, outside their own. */
export function isOffHours(at: Date, hours: WorkingHours, availability: Availability | null): boolean {
  const instant = toInstant(at)
  const time = instant.toZonedDateTimeISO(hours.timeZone).toPlainTime()
  const { compare } = Temporal.PlainTime
  if (compare(time, hours.opensAt) >= 0 && compare(time, hours.closesAt) < 0) return false
  return !availability || !isWithinAvailability(availability, hours.timeZone, instant, instant.add(A_MINUTE))
}

/** The date on which a night began. */
export function nightOf(at: Date, { opensAt, timeZone }: WorkingHours): string {
  const local = toInstant(at).toZonedDateTimeISO(timeZone)
  const isMorning = Temporal.PlainTime.compare(local.toPlainTime(), opensAt) < 0
  return (isMorning ? local.subtract({ days: 1 }) : local).toPlainDate().toString()
}

export const dayOf = (at: Date, timeZone: string): string =>
  toInstant(at).toZonedDateTimeISO(timeZone).toPlainDate().toString()

/** An event of somebody who works here. */
export type StaffEvent = WatchedEvent & { actorId: string }

export const isOfStaff = (event: WatchedEvent): event is StaffEvent =>
  event.actorId !== null && !['patient', 'auth', 'system'].includes(event.actorRole)

/** Whether it opened one patient's record, as a search of many does not. */
export const opensOneRecord = ({ outcome, patientIds }: WatchedEvent): boolean =>
  outcome === 'success' && patientIds.length === 1
