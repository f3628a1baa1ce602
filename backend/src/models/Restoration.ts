import type { Writable } from 'node:stream'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { allOf, applyTo } from './ErasureRegister.ts'
import { type Catalogue, readCatalogue } from './Catalogue.ts'
import { LiftedIndexes } from './LiftedIndexes.ts'
import { CONSTANT_TEXT, fullName, type PartitionShape } from './ownedTables.ts'
import { connectAsOwner, lockWait } from './RestoreTarget.ts'
import { openFields, type Sealed } from './sealing.ts'
import type { SequenceState, TableShape } from './Snapshot.ts'
import { TableGuards } from './TableGuards.ts'

/** Copies of sealed fields to try the keys on. */
const SEALED = {
  email: 'contact',
  phone: 'contact',
  address: 'contact',
  medical_history: 'clinical',
} as const

/**
 * One transaction that fills a migrated database as its owner, without superuser rights: what guards the tables is
 * lifted, and comes back before the commit. Until then nobody sees anything.
 */
export class Restoration {
  readonly #client: pg.Client
  readonly #guards: TableGuards
  readonly #former: readonly object[]
  #indexes: LiftedIndexes | undefined

  private constructor(client: pg.Client, guards: TableGuards, former: readonly object[]) {
    this.#client = client
    this.#guards = guards
    this.#former = former
  }

  /** Opens the transaction and empties the tables. */
  static async begin(ownerUrl: string): Promise<Restoration> {
    const client = await connectAsOwner(ownerUrl)
    try {
      await client.query('BEGIN')
      await client.query(CONSTANT_TEXT)
      await client.query(lockWait)
      const guards = await TableGuards.lift(client)
      const former = await allOf(client)
      await guards.emptyTables()
      return new Restoration(client, guards, former)
    } catch (error) {
      await client.end()
      throw error
    }
  }

  /**
   * Makes the partitions that were there and are not here, drops those, empty now, that were not there, and makes the tables
   * ready for many rows.
   */
  async alignPartitions(wanted: readonly PartitionShape[]): Promise<void> {
    await this.#guards.alignPartitions(wanted)
    this.#indexes = await LiftedIndexes.lift(this.#client)
  }

  /** The columns that this database has, or null where there is no such table. */
  async columnsOf({ schema, table }: TableShape): Promise<string[] | null> {
    const { rows } = await this.#client.query<{ columns: string[] | null }>(
      `SELECT array_agg(attname::text) AS columns FROM pg_attribute
        WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped`,
      [fullName(schema, table)],
    )
    return rows[0]?.columns ?? null
  }

  /** Takes rows in the text format of COPY; numbers of identity columns are kept. */
  copyIn({ schema, table, columns }: TableShape): Writable {
    return this.#copy(fullName(schema, table), columns)
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
        fullName(schema, sequence),
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
    const { rows } = await this.#client.query(`SELECT count(*)::text AS rows FROM ${fullName(schema, table)}`)
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

  /**
   * Erases again whoever was erased since the backup was made.
   * @returns how many; null where the backup is older than erasing
   */
  async eraseAgain(entries: readonly object[]): Promise<number | null> {
    return applyTo(this.#client, [...entries, ...this.#former])
  }

  /** Who the database that was replaced knew to be erased. */
  get former(): readonly object[] {
    return this.#former
  }

  /** Puts indexes, foreign keys, triggers and row-level security back; every row is checked against every key. */
  async close(): Promise<void> {
    await this.#indexes?.putBack()
    await this.#guards.putBack()
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
