import type { Readable } from 'node:stream'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { allOf, type ErasureJson } from './ErasureRegister.ts'
import { type Catalogue, readCatalogue } from './Catalogue.ts'
import { CONSTANT_TEXT, fullName, LEFT_OUT, OWNED_TABLES, type PartitionShape, readPartitions } from './ownedTables.ts'
import { ownConnection } from './ownConnection.ts'

/** A table as it is copied: generated columns are left out, the target computes them again. */
export interface TableShape {
  schema: string
  table: string
  columns: string[]
}

/** Where a sequence stands; `lastValue` is a bigint as text. */
export interface SequenceState {
  schema: string
  name: string
  lastValue: string
  isCalled: boolean
}

export interface MigrationIdentity {
  name: string
  /** SHA-256 of the migration's text, as Prisma keeps it. */
  checksum: string
}

export interface SnapshotFacts {
  takenAt: string
  /** What a server calls itself, as `18.4`, and as a number, as 180004. */
  serverVersion: string
  serverNumber: number
  /** Where the write-ahead log stood: what is archived after it is not in here. */
  lsn: string
  hospital: string
  migrations: MigrationIdentity[]
  /** The levels of the job queue's own schema. */
  queueMigrations: number[]
}

/** Any number will do as long as every deployment of HMS takes the same one. */
const BACKUP_LOCK = 727_004

export class BackupRunningError extends Error {
  constructor() {
    super('Another backup of this database is running')
    this.name = 'BackupRunningError'
  }
}

const connect = (url: string) => ownConnection(url, 'hms-backup')

/**
 * One moment of the database, seen over any number of connections: what is committed while the copy is made is in all of
 * it or in none. Read as hms_backup, which sees every row and may change nothing.
 */
export class Snapshot {
  readonly #url: string
  readonly #leader: pg.Client
  readonly #id: string
  readonly #followers: pg.Client[] = []

  private constructor(url: string, leader: pg.Client, id: string) {
    this.#url = url
    this.#leader = leader
    this.#id = id
  }

  /** @throws BackupRunningError when another one is open for a backup */
  static async open(url: string): Promise<Snapshot> {
    const leader = await connect(url)
    try {
      await leader.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
      await leader.query(CONSTANT_TEXT)
      const lock = await leader.query('SELECT pg_try_advisory_xact_lock($1) AS taken', [BACKUP_LOCK])
      if (!lock.rows[0].taken) throw new BackupRunningError()
      const { rows } = await leader.query('SELECT pg_export_snapshot() AS id')
      return new Snapshot(url, leader, rows[0].id)
    } catch (error) {
      await leader.end()
      throw error
    }
  }

  async facts(): Promise<SnapshotFacts> {
    const { rows } = await this.#leader.query(
      `SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "takenAt",
              current_setting('server_version') AS "serverVersion",
              current_setting('server_version_num')::int AS "serverNumber",
              (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END)::text AS lsn,
              (SELECT s.name FROM public.hospital_settings s) AS hospital,
              (SELECT coalesce(json_agg(json_build_object('name', migration_name, 'checksum', checksum) ORDER BY migration_name), '[]')
                 FROM public._prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL) AS migrations,
              (SELECT coalesce(json_agg(id ORDER BY id), '[]') FROM graphile_worker.migrations) AS "queueMigrations"`,
    )
    return rows[0]
  }

  /** Who was erased by then, as JSON. */
  erasures(): Promise<ErasureJson[]> {
    return allOf(this.#leader)
  }

  /** Every table that the owner of the migrations owns, the largest first; partitions come with their parents. */
  async tables(): Promise<TableShape[]> {
    const { rows } = await this.#leader.query<TableShape>(
      `SELECT n.nspname AS schema, c.relname AS "table",
              (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
                WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE ${OWNED_TABLES} AND NOT c.relispartition
        ORDER BY (SELECT sum(pg_total_relation_size(t.relid)) FROM pg_partition_tree(c.oid) t) DESC NULLS LAST, 1, 2`,
    )
    return rows.filter(({ schema, table }) => !LEFT_OUT.has(`${schema}.${table}`))
  }

  partitions(): Promise<PartitionShape[]> {
    return readPartitions(this.#leader)
  }

  catalogue(): Promise<Catalogue> {
    return readCatalogue(this.#leader)
  }

  /** Sequences obey no snapshot: asked after the rows were copied, they stand behind every number in them. */
  async sequences(): Promise<SequenceState[]> {
    const { rows } = await this.#leader.query<{ schema: string; name: string }>(
      `SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'S' AND c.relowner = (SELECT relowner FROM pg_class WHERE oid = 'public._prisma_migrations'::regclass)
        ORDER BY 1, 2`,
    )
    const states: SequenceState[] = []
    for (const sequence of rows) {
      const state = await this.#leader.query(
        `SELECT last_value::text AS "lastValue", is_called AS "isCalled" FROM ${fullName(sequence.schema, sequence.name)}`,
      )
      states.push({ ...sequence, ...state.rows[0] })
    }
    return states
  }

  /** A further connection that sees the same moment, for one copy at a time. */
  async follow(): Promise<(shape: TableShape) => Readable> {
    const client = await connect(this.#url)
    this.#followers.push(client)
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    await client.query(`SET TRANSACTION SNAPSHOT ${pg.escapeLiteral(this.#id)}`)
    await client.query(CONSTANT_TEXT)
    return ({ schema, table, columns }) => {
      const list = columns.map((column) => pg.escapeIdentifier(column)).join(', ')
      return client.query(copyTo(`COPY (SELECT ${list} FROM ${fullName(schema, table)}) TO STDOUT`))
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#followers, this.#leader].map((client) => client.end()))
  }
}
