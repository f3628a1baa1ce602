import pg from 'pg'
import { describeError, logger } from '../utils/logger.ts'
import { env } from './runtime.ts'

const DATE_OID = 1082
const types = {
  // A date has no zone; as a Date it would move with the server's.
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === DATE_OID ? (value: string) => value : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
}

/**
 * How long a request may wait for the database, for a connection and for its answers together, in milliseconds: below the
 * five seconds within which the API promises an answer, whatever the network does.
 */
export const REQUEST_PATIENCE_MS = 4500

/** How long the application's own work (jobs, imports) may take for one transaction, in milliseconds. */
export const SYSTEM_PATIENCE_MS = 120_000

/** Connections to one server. Statements are sent without waiting for the answers to those before them. */
export function createPool(connectionString: string, connectPatienceMs = REQUEST_PATIENCE_MS): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max: env.databasePoolMax,
    connectionTimeoutMillis: connectPatienceMs,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: 'hms',
    pipeline: true,
    types,
  } as pg.PoolConfig)
  // A connection that dies between two statements would otherwise end the process; its next statement fails.
  pool.on('connect', (client) => client.on('error', () => undefined))
  pool.on('error', (error) => logger.warn({ error: describeError(error) }, 'idle database connection lost'))
  return pool
}
