import type { Writable } from 'node:stream'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { type Catalogue, readCatalogue } from './Catalogue.ts'
import { CONSTANT_TEXT, LEFT_OUT, OWNED_TABLES, type PartitionShape, readPartitions } from './ownedTables.ts'
import { openFields, type Sealed } from './sealing.ts'
import type { MigrationIdentity, SequenceState, TableShape } from './Snapshot.ts'

const name = (schema: string, table: string) => `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table)}`

/** What stands in the way of a restore, before anything was changed. */
export interface TargetState {
  /** What was migrated there; empty where nothing was. */
  migrations: MigrationIdentity[]
  /** Whether anybody has worked with it: there are users, patients or audit rows. */
  used: boolean
  /** Connections of the application. */
  connections: number
  role: string
}

const lockWait = `SET LOCAL lock_timeout = '10s'`

async function connect(ownerUrl: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'hms-restore' })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

/** Looks at the database that is to be filled; changes nothing. */
export async function inspectTarget(ownerUrl: string): Promise<TargetState> {
  const client = await connect(ownerUrl)
  try {
    await client.query('BEGIN')
    await client.query(lockWait)
    const { rows } = await client.query(
      `SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS migrated, current_user AS role,
              (SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND usename = 'hms_app') AS connections`,
    )
    const { migrated, role, connections } = rows[0]
    if (!migrated) return { migrations: [], used: false, connections, role }
    const migrations = await client.query<MigrationIdentity>(
      `SELECT migration_name AS name, checksum FROM public._prisma_migrations
        WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY 1`,
    )
    return { migrations: migrations.rows, used: await isUsed(client), connections, role }
  } finally {
    await client.query('ROLLBACK').catch(() => undefined)
    await client.end()
  }
}

/** Row-level security hides all rows from the owner too; it is lifted and comes back with the rollback. */
async function isUsed(client: pg.Client): Promise<boolean> {
  for (const table of ['users', 'patients', 'audit_events']) {
    const there = await client.query(`SELECT to_regclass($1) IS NOT NULL AS yes`, [`public.${table}`])
    if (!there.rows[0].yes) continue
    await client.query(`ALTER TABLE public.${table} NO FORCE ROW LEVEL SECURITY`)
    const { rows } = await client.query(`SELECT EXISTS (SELECT FROM public.${table}) AS yes`)
    if (rows[0].yes) return true
  }
  return false
}

/** Copies of sealed fields to try the keys on. */
const SEALED = {
  email: 'contact',
  phone: 'contact',
  address: 'contact',
  medical_history: 'clinical',
} as const

/**
 * One transaction that fills a migrated database as its owner, without superuser rights. The owner may lift row-level
 * security from its own tables, switch their triggers off, and take foreign keys away; all come back before the commit,
 * and until then nobody sees anything.
 */
export class Restoration {
  readonly #client: pg.Client
  #tables: { oid: string; full: string; root: boolean; forced: boolean; leftOut: boolean }[] = []
  #triggers: { full: string; trigger: string; state: string }[] = []
  #foreignKeys: { full: string; key: string; definition: string }[] = []

  private constructor(client: pg.Client) {
    this.#client = client
  }

  /** Opens the transaction and empties the tables. */
  static async begin(ownerUrl: string): Promise<Restoration> {
    const client = await connect(ownerUrl)
    const restoration = new Restoration(client)
    try {
      await client.query('BEGIN')
      await client.query(CONSTANT_TEXT)
      await client.query(lockWait)
      await restoration.#note()
      await restoration.#open()
      return restoration
    } catch (error) {
      await client.end()
      throw error
    }
  }

