import { invalidField } from '../../utils/problem.ts'
import { parseInstant, toDate } from '../../utils/time.ts'

/** When something that was asked for ends; null when it does not. @throws Problem `invalid` when that has passed */
export function endOf(until: string | null | undefined, now: Temporal.Instant): Date | null {
  if (until === null || until === undefined) return null
  const end = parseInstant(until)
  if (Temporal.Instant.compare(end, now) <= 0) throw invalidField('/until', 'Has passed')
  return toDate(end)
}
