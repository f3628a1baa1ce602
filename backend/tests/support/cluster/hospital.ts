import type { Running } from './processes.ts'
import { type Balancer, startHaproxy } from './balancer.ts'
import { type Api, startApi, startWorkerProcess } from './nodes.ts'
import { type Pooler, startPgBouncer } from './pooler.ts'
import { type Postgres, runningPostgres } from './postgres.ts'

/** Two API processes and two workers behind HAProxy, on one PostgreSQL behind PgBouncer. */
export interface Hospital {
  /** Where the proxy listens. */
  url: string
  apis: [Api, Api]
  workers: Running[]
  pooler: Pooler
  balancer: Balancer
  /** Starts the API process again that stood at this place, at the same port. */
  restartApi(place: 0 | 1): Promise<void>
  stop(): Promise<void>
}

interface HospitalStart {
  server: Postgres
  logs: string
  /** For API processes and workers. */
  env?: Record<string, string>
  workers?: number
}

/** Starts all of it, except for the database server, and waits until it is ready. */
export async function startHospital({ server, logs, env = {}, workers = 2 }: HospitalStart): Promise<Hospital> {
  const pooler = await startPgBouncer({ server, logs })
  const all = {
    HMS_KEYS: server.secrets.HMS_KEYS,
    HMS_EMBEDDED: '1',
    DATABASE_URL: pooler.url('hms_app'),
    // What PgBouncer knows from 1.21 on; Debian 12 has 1.18.
    DATABASE_PREPARED_STATEMENTS: 'off',
    DATABASE_POOL_MAX: '8',
    ...env,
  }
  const api = (place: 0 | 1, port?: number) => startApi({ name: `api${place + 1}`, env: all, logs, port })
  const apis: [Api, Api] = await Promise.all([api(0), api(1)])
  // One hears of jobs past the pooler, the other looks for them through it: both ways are the documented ones.
  const direct = { ...all, DATABASE_DIRECT_URL: server.url('hms_app') }
  const working = await Promise.all(
    Array.from({ length: workers }, (_, i) =>
      startWorkerProcess({ name: `worker${i + 1}`, env: i % 2 === 0 ? direct : all, logs }),
    ),
  )
  const balancer = await startHaproxy({ apis, logs })
  return {
    url: balancer.url,
    apis,
    workers: working,
    pooler,
    balancer,
    async restartApi(place) {
      apis[place] = await api(place, apis[place].port)
    },
    async stop() {
      await Promise.all([balancer.stop(), ...apis.map((one) => one.stop()), ...working.map((one) => one.stop())])
      await pooler.stop()
    },
  }
}

/** The server that the run's set-up has started, and a folder for the logs of these tests: they stay when the data goes. */
export function runsServer(tests: string): { server: Postgres; logs: string } {
  const dataDir = process.env.CLUSTER_DATA_DIR ?? ''
  return { server: runningPostgres(dataDir), logs: `${dataDir}-logs/${tests}` }
}
