import { Temporal } from 'temporal-polyfill'

/**
 * The instant at which the hospital's clock shows `wallTime` on `date`, with its offset.
 * Null when a clock change skips that time; the first of the two when it is repeated.
 */
export function instantAt(date: string, wallTime: string, timeZone: string): string | null {
  const local = Temporal.PlainDate.from(date).toPlainDateTime(Temporal.PlainTime.from(wallTime))
  const zoned = local.toZonedDateTime(timeZone, { disambiguation: 'earlier' })
  if (!zoned.toPlainDateTime().equals(local)) return null
  return zoned.toString({ timeZoneName: 'never', smallestUnit: 'second' })
}
