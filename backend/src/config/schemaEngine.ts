/** Prisma's schema engine as WebAssembly under plain Node, over the `pg` driver. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
} from '@prisma/driver-adapter-utils'
import { PrismaPg } from '@prisma/adapter-pg'
import type * as engineTypes from '@prisma/schema-engine-wasm'
import type { SchemaEngine } from '@prisma/schema-engine-wasm'
import pg from 'pg'
import { readSchema } from './migrationFiles.ts'

/** @throws MigrationError where a script of the work is refused; otherwise what the engine throws */
export async function withEngine<T>(ownerUrl: string, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  const { SchemaEngine: Engine } = await loadEngine()
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 4 })
  pool.on('error', () => {})
  const factory = new PrismaPg(pool)
  const connect = factory.connect.bind(factory)
  const trouble: ScriptTrouble = { error: null }
  factory.connect = async () => adapt(await connect(), pool, trouble)
  const schema = readSchema()
  const datamodels: [string, string][] = [[schema.path, schema.content]]
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
