import type pg from 'pg'
import { OWNED_TABLES } from './ownedTables.ts'

/** Enough to sort some million keys at once, and little beside what a server has on which that many are restored. */
const WORK_MEMORY = `SET LOCAL maintenance_work_mem = '256MB'`

interface LiftedIndex {
  name: string
  definition: string
  /** The index of the parent table that it is a part of. */
  parent: string | null
}

/**
 * Indexes that no constraint needs are away while rows come in, and are built at the end from all rows at once: kept up
 * row by row, above all the ones for searching names cost several times the copying itself.
 */
export class LiftedIndexes {
  readonly #client: pg.Client
  readonly #indexes: LiftedIndex[]

  private constructor(client: pg.Client, indexes: LiftedIndex[]) {
    this.#client = client
    this.#indexes = indexes
  }

  /** Notes and drops them. No foreign key may need one, and no partition be added until they are back. */
  static async lift(client: pg.Client): Promise<LiftedIndexes> {
    const { rows } = await client.query<LiftedIndex>(
      `SELECT format('%I.%I', n.nspname, x.relname) AS name, pg_get_indexdef(x.oid) AS definition,
              (SELECT format('%I.%I', pn.nspname, p.relname) FROM pg_inherits h
                 JOIN pg_class p ON p.oid = h.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace
                WHERE h.inhrelid = x.oid) AS parent
         FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid JOIN pg_class x ON x.oid = i.indexrelid
         JOIN pg_namespace n ON n.oid = x.relnamespace
        WHERE ${OWNED_TABLES} AND i.indisvalid AND NOT i.indisreplident AND NOT i.indisclustered
          AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.oid)
        ORDER BY cardinality(ARRAY(SELECT pg_partition_ancestors(x.oid))), 1`,
    )
    for (const { name, parent } of rows) if (!parent) await client.query(`DROP INDEX ${name}`)
    return new LiftedIndexes(client, rows)
  }

  /** Builds them again, each under its name; of a divided table first the whole, then its parts. */
  async putBack(): Promise<void> {
    await this.#client.query(WORK_MEMORY)
    for (const { name, definition, parent } of this.#indexes) {
      await this.#client.query(definition)
      if (parent) await this.#client.query(`ALTER INDEX ${parent} ATTACH PARTITION ${name}`)
    }
  }
}
