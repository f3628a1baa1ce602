import { createApp } from './app.ts'
import { db } from './config/database.ts'
import { env } from './config/runtime.ts'
import { startWorker } from './jobs/worker.ts'
import { stopEvents } from './services/events.ts'
import { announceSetUp } from './services/setupService.ts'
import { describeError, logger } from './utils/logger.ts'

const server = createApp({ trustProxy: env.trustProxy }).listen(env.apiPort, env.apiHost, (error?: Error) => {
  if (error) {
    logger.fatal({ error: describeError(error), port: env.apiPort }, 'the API cannot listen')
    process.exit(1)
  }
  logger.info({ port: env.apiPort }, 'the API listens')
  void announceSetUp()
})

const worker = env.worker ? startWorker() : null

const GRACE_MS = 8000

/** Lets running requests and jobs finish, ends streams, refuses new requests, then closes the database. */
function stop(signal: string): void {
  logger.info({ signal }, 'the API stops')
  setTimeout(() => process.exit(1), GRACE_MS).unref()
  stopEvents()
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeIdleConnections()
  void Promise.all([closed, worker?.stop()])
    .then(() => db.close())
    .then(() => process.exit(0))
}

process.once('SIGTERM', stop)
process.once('SIGINT', stop)
process.on('unhandledRejection', (error) => logger.error({ error: describeError(error) }, 'a promise was left alone'))
