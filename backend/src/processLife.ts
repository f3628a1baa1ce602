import { flushCompileCache } from 'node:module'
import { flushFaults, reportFault } from './utils/faults.ts'
import { beginStopping } from './utils/lifecycle.ts'
import { describeError, logger } from './utils/logger.ts'
import { giveMemoryBackAtRest } from './utils/restingMemory.ts'

/** Whoever stops us waits ten seconds before it kills. */
const GRACE_MS = 9000
const FLUSH_MS = 800
/** By then everything that a start needs is loaded. */
const SETTLED_MS = 3000

async function exit(code: number): Promise<never> {
  await flushFaults(FLUSH_MS)
  process.exit(code)
}

/**
 * Has a process end well: on SIGTERM or SIGINT `stop` lets it finish what it has begun, and the process ends with 0; with
 * 1 when that takes too long. What nobody caught is logged without its message, which could be anybody's data; after an
 * uncaught exception nothing can be relied on, so the process ends and is started again by whoever runs it.
 *
 * @param name as it shall stand in the log
 */
export function liveUntilStopped(name: string, stop: () => Promise<unknown>): void {
  const end = (signal: NodeJS.Signals) => {
    logger.info({ signal }, `${name} stops`)
    beginStopping()
    setTimeout(() => void exit(1), GRACE_MS).unref()
    stop().then(
      () => exit(0),
      (error: unknown) => {
        reportFault(`${name} could not stop in order`, error)
        void exit(1)
      },
    )
  }
  let ending = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (!ending) end(signal)
      ending = true
    })
  }
  // Usually written at the end, which a kill prevents.
  setTimeout(flushCompileCache, SETTLED_MS).unref()
  giveMemoryBackAtRest()
  // Node prints warnings as lines of their own, in whatever words a library has put into them.
  process.removeAllListeners('warning')
  process.on('warning', (warning) => logger.info({ error: describeError(warning) }, 'Node warns'))
  // The queue leaves one behind when the database hangs up on it; the worker starts again by itself.
  process.on('unhandledRejection', (error) => reportFault('a promise was left alone', error))
  process.on('uncaughtException', (error) => {
    reportFault('an error was not caught', error)
    void exit(1)
  })
}
