import express, { type Express } from 'express'
import helmet from 'helmet'
import { auth } from './middleware/auth.ts'
import { handleError, noSuchAddress } from './middleware/error.ts'
import { noStore } from './middleware/noStore.ts'
import { requestState } from './middleware/requestState.ts'
import { apiRouter } from './routes/index.ts'
import { apiDocsRouter } from './utils/apiDocs.ts'

export interface AppDeps {
  /** The time; a test hands in its own. */
  clock?: () => Temporal.Instant
  /** How many proxies in front may be believed about the client's address. */
  trustProxy?: number
}

/** The API as a request meets it, top to bottom. */
export function createApp({ clock = () => Temporal.Now.instant(), trustProxy = 1 }: AppDeps = {}): Express {
  const app = express()
  app.set('trust proxy', trustProxy)
  app.set('etag', false)
  app.disable('x-powered-by')
  app.use(requestState(clock))
  app.use(helmet())
  app.use('/api', apiDocsRouter())
  app.use('/api', noStore, auth, apiRouter())
  app.use(noSuchAddress)
  app.use(handleError)
  return app
}
