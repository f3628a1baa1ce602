import { db } from './config/database.ts'
import { env } from './config/runtime.ts'
import { logSlowStatements } from './config/slowStatements.ts'
import { startWorker } from './jobs/worker.ts'
import { metricsOfThisProcess, serveMetrics } from './metricsServer.ts'
import { liveUntilStopped } from './processLife.ts'
import { refuseUnsafeDatabase } from './services/safeStart.ts'
import { reportFaultsToSentry } from './services/sentry.ts'
import { logger } from './utils/logger.ts'

await reportFaultsToSentry(env)
if (env.slowQueryMs) logSlowStatements(env.slowQueryMs)
await refuseUnsafeDatabase()
const metricsServer = serveMetrics(await metricsOfThisProcess())
const worker = startWorker()
logger.info('the worker works')

liveUntilStopped('the worker', async () => {
  await worker.stop()
  metricsServer?.close()
  metricsServer?.closeAllConnections()
  await db.close()
})