  async #note(): Promise<void> {
    const tables = await this.#client.query(
      `SELECT c.oid::text AS oid, n.nspname AS schema, c.relname AS "table", NOT c.relispartition AS root,
              c.relforcerowsecurity AS forced
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${OWNED_TABLES}`,
    )
    this.#tables = tables.rows.map(({ schema, table, ...rest }) => ({
      ...rest,
      full: name(schema, table),
      leftOut: LEFT_OUT.has(`${schema}.${table}`),
    }))
    const oids = [this.#tables.map(({ oid }) => oid)]
    const triggers = await this.#client.query(
      `SELECT t.tgrelid::regclass::text AS full, t.tgname AS trigger, t.tgenabled AS state FROM pg_trigger t
        WHERE t.tgrelid = ANY($1::oid[]) AND NOT t.tgisinternal AND t.tgparentid = 0 AND t.tgenabled <> 'O'`,
      oids,
    )
    this.#triggers = triggers.rows
    const keys = await this.#client.query(
      `SELECT format('%I.%I', n.nspname, c.relname) AS full, k.conname AS key, pg_get_constraintdef(k.oid) AS definition
         FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE k.contype = 'f' AND k.conparentid = 0 AND k.conrelid = ANY($1::oid[])`,
      oids,
    )
    this.#foreignKeys = keys.rows
  }

  async #open(): Promise<void> {
    const filled = this.#tables.filter(({ leftOut }) => !leftOut)
    for (const { full, forced } of filled) {
      if (forced) await this.#client.query(`ALTER TABLE ${full} NO FORCE ROW LEVEL SECURITY`)
      await this.#client.query(`ALTER TABLE ${full} DISABLE TRIGGER USER`)
    }
    for (const { full, key } of this.#foreignKeys) {
      await this.#client.query(`ALTER TABLE ${full} DROP CONSTRAINT ${pg.escapeIdentifier(key)}`)
    }
    const roots = filled.filter(({ root }) => root).map(({ full }) => full)
    await this.#client.query(`TRUNCATE ${roots.join(', ')}`)
  }

  /** Makes the partitions that were there and are not here, and drops those, empty now, that were not there. */
  async alignPartitions(wanted: readonly PartitionShape[]): Promise<void> {
    const present = await readPartitions(this.#client)
    const idOf = (shape: PartitionShape) => `${name(shape.schema, shape.name)} ${shape.bound}`
    const wantedIds = new Set(wanted.map(idOf))
    const presentIds = new Set(present.map(idOf))
    for (const shape of present.filter((one) => !wantedIds.has(idOf(one))).reverse()) {
      await this.#client.query(`DROP TABLE IF EXISTS ${name(shape.schema, shape.name)}`)
      this.#tables = this.#tables.filter(({ full }) => full !== name(shape.schema, shape.name))
    }
    for (const shape of wanted.filter((one) => !presentIds.has(idOf(one)))) {
      const full = name(shape.schema, shape.name)
      const parent = name(shape.parentSchema, shape.parent)
      const divided = shape.dividedBy ? ` PARTITION BY ${shape.dividedBy}` : ''
      await this.#client.query(`CREATE TABLE ${full} PARTITION OF ${parent} ${shape.bound}${divided}`)
      if (shape.rowSecurity) await this.#client.query(`ALTER TABLE ${full} ENABLE ROW LEVEL SECURITY`)
      for (const { privilege, grantee } of shape.grants) {
        await this.#client.query(`GRANT ${privilege} ON ${full} TO ${pg.escapeIdentifier(grantee)}`)
      }
      for (const trigger of shape.triggers) await this.#client.query(trigger)
      this.#tables.push({ oid: '', full, root: false, forced: shape.forced, leftOut: false })
    }
  }

  /** The columns that this database has, or null where there is no such table. */
  async columnsOf({ schema, table }: TableShape): Promise<string[] | null> {
    const { rows } = await this.#client.query<{ columns: string[] | null }>(
      `SELECT array_agg(attname::text) AS columns FROM pg_attribute
        WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped`,
      [name(schema, table)],
    )
    return rows[0]?.columns ?? null
  }

  /** Takes rows in the text format of COPY; numbers of identity columns are kept. */
  copyIn({ schema, table, columns }: TableShape): Writable {
    return this.#copy(name(schema, table), columns)
  }

  #copy(target: string, columns: readonly string[]): Writable {
    const list = columns.map((column) => pg.escapeIdentifier(column)).join(', ')
    return this.#client.query(copyFrom(`COPY ${target} (${list}) FROM STDIN`))
  }

  /** Takes patients' keys, of which those of patients who are not here are left out by `settleKeys`. */
  async copyKeysIn({ columns }: TableShape): Promise<Writable> {
    await this.#client.query('CREATE TEMPORARY TABLE keys_to_settle (LIKE public.patient_keys) ON COMMIT DROP')
    return this.#copy('keys_to_settle', columns)
  }

  /** @returns how many keys found their patient, and how many patients have none. */
  async settleKeys(): Promise<{ settled: number; keyless: number }> {
    const { rowCount } = await this.#client.query(
      `INSERT INTO public.patient_keys SELECT k.* FROM keys_to_settle k WHERE EXISTS (SELECT FROM public.patients p WHERE p.id = k.patient_id)`,
    )
    const { rows } = await this.#client.query(
      `SELECT count(*)::int AS keyless FROM public.patients p WHERE NOT EXISTS (SELECT FROM public.patient_keys k WHERE k.patient_id = p.id)`,
    )
    return { settled: rowCount ?? 0, keyless: rows[0].keyless }
  }

  async setSequences(states: readonly SequenceState[]): Promise<void> {
    for (const { schema, name: sequence, lastValue, isCalled } of states) {
      await this.#client.query('SELECT setval($1::regclass, $2::bigint, $3)', [
        name(schema, sequence),
        lastValue,
        isCalled,
      ])
    }
  }

  /**
   * What was alive in the moment of the backup and is not any more: sign-ins, of which some were ended since, and the
   * workers that held jobs.
   */
  async endWhatRan(): Promise<void> {
    await this.#client.query(
      `UPDATE public.sessions SET revoked_at = now(), revoked_reason = 'restored' WHERE revoked_at IS NULL AND expires_at > now()`,
    )
    for (const table of ['_private_jobs', '_private_job_queues']) {
      await this.#client.query(
        `UPDATE graphile_worker.${table} SET locked_at = NULL, locked_by = NULL WHERE locked_at IS NOT NULL`,
      )
    }
  }

  /** How many rows a table has, counted. */
  async count({ schema, table }: TableShape): Promise<number> {
    const { rows } = await this.#client.query(`SELECT count(*)::text AS rows FROM ${name(schema, table)}`)
    return Number(rows[0].rows)
  }

  /** Opens sealed fields of some patients, chosen at random. @returns how many; @throws when one does not open. */
  async openSamples(patients: number): Promise<number> {
    const fields = Object.entries(SEALED)
    const { rows } = await this.#client.query<{ id: string } & Record<string, Buffer | null>>(
      `SELECT id, ${fields.map(([field]) => field).join(', ')} FROM public.patients p
        WHERE EXISTS (SELECT FROM public.patient_keys k WHERE k.patient_id = p.id)
          AND num_nonnulls(${fields.map(([field]) => field).join(', ')}) > 0 ORDER BY random() LIMIT $1`,
      [patients],
    )
    const sealed: Sealed[] = rows.flatMap((row) =>
      fields.map(([field, scope]) => ({
        patientId: row.id,
        scope,
        field: `patients.${field}`,
        cipher: row[field] ?? null,
      })),
    )
    const opened = await openFields(this.#reader() as never, sealed)
    return opened.filter((plain) => typeof plain === 'string').length
  }

  /** Reading as a unit of work does it, on this connection. */
  #reader() {
    return { many: async (text: string, values: unknown[]) => (await this.#client.query(text, values)).rows }
  }

  /** Puts foreign keys, triggers and row-level security back; every row is checked against every key. */
  async close(): Promise<void> {
    for (const { full, key, definition } of this.#foreignKeys) {
      await this.#client.query(`ALTER TABLE ${full} ADD CONSTRAINT ${pg.escapeIdentifier(key)} ${definition}`)
    }
    const filled = this.#tables.filter(({ leftOut }) => !leftOut)
    for (const { full } of filled) await this.#client.query(`ALTER TABLE ${full} ENABLE TRIGGER USER`)
    for (const { full, trigger, state } of this.#triggers) {
      const how = { D: 'DISABLE', A: 'ENABLE ALWAYS', R: 'ENABLE REPLICA' }[state]
      await this.#client.query(`ALTER TABLE ${full} ${how} TRIGGER ${pg.escapeIdentifier(trigger)}`)
    }
    for (const { full, root } of filled) if (root) await this.#client.query(`ANALYZE ${full}`)
    for (const { full, forced } of filled)
      if (forced) await this.#client.query(`ALTER TABLE ${full} FORCE ROW LEVEL SECURITY`)
  }

  catalogue(): Promise<Catalogue> {
    return readCatalogue(this.#client)
  }

  async serverNumber(): Promise<number> {
    const { rows } = await this.#client.query(`SELECT current_setting('server_version_num')::int AS number`)
    return rows[0].number
  }

  async commit(): Promise<void> {
    await this.#client.query('COMMIT')
    await this.#client.end()
  }

  /** Leaves the database as it was before. */
  async abandon(): Promise<void> {
    // A copy that was cut in the middle answers nothing any more; the server rolls back when the connection ends.
    await Promise.race([this.#client.end(), new Promise((resolve) => setTimeout(resolve, 2000).unref())]).catch(
      () => undefined,
    )
  }
}
