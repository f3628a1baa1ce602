/** When the hospital of a fill is open, and which of its doctors' times are taken. */
import { greatestCommonDivisor, mix } from './numbers.ts'

export const TIME_ZONE = 'America/New_York'
export const SLOT_MINUTES = 20
const MINUTE = 60_000
const DAY = 86_400_000
const hours = [
  ['09:00', '12:00'],
  ['13:00', '17:00'],
] as const

export const availability = {
  weekly: [1, 2, 3, 4, 5].flatMap((day) => hours.map(([start, end]) => ({ day, start, end }))),
  exceptions: [],
  slotMinutes: SLOT_MINUTES,
}

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
const startsOfDay = hours.flatMap(([start, end]) =>
  Array.from(
    { length: (minutesOf(end) - minutesOf(start)) / SLOT_MINUTES },
    (_, n) => minutesOf(start) + n * SLOT_MINUTES,
  ),
)

export interface Slot {
  /** Milliseconds since the epoch. */
  start: number
  /** What the clock on the wall shows. */
  local: string
}

const two = (value: number) => String(value).padStart(2, '0')

/** All starts on working days from `from` until before `to`, in order. */
export function openSlots(from: Temporal.PlainDate, to: Temporal.PlainDate): Slot[] {
  const slots: Slot[] = []
  for (let day = from; Temporal.PlainDate.compare(day, to) < 0; day = day.add({ days: 1 })) {
    if (day.dayOfWeek > 5) continue
    // Clocks change at night: the offset at noon holds for all open hours.
    const noon = day.toZonedDateTime({ timeZone: TIME_ZONE, plainTime: '12:00' })
    const midnight = noon.epochMilliseconds - DAY / 2
    for (const minutes of startsOfDay) {
      const local = `${day.toString()} ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
      slots.push({ start: midnight + minutes * MINUTE, local })
    }
  }
  return slots
}

export interface Plan {
  patients: number
  doctors: number
  visits: number
  slots: readonly Slot[]
}

export interface PlannedVisit {
  /** Counted from 0 in order of time. */
  number: number
  slot: Slot
  doctor: number
  patient: number
}

/**
 * Spreads the visits evenly over all slots and doctors. Everybody comes once before anybody comes again, in an order of
 * its own each round; a round begins with a fresh slot, so that nobody is in two places at once.
 */
export function* planVisits({ patients, doctors, visits, slots }: Plan): Generator<PlannedVisit> {
  let number = 0
  for (let index = 0; index < slots.length; index++) {
    const due = Math.round(((index + 1) / slots.length) * visits) - number
    const count = Math.min(due, doctors, patients - (number % patients))
    const offset = mix(index, 1)
    for (let n = 0; n < count; n++, number++) {
      const patient = patientOf(number, patients)
      yield { number, slot: slots[index]!, doctor: (offset + n) % doctors, patient }
    }
  }
  if (number < visits) throw new Error(`Only ${number} of ${visits} visits fit into the calendar`)
}

/** A permutation of the patients for each round. */
function patientOf(number: number, patients: number): number {
  const round = Math.floor(number / patients)
  let step = Math.max(1, mix(round, 2) % patients)
  while (greatestCommonDivisor(step, patients) !== 1) step++
  return ((number % patients) * step + (mix(round, 3) % patients)) % patients
}
