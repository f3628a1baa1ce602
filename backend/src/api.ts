import { setTimeout as sleep } from 'node:timers/promises'
import { createApp } from './app.ts'
import { db } from './config/database.ts'
import { env } from './config/runtime.ts'
import { logSlowStatements } from './config/slowStatements.ts'
import { forgeableAddresses } from './config/trustProxy.ts'
import { createHttpServer } from './utils/httpServer.ts'
import { startWorker } from './jobs/worker.ts'
import { metricsOfThisProcess, serveMetrics } from './metricsServer.ts'
import { liveUntilStopped } from './processLife.ts'
import { stopEvents } from './services/events.ts'
import { refuseUnsafeDatabase } from './services/safeStart.ts'
import { reportFaultsToSentry } from './services/sentry.ts'
import { announceSetUp } from './services/setupService.ts'
import { requestsInFlight } from './utils/lifecycle.ts'
import { describeError, logger } from './utils/logger.ts'

const LOOK_MS = 50
/** For requests that were on their way when the server closed. */
const LATECOMERS_MS = 300

await reportFaultsToSentry(env)
if (env.slowQueryMs) logSlowStatements(env.slowQueryMs)
await refuseUnsafeDatabase()
const forgeable = env.nodeEnv === 'production' ? forgeableAddresses(env.apiHost, env.trustProxy) : null
if (forgeable) logger.warn({}, forgeable)
const metrics = await metricsOfThisProcess()
const app = createApp({ trustProxy: env.trustProxy, metrics: env.metricsToken ? metrics : null })
const server = createHttpServer(app)
const metricsServer = serveMetrics(metrics)
const worker = env.worker ? startWorker() : null

server.once('error', (error) => {
  logger.fatal({ error: describeError(error), port: env.apiPort }, 'the API cannot listen')
  process.exit(1)
})
server.listen(env.apiPort, env.apiHost, () => {
  logger.info({ port: env.apiPort }, 'the API listens')
  void announceSetUp()
})

/**
 * Takes no further connections, and ends each that there is once its last answer is out. Who has sent no whole request by
 * then may be sending as slowly as they like; nobody waits for them.
 */
async function closeServer(): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  const begun = performance.now()
  const look = setInterval(() => {
    if (requestsInFlight() === 0 && performance.now() - begun > LATECOMERS_MS) server.closeAllConnections()
    else server.closeIdleConnections()
  }, LOOK_MS)
  await closed
  clearInterval(look)
}

liveUntilStopped('the API', async () => {
  // Jobs finish meanwhile; whoever asks is told that we are not ready, and is still served.
  const jobs = worker?.stop()
  await sleep(env.drainSeconds * 1000)
  stopEvents()
  await Promise.all([closeServer(), jobs])
  metricsServer?.close()
  metricsServer?.closeAllConnections()
  await db.close()
})
