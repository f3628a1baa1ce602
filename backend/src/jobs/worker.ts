import { setTimeout as sleep } from 'node:timers/promises'
import { Logger, parseCronItems, run, type Runner } from 'graphile-worker'
import { env } from '../config/runtime.ts'
import type { Carriers } from '../services/carrier.ts'
import { carriersOf } from '../services/messageService/carriers.ts'
import { describeError, logger } from '../utils/logger.ts'
import { keepHandingOver } from './handingOver.ts'
import { keepSealing } from './sealing.ts'
import { makeTasks, timetable } from './tasks.ts'

export interface JobsWorker {
  /** Finishes what runs and takes nothing further. */
  stop(): Promise<void>
}

interface WorkerOptions {
  carriers?: Carriers
  connectionString?: string
  /** How often it looks for work that nobody announced, in milliseconds. */
  pollInterval?: number
  /** How often it looks for messages that wait for their job, in milliseconds. */
  handOverInterval?: number
}

/**
 * Connections: one listens, the others take and settle jobs. Through a transaction pooler the listening one hears
 * nothing, and jobs start at the next look instead: DATABASE_DIRECT_URL leads past it, but nothing needs it.
 */
const CONNECTIONS = 4
/** Jobs at a time: most of their time is waiting. Each takes at most one more connection, of those of the process. */
const AT_ONCE = 4
const AGAIN_AFTER_MS = 5000

/** What became of a task is in our own log already. */
const isOwn = (message: string) => message.startsWith('Failed task')

/**
 * The queue's words up to the first thing that it has filled in: one message holds the connection string with its
 * password, others quote errors.
 */
const fixedPart = (message: string) => (/^[^:'"`({[\n]*/.exec(message)?.[0] ?? '').trim()

const quietLogger = new Logger(() => (level, text, meta) => {
  const fields = { message: fixedPart(text), error: meta?.error ? describeError(meta.error) : undefined }
  if ((level === 'error' || level === 'warning') && !isOwn(text)) logger.warn(fields, 'the job queue has trouble')
  else logger.debug(fields, 'job queue')
})

/** Starts to work off jobs, and starts again when the database was away. Any number of processes may do so. */
export function startWorker(options: WorkerOptions = {}): JobsWorker {
  const {
    carriers = carriersOf(env),
    connectionString = env.databaseDirectUrl,
    pollInterval = 2000,
    handOverInterval,
  } = options
  const taskList = makeTasks(carriers)
  const ending = new AbortController()
  let runner: Runner | undefined

  const workOnce = async () => {
    runner = await run({
      connectionString,
      maxPoolSize: CONNECTIONS,
      concurrency: AT_ONCE,
      pollInterval,
      noPreparedStatements: true,
      noHandleSignals: true,
      logger: quietLogger,
      taskList,
      parsedCronItems: parseCronItems(timetable),
    })
    const { promise } = runner
    if (ending.signal.aborted) await runner.stop()
    else await runner.addJob('daily', {}, { jobKey: 'daily' })
    await promise
  }
  const handingOver = keepHandingOver(ending.signal, handOverInterval)
  const sealing = keepSealing(ending.signal)
  const working = (async () => {
    while (!ending.signal.aborted) {
      await workOnce().catch((error) => logger.warn({ error: describeError(error) }, 'the worker lost its queue'))
      await sleep(AGAIN_AFTER_MS, undefined, { signal: ending.signal }).catch(() => undefined)
    }
  })()

  return {
    async stop() {
      ending.abort()
      await runner?.stop().catch(() => undefined)
      await Promise.all([working, handingOver, sealing])
      for (const carrier of Object.values(carriers)) carrier?.close?.()
    },
  }
}
