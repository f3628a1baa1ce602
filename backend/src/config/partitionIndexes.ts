import type pg from 'pg'

interface MissingPart {
  /** The index of the whole table. */
  whole: string
  /** What the index of the part is called. */
  name: string
  build: string
}

/** Parts of a table that an index of the whole table has no part in yet; where it has all, the index is valid. */
const MISSING = `
  SELECT i.indexrelid::regclass::text AS whole, quote_ident(named.part) AS name,
         regexp_replace(pg_get_indexdef(i.indexrelid), '^CREATE INDEX \\S+ ON ONLY \\S+ ',
           format('CREATE INDEX CONCURRENTLY IF NOT EXISTS %I ON %s ', named.part, h.inhrelid::regclass)) AS build
    FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
    JOIN pg_inherits h ON h.inhparent = t.oid JOIN pg_class p ON p.oid = h.inhrelid
    CROSS JOIN LATERAL (SELECT left(regexp_replace(x.relname, '^' || t.relname, p.relname), 63) AS part) AS named
   WHERE x.relkind = 'I' AND NOT i.indisvalid AND NOT i.indisunique AND x.relnamespace = 'public'::regnamespace
     AND NOT EXISTS (SELECT FROM pg_inherits d JOIN pg_index part ON part.indexrelid = d.inhrelid
                      WHERE d.inhparent = x.oid AND part.indrelid = p.oid)
   ORDER BY 1, 2`

/**
 * Builds what is missing of indexes that a migration has declared `ON ONLY` a table in parts. PostgreSQL cannot build such
 * an index concurrently, and building it at once keeps everybody from writing; part by part it can, outside of a
 * transaction. Parts that are added later bring theirs. What was interrupted goes on the next time.
 *
 * @param client the owner's, straight to the server
 */
export async function buildPartitionIndexes(client: pg.Client): Promise<void> {
  const { rows } = await client.query<MissingPart>(MISSING)
  for (const { whole, name, build } of rows) {
    await client.query(build)
    await client.query(`ALTER INDEX ${whole} ATTACH PARTITION ${name}`)
  }
}
