import express, { type Express } from 'express'
import { env } from './config/runtime.ts'
import type { TrustProxy } from './config/trustProxy.ts'
import { auth } from './middleware/auth.ts'
import { entrance } from './middleware/entrance.ts'
import { handleError, noSuchAddress } from './middleware/error.ts'
import { refuseFloods } from './middleware/flood.ts'
import { metricsRouter } from './middleware/metrics.ts'
import { noStore } from './middleware/noStore.ts'
import { requestLog } from './middleware/requestLog.ts'
import { requestState } from './middleware/requestState.ts'
import { securityHeaders } from './middleware/securityHeaders.ts'
import { apiRouter } from './routes/index.ts'
import type { Metrics } from './services/metricsService/index.ts'
import { apiDocsRouter } from './utils/apiDocs.ts'

export interface AppDeps {
  /** The time; a test hands in its own. */
  clock?: () => Temporal.Instant
  /** Which proxies in front may be believed about the client's address. */
  trustProxy?: TrustProxy
  /** What to show at `/api/metrics` to whoever has the token of the environment; nothing when absent. */
  metrics?: Metrics | null
  /** What one person or one network may ask in a minute, as the environment says unless told; 0 for no limit. */
  requestsPerMinute?: number
}

/** The API as a request meets it, top to bottom. */
export function createApp({
  clock = () => Temporal.Now.instant(),
  trustProxy = 1,
  metrics = null,
  requestsPerMinute = env.limits.requestsPerMinute,
}: AppDeps = {}): Express {
  const app = express()
  app.set('trust proxy', trustProxy)
  app.set('etag', false)
  app.disable('x-powered-by')
  app.use(requestState(clock))
  app.use(requestLog)
  app.use(securityHeaders)
  app.use(entrance)
  app.use('/api', apiDocsRouter())
  if (metrics && env.metricsToken) app.use('/api', metricsRouter(metrics, env.metricsToken))
  app.use('/api', noStore, auth, refuseFloods(requestsPerMinute), apiRouter())
  app.use(noSuchAddress)
  app.use(handleError)
  return app
}
