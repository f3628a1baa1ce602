import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { migrateAll } from '../../../../scripts/lib/migrations.mjs'
import { removeData, runningServer, startCluster, stopCluster } from '../../../../scripts/lib/postgres.mjs'
import { readJson, writeJson } from '../../../../scripts/lib/processes.mjs'
import { DATABASE, prepareDatabase, urlOf } from '../../../../scripts/lib/roles.mjs'
import { takePort } from './ports.ts'

export type DatabaseRole = 'postgres' | 'hms_owner' | 'hms_app' | 'hms_backup'

export interface Postgres {
  readonly port: number
  readonly dataDir: string
  readonly pgdata: string
  readonly secrets: { passwords: Record<DatabaseRole, string>; HMS_KEYS: string }
  url(role: DatabaseRole, database?: string): string
  /** Cuts every session; everything committed is on disk. */
  stop(): Promise<void>
  /** kill -9 of the server process; start again with `startPostgres` on the same `dataDir`. */
  kill(): void
  /** Stops it and deletes its data. */
  remove(): Promise<void>
}

/**
 * What is committed outlives any process; a power cut, which no test makes, is not paid for. The rest is what a replica
 * needs.
 */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'on',
  wal_level: 'replica',
  max_wal_senders: '5',
  wal_keep_size: '512MB',
  hot_standby_feedback: 'on',
  max_connections: '200',
}

/** Starts the embedded server on a data folder, new or known, at the port it had before. */
export async function startPostgres({
  dataDir,
  settings = {},
}: {
  dataDir: string
  settings?: Record<string, string>
}): Promise<Postgres> {
  mkdirSync(dataDir, { recursive: true })
  const state = join(dataDir, 'postgres.json')
  if (!readJson(state)) writeJson(state, { port: await takePort(), pgdata: join(dataDir, 'postgres') })
  return handleOf(await startCluster({ dataDir, settings: { ...SETTINGS, ...settings } }), dataDir)
}

/** The server that runs on this data folder already; another process has started it. */
export function runningPostgres(dataDir: string): Postgres {
  const cluster = { ...readJson(join(dataDir, 'postgres.json')), secrets: readJson(join(dataDir, 'secrets.json')) }
  return handleOf(cluster, dataDir)
}

function handleOf(cluster: Pick<Postgres, 'port' | 'pgdata' | 'secrets'>, dataDir: string): Postgres {
  const { port, pgdata, secrets } = cluster
  return {
    port,
    pgdata,
    secrets,
    dataDir,
    url: (role, database = DATABASE) => urlOf(cluster, role, database),
    stop: () => stopCluster(pgdata),
    kill: () => {
      const server = runningServer(pgdata)
      if (server) process.kill(server.pid, 'SIGKILL')
    },
    remove: () => removeData(dataDir),
  }
}

/** Makes the roles and the migrated database. */
export async function prepareHospital(server: Postgres): Promise<void> {
  await prepareDatabase(server)
  await migrateAll(server.url('hms_owner'))
}

/** What an API or a worker has to know to work on this server directly. */
export function databaseEnv(server: Postgres): Record<string, string> {
  return {
    DATABASE_URL: server.url('hms_app'),
    DATABASE_OWNER_URL: server.url('hms_owner'),
    DATABASE_SUPERUSER_URL: server.url('postgres'),
    DATABASE_BACKUP_URL: server.url('hms_backup'),
    HMS_KEYS: server.secrets.HMS_KEYS,
    HMS_EMBEDDED: '1',
  }
}
