import { db } from '../../config/database.ts'
import { env } from '../../config/runtime.ts'
import * as Backup from '../../models/Backup.ts'
import * as Job from '../../models/Job.ts'
import * as Settings from '../../models/Settings.ts'
import type { AppIdentity, Context } from '../../utils/context.ts'
import { toInstant } from '../../utils/time.ts'
import { tellAdministrators } from './record.ts'

/** A backup is made every 24 hours and takes its time; later than this somebody has to look. */
export const OVERDUE_AFTER_HOURS = 26

const RETRY_AFTER_MINUTES = 60

/** The last moment at which the clock in the zone showed `at`; on a night that skips it, when the clock has moved on. */
export function lastTimeAt(at: string, now: Temporal.Instant, timeZone: string): Temporal.Instant {
  const date = now.toZonedDateTimeISO(timeZone).toPlainDate()
  const at0 = date.toZonedDateTime({ timeZone, plainTime: at }).toInstant()
  if (Temporal.Instant.compare(at0, now) <= 0) return at0
  return date.subtract({ days: 1 }).toZonedDateTime({ timeZone, plainTime: at }).toInstant()
}

/** Whether a backup is to begin: there is none since the last time of day for it, nor an attempt within the hour. */
export function isDue(times: Backup.BackupTimes, at: string, now: Temporal.Instant, timeZone: string): boolean {
  const since = lastTimeAt(at, now, timeZone)
  if (times.lastGood && Temporal.Instant.compare(toInstant(times.lastGood), since) >= 0) return false
  const again = times.lastTried && toInstant(times.lastTried).add({ minutes: RETRY_AFTER_MINUTES })
  return !again || Temporal.Instant.compare(again, now) <= 0
}

/** Whether the newest good backup is too old; where there never was one, the hospital itself. */
export function isOverdue(times: Backup.BackupTimes, now: Temporal.Instant): boolean {
  const from = times.lastGood ?? times.since
  if (!from) return false
  return Temporal.Instant.compare(toInstant(from).add({ hours: OVERDUE_AFTER_HOURS }), now) < 0
}

/**
 * Asks for a backup when one is due, and tells the administrators, once a day, when the last one is too old. Looking
 * often and asking once catches up after a night in which nothing ran.
 */
export async function mindBackups(ctx: Context<AppIdentity>): Promise<void> {
  const plan = env.backup
  if (!plan) return
  await db.write(ctx.identity, async (tx) => {
    tx.withoutAudit('asking for a backup concerns nobody')
    const times = await Backup.times(tx)
    const { timeZone } = await Settings.get(tx)
    if (isOverdue(times, ctx.now)) {
      await tellAdministrators(tx, 'backup-overdue', ctx.now.toZonedDateTimeISO(timeZone).toPlainDate().toString())
    }
    if (isDue(times, plan.at, ctx.now, timeZone)) {
      await Job.enqueue(tx, 'backup', {}, { jobKey: 'backup', maxAttempts: 1 })
    }
  })
}
