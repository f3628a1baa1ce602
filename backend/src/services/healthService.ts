import { db } from '../config/database.ts'
import { expectedMigrations } from '../config/migrationFiles.ts'
import { answers, isQueuePrepared, missingMigrations } from '../models/Readiness.ts'
import { systemIdentity } from '../utils/context.ts'
import { describeError, logger } from '../utils/logger.ts'
import { isStopping } from '../utils/lifecycle.ts'
import { Problem } from '../utils/problem.ts'
import { missingKeys } from './keyService/ring.ts'

/** Whoever asks wants an answer soon, also when the database gives none. */
const PATIENCE_MS = 2000
/** Many may ask; the database is asked at most this often. */
const FRESH_MS = 1000

const NO_ANSWER = 'The database does not answer'

/** What was in order once stays so as long as this process lives: nothing takes migrations, queue or keys away. */
let preparedOnce = false
let lastAnswer = { at: -Infinity, trouble: null as string | null }
let looking: Promise<string | null> | undefined

/**
 * Whether requests can be served: the database answers, holds what this version needs, and our keys open it.
 *
 * @throws Problem `unavailable` saying which of these is not so
 */
export async function ready(): Promise<{ status: 'ready' }> {
  if (isStopping()) throw new Problem('unavailable', { detail: 'This process is stopping', retryAfterSeconds: 2 })
  const trouble = await look()
  if (trouble) throw new Problem('unavailable', { detail: trouble, retryAfterSeconds: 2 })
  return { status: 'ready' }
}

async function look(): Promise<string | null> {
  if (performance.now() - lastAnswer.at < FRESH_MS) return lastAnswer.trouble
  looking ??= findTrouble().finally(() => (looking = undefined))
  const trouble = await Promise.race([looking, impatience()])
  if (trouble !== lastAnswer.trouble) {
    if (trouble) logger.warn({ reason: trouble }, 'not ready')
    else logger.info('ready')
  }
  lastAnswer = { at: performance.now(), trouble }
  return trouble
}

function impatience(): Promise<string> {
  return new Promise((resolve) => setTimeout(() => resolve(NO_ANSWER), PATIENCE_MS).unref())
}

async function findTrouble(): Promise<string | null> {
  try {
    const trouble = await db.read(systemIdentity, async (tx) => {
      tx.withoutAudit('a look at whether the database is as we need it')
      if (preparedOnce) await answers(tx)
      else if ((await missingMigrations(tx, expectedMigrations())).length > 0) return 'Migrations are missing'
      else if (!(await isQueuePrepared(tx))) return 'The job queue is not prepared'
      return null
    })
    if (trouble === null && !preparedOnce) {
      if ((await missingKeys()).length > 0) return 'HMS_KEYS lacks a key that the data was sealed with'
      preparedOnce = true
    }
    return trouble
  } catch (error) {
    logger.debug({ error: describeError(error) }, 'a look at the database failed')
    return NO_ANSWER
  }
}
