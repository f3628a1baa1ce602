/** How much one person may do in a time, as the environment says. */
import type { Values } from './env.ts'

type LimitValues = Pick<
  Values,
  'HMS_EMBEDDED' | 'REQUESTS_PER_MINUTE' | 'RECORDS_PER_HOUR' | 'SEARCHES_PER_HOUR' | 'EXPORTS_PER_HOUR'
>

/** What the server that `npm start` brings along allows more: it is tried out by programs, and holds nobody's records. */
const TRIAL = 100

/** What one person may do, 0 for no limit. Meant to stop programs; no person comes near. */
export function limitsOf(values: LimitValues) {
  const times = values.HMS_EMBEDDED ? TRIAL : 1
  return {
    requestsPerMinute: values.REQUESTS_PER_MINUTE ?? 6000 * times,
    recordsPerHour: values.RECORDS_PER_HOUR ?? 2000 * times,
    searchesPerHour: values.SEARCHES_PER_HOUR ?? 6000 * times,
    exportsPerHour: values.EXPORTS_PER_HOUR ?? 60 * times,
  }
}
