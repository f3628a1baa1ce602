import { db } from '../config/database.ts'
import * as AuditVerification from '../models/AuditVerification.ts'
import * as Job from '../models/Job.ts'
import * as Settings from '../models/Settings.ts'
import type { Context } from '../utils/context.ts'
import { toInstant } from '../utils/time.ts'

/** When the hospital's night is quietest; what is done then may run twice without harm. */
const DAY_CHANGES_AT = '02:10'
const NIGHT_WORK = ['mark-overdue', 'clean-up']

/** The day that `now` belongs to when days begin at ten past two in the zone, as `2026-03-09`. */
export function workingDay(now: Temporal.Instant, timeZone: string): string {
  const local = now.toZonedDateTimeISO(timeZone)
  const date = local.toPlainDate()
  // On the night when the clock skips that time, the day begins when the clock has moved on.
  const begins = date.toZonedDateTime({ timeZone, plainTime: DAY_CHANGES_AT })
  const begun = Temporal.ZonedDateTime.compare(local, begins) >= 0
  return (begun ? date : date.subtract({ days: 1 })).toString()
}

/**
 * Asks for the night's work when a new day has begun in the hospital's zone. Looking often and asking once a day needs no
 * timetable of the zone's clock changes, and a process that was off at night catches up when it starts. The whole log is long:
 * it is verified once a day, however often a process starts.
 *
 * @param lastDone the day for which it was asked last, by this process
 * @returns the day for which it is asked now
 */
export function askForNightWork(ctx: Context, lastDone: string | null): Promise<string> {
  return db.write(ctx.identity, async (tx) => {
    tx.withoutAudit('asking for work concerns nobody')
    const { timeZone } = await Settings.get(tx)
    const day = workingDay(ctx.now, timeZone)
    if (day === lastDone) return day
    const jobs: Job.NewJob[] = NIGHT_WORK.map((task) => ({ task, payload: {}, jobKey: task }))
    const verified = await AuditVerification.lastWholeBegan(tx)
    if (!verified || workingDay(toInstant(verified), timeZone) !== day)
      jobs.push({ task: 'verify-audit', payload: { scope: 'all' }, jobKey: 'verify-audit-all' })
    await Job.enqueueAll(tx, jobs)
    return day
  })
}
