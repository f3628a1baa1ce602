import type { Slot } from '@hms/contract/doctors'
import { addDays, dateOf, startOfWeek, wallTimeOf } from '@/lib/datetime'

/** How many weeks of free times are asked for at once; the API gives up to 62 days. */
export const weeksAtOnce = 4

export interface Day {
  date: string
  slots: Slot[]
}

/** The seven days of a week, Monday first, each with its free times. */
export function daysOfWeek(monday: string, slots: Slot[], timeZone: string): Day[] {
  return Array.from({ length: 7 }, (_, index) => {
    const date = addDays(monday, index)
    return { date, slots: slots.filter((slot) => dateOf(slot.start, timeZone) === date) }
  })
}

/** Monday of the week that lies so many weeks after that of `today`. */
export function mondayOf(week: number, today: string): string {
  return addDays(startOfWeek(today), week * 7)
}

/** Whole weeks between the week of `today` and that of `date`. */
export function weekOf(date: string, today: string): number {
  const distance = new Date(startOfWeek(date)).getTime() - new Date(startOfWeek(today)).getTime()
  return Math.round(distance / (7 * 86_400_000))
}

/** The range to ask for so that `week` lies in it, from today on. */
export function rangeAround(week: number, today: string): { from: string; to: string } {
  const first = Math.floor(week / weeksAtOnce) * weeksAtOnce
  const monday = mondayOf(first, today)
  return { from: monday < today ? today : monday, to: addDays(mondayOf(first + weeksAtOnce, today), -1) }
}

export type PartOfDay = 'morning' | 'afternoon' | 'evening'

function partOf(slot: Slot, timeZone: string): PartOfDay {
  const time = wallTimeOf(slot.start, timeZone)
  if (time < '12:00') return 'morning'
  return time < '17:00' ? 'afternoon' : 'evening'
}

/** Free times by the part of the day in which they begin; parts without any are left out. */
export function partsOfDay(slots: Slot[], timeZone: string): { part: PartOfDay; slots: Slot[] }[] {
  return (['morning', 'afternoon', 'evening'] as const)
    .map((part) => ({ part, slots: slots.filter((slot) => partOf(slot, timeZone) === part) }))
    .filter((group) => group.slots.length > 0)
}
