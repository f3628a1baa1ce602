/** The worker as a process of its own, for hospitals whose API processes run with WORKER=off. */
import { db } from './config/database.ts'
import { startWorker } from './jobs/worker.ts'
import { describeError, logger } from './utils/logger.ts'

const worker = startWorker()
logger.info('the worker works')

let stopping = false
function stop(signal: string): void {
  if (stopping) return
  stopping = true
  logger.info({ signal }, 'the worker stops')
  setTimeout(() => process.exit(1), 8000).unref()
  void worker
    .stop()
    .then(() => db.close())
    .then(() => process.exit(0))
}

process.once('SIGTERM', stop)
process.once('SIGINT', stop)
// The queue leaves one behind when the database hangs up on it; the worker starts again by itself.
process.on('unhandledRejection', (error) => logger.error({ error: describeError(error) }, 'a promise was left alone'))
