import { createServer, type Server } from 'node:http'
import express from 'express'
import { env } from './config/runtime.ts'
import { handleError, noSuchAddress } from './middleware/error.ts'
import { metricsRouter } from './middleware/metrics.ts'
import { requestState } from './middleware/requestState.ts'
import { type Metrics, startMetrics } from './services/metricsService/index.ts'
import { logger } from './utils/logger.ts'

/** Measures when anybody is to see it: on a port of its own, at `/api/metrics` with a token, or both. */
export async function metricsOfThisProcess(): Promise<Metrics | null> {
  return env.metricsPort || env.metricsToken ? startMetrics() : null
}

/** Serves `/metrics` on `METRICS_PORT`; with a token, to whoever has it. */
export function serveMetrics(metrics: Metrics | null): Server | null {
  if (!metrics || !env.metricsPort) return null
  const app = express()
  app.disable('x-powered-by')
  app.use(requestState(() => Temporal.Now.instant()))
  app.use(metricsRouter(metrics, env.metricsToken))
  app.use(noSuchAddress)
  app.use(handleError)
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000 }, app)
  server.on('error', (error: NodeJS.ErrnoException) => {
    logger.fatal({ code: error.code, port: env.metricsPort }, 'METRICS_PORT cannot be listened on')
    process.exit(1)
  })
  server.listen(env.metricsPort, env.apiHost, () => logger.info({ port: env.metricsPort }, 'metrics are served'))
  return server
}
