/**
 * Migrations without Prisma's downloaded engine: the same engine, compiled to WebAssembly. It keeps the ordinary
 * `_prisma_migrations` table, so `npx prisma migrate deploy` and this file can take turns.
 */
import type { SchemaFilter } from '@prisma/schema-engine-wasm'
import pg from 'pg'
import { prismaDir, readMigrations, readSchema } from './migrationFiles.ts'
import { buildPartitionIndexes } from './partitionIndexes.ts'
import { withEngine } from './schemaEngine.ts'
import { refuseOldServer } from './serverRelease.ts'

export { MigrationError } from './schemaEngine.ts'
export { OldServerError } from './serverRelease.ts'

/** Any number will do as long as every deployment of HMS takes the same one. */
const MIGRATION_LOCK = 727_001

const EVERYTHING: SchemaFilter = { externalTables: [], externalEnums: [] }

export type MigrationStatus = {
  applied: boolean
  pending: string[]
  failed: string[]
  edited: string[]
  unknown: string[]
}

/**
 * Applies what is missing, one migration per transaction, and returns the names of the applied ones. Two calls at once
 * take turns. A migration that failed or was interrupted left nothing behind but perhaps an unfinished index, which is
 * dropped; so it is simply tried again, and one that did not get its lock in time a few times at once.
 *
 * @param ownerUrl connection string of the owner role, straight to the server rather than through a pooler
 * @param only the names of those to apply, where a database is to become what it was in an earlier version
 * @throws MigrationError where the database refuses one
 * @throws OldServerError where the server is of a release that HMS does not work on
 */
export async function migrate(ownerUrl: string, only?: ReadonlySet<string>): Promise<string[]> {
  return withMigrationLock(ownerUrl, async (client) => {
    await refuseOldServer(client)
    const before = await finishedMigrations(client)
    for (let tried = 1; ; tried++) {
      try {
        await dropUnfinishedIndexes(client)
        await applyMissing(ownerUrl, only)
        await makePartitions(client)
        await buildPartitionIndexes(client)
        return (await finishedMigrations(client)).filter((name) => !before.includes(name))
      } catch (error) {
        // Under load a lock may take several tries to get; giving up at once is what keeps everybody else working.
        if (tried === TRIES || !lockedOut(error)) throw error
        await new Promise((resolve) => setTimeout(resolve, 500 * tried))
      }
    }
  })
}

const TRIES = 10
const LOCK_NOT_AVAILABLE = '55P03'
const DEADLOCK = '40P01'

function lockedOut(error: unknown): boolean {
  const { code } = ((error as Error).cause ?? error) as { code?: string }
  return code === LOCK_NOT_AVAILABLE || code === DEADLOCK
}

async function finishedMigrations(client: pg.Client): Promise<string[]> {
  const { rows: known } = await client.query(`SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS there`)
  if (!known[0].there) return []
  const { rows } = await client.query<{ name: string }>(
    `SELECT migration_name AS name FROM public._prisma_migrations
      WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY 1`,
  )
  return rows.map(({ name }) => name)
}

/** An index that was being built concurrently when something went wrong is there, kept up to date and used by nobody. */
async function dropUnfinishedIndexes(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT i.indexrelid::regclass::text AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
      WHERE NOT i.indisvalid AND c.relkind = 'i' AND c.relnamespace = 'public'::regnamespace`,
  )
  for (const { name } of rows) await client.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`)
}

/** A server that was off for long has its coming parts made before the application asks for them. */
async function makePartitions(client: pg.Client): Promise<void> {
  const { rows } = await client.query(`SELECT to_regproc('public.hms_make_partitions') IS NOT NULL AS there`)
  if (rows[0].there) await client.query('SELECT public.hms_make_partitions()')
}

function applyMissing(ownerUrl: string, only?: ReadonlySet<string>): Promise<unknown> {
  return withEngine(ownerUrl, async (engine) => {
    const migrationsList = readMigrations(only)
    const found = await engine.diagnoseMigrationHistory({
      migrationsList,
      optInToShadowDatabase: false,
      filters: EVERYTHING,
    })
    for (const migrationName of found.failedMigrationNames) await engine.markMigrationRolledBack({ migrationName })
    return engine.applyMigrations({ migrationsList, filters: EVERYTHING })
  })
}

/** Compares the migration folder with the database; changes nothing. */
export async function migrationStatus(ownerUrl: string): Promise<MigrationStatus> {
  return withEngine(ownerUrl, async (engine) => {
    const found = await engine.diagnoseMigrationHistory({
      migrationsList: readMigrations(),
      optInToShadowDatabase: false,
      filters: EVERYTHING,
    })
    const history = found.history
    const pending = history && 'unappliedMigrationNames' in history ? history.unappliedMigrationNames : []
    const unknown = history && 'unpersistedMigrationNames' in history ? history.unpersistedMigrationNames : []
    const { failedMigrationNames: failed, editedMigrationNames: edited } = found
    return {
      applied: [pending, unknown, failed, edited].every((names) => names.length === 0),
      pending,
      failed,
      edited,
      unknown,
    }
  })
}

/**
 * The SQL that would turn the migrated database into what `schema.prisma` describes; `''` when they agree. Policies,
 * triggers, checks and exclusion constraints are outside Prisma's schema language and not compared.
 */
export async function schemaDrift(ownerUrl: string): Promise<string> {
  return withEngine(ownerUrl, async (engine) => {
    const { stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files: [readSchema()], configDir: prismaDir },
      to: { tag: 'schemaDatamodel', files: [readSchema()] },
      script: true,
      exitCode: true,
      filters: EVERYTHING,
    })
    const sql = (stdout ?? '').trim()
    return sql === '-- This is an empty migration.' ? '' : sql
  })
}

async function withMigrationLock<T>(ownerUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    return await work(client)
  } finally {
    await client.end()
  }
}
