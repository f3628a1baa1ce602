/**
 * Migrations without Prisma's downloaded engine: the same engine, compiled to WebAssembly, over the `pg` driver. It keeps
 * the ordinary `_prisma_migrations` table, so `npx prisma migrate deploy` and this file can take turns.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
} from '@prisma/driver-adapter-utils'
import { PrismaPg } from '@prisma/adapter-pg'
import type * as engineTypes from '@prisma/schema-engine-wasm'
import type { MigrationList, SchemaEngine, SchemaFilter } from '@prisma/schema-engine-wasm'
import pg from 'pg'

const prismaDir = fileURLToPath(new URL('../../prisma/', import.meta.url))

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
 */
export async function migrate(ownerUrl: string, only?: ReadonlySet<string>): Promise<string[]> {
  return withMigrationLock(ownerUrl, async (client) => {
    const before = await finishedMigrations(client)
    for (let tried = 1; ; tried++) {
      try {
        await dropUnfinishedIndexes(client)
        await applyMissing(ownerUrl, only)
        await makePartitions(client)
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

/** What prepares the job queue's tables, which migrating includes. */
const jobsPreparation = new URL('../jobs/prepare.ts', import.meta.url)

/** A short name for the exact content of the migration folder, and of what is done after it. */
export function migrationsHash(): string {
  const hash = createHash('sha256').update(readFileSync(jobsPreparation))
  for (const { path, migrationFile } of readMigrations().migrationDirectories) {
    hash.update(`${path}\0${migrationFile.content.value}\0`)
  }
  return hash.digest('hex').slice(0, 12)
}

function readSchema() {
  const path = join(prismaDir, 'schema.prisma')
  return { path, content: readFileSync(path, 'utf8') }
}

/** Every migration that this version brings, with the checksum that Prisma keeps of an applied one. */
export function knownMigrations(): { name: string; checksum: string }[] {
  return readMigrations().migrationDirectories.map(({ path, migrationFile }) => ({
    name: path,
    checksum: createHash('sha256').update(migrationFile.content.value).digest('hex'),
  }))
}

function readMigrations(only?: ReadonlySet<string>): MigrationList {
  const baseDir = join(prismaDir, 'migrations')
  const names = readdirSync(baseDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && (!only || only.has(entry.name)))
    .map((entry) => entry.name)
    .sort()
  const lockPath = join(baseDir, 'migration_lock.toml')
  return {
    baseDir,
    lockfile: { path: 'migration_lock.toml', content: existsSync(lockPath) ? readFileSync(lockPath, 'utf8') : null },
    shadowDbInitScript: '',
    migrationDirectories: names.map((path) => ({
      path,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(join(baseDir, path, 'migration.sql'), 'utf8') },
      },
    })),
  }
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

async function withEngine<T>(ownerUrl: string, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  const { SchemaEngine: Engine } = await loadEngine()
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 4 })
  pool.on('error', () => {})
  const factory = new PrismaPg(pool)
  const connect = factory.connect.bind(factory)
  const trouble: ScriptTrouble = { error: null }
  factory.connect = async () => adapt(await connect(), pool, trouble)
  const datamodels: [string, string][] = [[join(prismaDir, 'schema.prisma'), readSchema().content]]
  try {
    const engine = await Engine.new({ datamodels }, () => {}, bindMigrationAwareSqlAdapterFactory(factory))
    return await work(engine)
  } catch (error) {
    if (!trouble.error) throw error
    const name = /migration_name="([^"]+)"/.exec(String(error))?.[1]
    if (name) trouble.error.message = `${name}/migration.sql: ${trouble.error.message}`
    throw trouble.error
  } finally {
    await pool.end()
  }
}

type ScriptTrouble = { error: MigrationError | null }

/** A migration that the database refused, with the server's own words and the line they are about. */
export class MigrationError extends Error {
  constructor(script: string, cause: pg.DatabaseError) {
    const line = cause.position ? script.slice(0, Number(cause.position)).split('\n').length : null
    const text = line ? `\n  line ${line}: ${script.split('\n')[line - 1]?.trim()}` : ''
    const more = [cause.detail, cause.where, cause.hint].filter(Boolean).map((extra) => `\n  ${extra}`)
    super(`${cause.message} (${cause.code})${text}${more.join('')}`, { cause })
    this.name = 'MigrationError'
  }
}

/**
 * Two repairs to Prisma's adapter. It cuts scripts at every semicolon, also inside function bodies, where the server
 * knows better; and it refuses PostgreSQL's one-byte `"char"`, which the catalogues that the engine reads are full of.
 */
function adapt<T extends SqlDriverAdapter>(adapter: T, pool: pg.Pool, trouble: ScriptTrouble): T {
  adapter.executeScript = async (script) => {
    try {
      await pool.query(script)
    } catch (error) {
      trouble.error = new MigrationError(script, error as pg.DatabaseError)
      throw error
    }
  }
  const { queryRaw } = adapter
  adapter.queryRaw = async (query) => {
    const oneByte: number[] = []
    const client = { query: async (config: pg.QueryConfig) => asText(await pool.query(config), oneByte) }
    const result = await queryRaw.call(Object.create(adapter, { client: { value: client } }), query)
    for (const column of oneByte) result.columnTypes[column] = ColumnTypeEnum.Character
    return result
  }
  return adapter
}

function asText(result: pg.QueryResult, oneByte: number[]): pg.QueryResult {
  result.fields.forEach((field, column) => {
    if (field.dataTypeID !== ONE_BYTE_CHAR) return
    field.dataTypeID = pg.types.builtins.TEXT
    oneByte.push(column)
  })
  return result
}

const ONE_BYTE_CHAR = 18

type EngineModule = typeof engineTypes & { __wbg_set_wasm(exports: WebAssembly.Exports): void }

let loaded: Promise<EngineModule> | undefined

/** The package expects a bundler to instantiate its WebAssembly; under plain Node we do it. */
function loadEngine(): Promise<EngineModule> {
  loaded ??= (async () => {
    const gluePath = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')
    const glue = (await import(pathToFileURL(gluePath).href)) as EngineModule
    const wasm = readFileSync(join(dirname(gluePath), 'schema_engine_bg.wasm'))
    const { instance } = await WebAssembly.instantiate(wasm, {
      './schema_engine_bg.js': glue as unknown as WebAssembly.ModuleImports,
    })
    glue.__wbg_set_wasm(instance.exports)
    const { __wbindgen_start: begin } = instance.exports
    if (typeof begin === 'function') begin()
    return glue
  })()
  return loaded
}
