import type { Appointment } from '@hms/contract/appointments'
import type { DayChange } from '@hms/contract/messages'
import type { QueryClient } from '@tanstack/react-query'
import { appointmentKeys } from './appointments.ts'

/** As the API puts it together, of the visits of a day; their times carry the hospital's offset, and so its date. */
function markOf(visits: readonly Appointment[], date: string | null): string {
  const ofDay = visits.filter(({ appointmentDate }) => date && appointmentDate.startsWith(date))
  return String(ofDay.reduce((sum, { id, version }) => sum + BigInt(`0x${id.slice(-8)}`) * BigInt(version), 0n))
}

/** Asks anew for every range that does not hold today as it is by now: what one has done oneself has been asked for before. */
export function refreshDay(client: QueryClient, { date, mark }: DayChange): Promise<void> {
  const isNews = (visits: Appointment[] | undefined) => mark === '0' || !visits || markOf(visits, date) !== mark
  return client.invalidateQueries({
    queryKey: appointmentKeys.ranges,
    predicate: ({ state }) => isNews(state.data as Appointment[] | undefined),
  })
}
