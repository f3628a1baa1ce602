import pg from 'pg'
import { fullName, LEFT_OUT, OWNED_TABLES, type PartitionShape, readPartitions } from './ownedTables.ts'

/**
 * What an owner may take from its own tables for a while: row-level security, triggers, foreign keys. Within a
 * transaction, so that they are gone for nobody else, and back when it fails.
 */
export class TableGuards {
  readonly #client: pg.Client
  #tables: { oid: string; full: string; root: boolean; forced: boolean; leftOut: boolean }[] = []
  #triggers: { full: string; trigger: string; state: string }[] = []
  #foreignKeys: { full: string; key: string; definition: string }[] = []

  private constructor(client: pg.Client) {
    this.#client = client
  }

  /** Notes what guards our tables, and takes it away. */
  static async lift(client: pg.Client): Promise<TableGuards> {
    const guards = new TableGuards(client)
    await guards.#note()
    await guards.#takeAway()
    return guards
  }

  async #note(): Promise<void> {
    const tables = await this.#client.query(
      `SELECT c.oid::text AS oid, n.nspname AS schema, c.relname AS "table", NOT c.relispartition AS root,
              c.relforcerowsecurity AS forced
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${OWNED_TABLES}`,
    )
    this.#tables = tables.rows.map(({ schema, table, ...rest }) => ({
      ...rest,
      full: fullName(schema, table),
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

  /** Those that a restore fills. */
  get #filled() {
    return this.#tables.filter(({ leftOut }) => !leftOut)
  }

  async #takeAway(): Promise<void> {
    for (const { full, forced } of this.#filled) {
      if (forced) await this.#client.query(`ALTER TABLE ${full} NO FORCE ROW LEVEL SECURITY`)
      await this.#client.query(`ALTER TABLE ${full} DISABLE TRIGGER USER`)
    }
    for (const { full, key } of this.#foreignKeys) {
      await this.#client.query(`ALTER TABLE ${full} DROP CONSTRAINT ${pg.escapeIdentifier(key)}`)
    }
  }

  async emptyTables(): Promise<void> {
    const roots = this.#filled.filter(({ root }) => root).map(({ full }) => full)
    await this.#client.query(`TRUNCATE ${roots.join(', ')}`)
  }

  /** Makes the partitions that were there and are not here, and drops those, empty now, that were not there. */
  async alignPartitions(wanted: readonly PartitionShape[]): Promise<void> {
    const present = await readPartitions(this.#client)
    const idOf = (shape: PartitionShape) => `${fullName(shape.schema, shape.name)} ${shape.bound}`
    const wantedIds = new Set(wanted.map(idOf))
    const presentIds = new Set(present.map(idOf))
    for (const shape of present.filter((one) => !wantedIds.has(idOf(one))).reverse()) {
      await this.#client.query(`DROP TABLE IF EXISTS ${fullName(shape.schema, shape.name)}`)
      this.#tables = this.#tables.filter(({ full }) => full !== fullName(shape.schema, shape.name))
    }
    for (const shape of wanted.filter((one) => !presentIds.has(idOf(one)))) {
      const full = fullName(shape.schema, shape.name)
      const parent = fullName(shape.parentSchema, shape.parent)
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

  /** Puts foreign keys, triggers and row-level security back; every row is checked against every key. */
  async putBack(): Promise<void> {
    for (const { full, key, definition } of this.#foreignKeys) {
      await this.#client.query(`ALTER TABLE ${full} ADD CONSTRAINT ${pg.escapeIdentifier(key)} ${definition}`)
    }
    const filled = this.#filled
    for (const { full } of filled) await this.#client.query(`ALTER TABLE ${full} ENABLE TRIGGER USER`)
    for (const { full, trigger, state } of this.#triggers) {
      const how = { D: 'DISABLE', A: 'ENABLE ALWAYS', R: 'ENABLE REPLICA' }[state]
      await this.#client.query(`ALTER TABLE ${full} ${how} TRIGGER ${pg.escapeIdentifier(trigger)}`)
    }
    for (const { full, root } of filled) if (root) await this.#client.query(`ANALYZE ${full}`)
    for (const { full, forced } of filled)
      if (forced) await this.#client.query(`ALTER TABLE ${full} FORCE ROW LEVEL SECURITY`)
  }
}
