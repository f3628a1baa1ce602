import { parseInstant } from '../../utils/time.ts'

/** The start that a caller asks for, to the second, as times are on the wire. */
export function startOf(appointmentDate: string): Temporal.Instant {
  return parseInstant(appointmentDate).round({ smallestUnit: 'second', roundingMode: 'floor' })
}
