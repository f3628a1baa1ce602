import { setTimeout as sleep } from 'node:timers/promises'
import { db } from '../config/database.ts'
import { env } from '../config/runtime.ts'
import { complaintAboutRelease, isTooOld } from '../config/serverRelease.ts'
import { isTrial } from '../config/unsafe.ts'
import { look, type Safeguards } from '../models/Safeguards.ts'
import { systemIdentity } from '../utils/context.ts'
import { describeError, logger } from '../utils/logger.ts'
import { complaintsAboutRing } from './keyService/ring.ts'

const AGAIN_AFTER_MS = 5000
const demoNames = ['admin', 'doctor', 'patient', 'receptionist', 'nurse', 'billing', 'privacy']
const demoEmails = demoNames.map((name) => `${name}@demo.hms`)

/** Why a hospital must not work on this database, in words; nothing when it may. */
export function complaintsAbout(found: Safeguards, trial: boolean): string[] {
  const { role, aboveRowSecurity, ownTables, openTables, demoAccounts, serverVersion } = found
  return [
    ...(isTooOld(serverVersion) ? [complaintAboutRelease(serverVersion)!] : []),
    ...(aboveRowSecurity ? [`the role ${role} is above row-level security; work as hms_app`] : []),
    ...(ownTables > 0 ? [`the role ${role} owns the tables, or may act as their owner; work as hms_app`] : []),
    ...(openTables.length > 0 ? [`row-level security is off or not forced on ${openTables.join(', ')}`] : []),
    ...(demoAccounts.length > 0 && !trial
      ? [`everybody knows the password of ${demoAccounts.join(', ')}; start with an empty database`]
      : []),
  ]
}

/**
 * Ends the process when the database is not one that it may work on: when the ring lacks keys that data is sealed with, and in
 * production when the safeguards are not there. While the database is away the start goes on without it, as nothing can be read
 * or written then, and it is looked at as soon as it is there.
 */
export async function refuseUnsafeDatabase(): Promise<void> {
  if (await isJudged()) return
  void (async () => {
    do await sleep(AGAIN_AFTER_MS, undefined, { ref: false })
    while (!(await isJudged()))
  })()
}

async function isJudged(): Promise<boolean> {
  try {
    const unsafe = env.nodeEnv === 'production' ? await complaintsAboutSafeguards() : []
    const complaints = [...unsafe, ...(unsafe.length > 0 ? [] : await complaintsAboutRing())]
    if (complaints.length > 0) {
      logger.fatal({ complaints }, `the database is not safe to work on: ${complaints.join('; ')}`)
      process.exit(1)
    }
    return true
  } catch (error) {
    logger.warn({ error: describeError(error) }, 'the safeguards of the database could not be looked at yet')
    return false
  }
}

async function complaintsAboutSafeguards(): Promise<string[]> {
  const found = await db.read(systemIdentity, (tx) => {
    tx.withoutAudit('a look at the safeguards, of which the demo accounts belong to nobody')
    return look(tx, demoEmails)
  })
  const outdated = complaintAboutRelease(found.serverVersion)
  if (outdated) logger.warn(outdated)
  if (found.logsParameters) logger.warn('the server may log what statements are called with, which is patients’ data')
  return complaintsAbout(found, isTrial(env.embedded, env.publicUrl))
}
