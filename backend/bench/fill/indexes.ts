/** Indexes are built once, over all rows, instead of a little with every row; in the end they are what they were. */
import type pg from 'pg'

interface Definition {
  table: string
  name: string
  kind: 'index' | 'constraint'
  definition: string
}

/** What is dropped: exclusion constraints, and indexes that no constraint stands on. Partitions follow their parent. */
const droppable = `
  SELECT c.conrelid::regclass::text AS "table", quote_ident(c.conname) AS name, 'constraint' AS kind,
         pg_get_constraintdef(c.oid) AS definition
    FROM pg_constraint c
   WHERE c.contype = 'x' AND c.conparentid = 0 AND c.conrelid = ANY($1::regclass[])
   UNION ALL
  SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text, 'index', pg_get_indexdef(i.indexrelid)
    FROM pg_index i
   WHERE i.indrelid = ANY($1::regclass[])
     AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
     AND NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = i.indexrelid)
   ORDER BY 1, 3, 2`

/** Every index and constraint of the tables and their partitions, for comparing. */
const everything = `
  WITH tables AS (
    SELECT unnest($1::regclass[]) AS id UNION
    SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = ANY($1::regclass[]))
  SELECT indrelid::regclass || ' ' || pg_get_indexdef(indexrelid) AS line FROM pg_index, tables
   WHERE indrelid = tables.id AND indisvalid
   UNION ALL
  SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) || ' ' || convalidated
    FROM pg_constraint, tables WHERE conrelid = tables.id
   ORDER BY 1`

async function inventory(client: pg.Client, tables: readonly string[]): Promise<string> {
  const { rows } = await client.query<{ line: string }>(everything, [tables])
  return rows.map(({ line }) => line).join('\n')
}

/** Runs `work` without the indexes that can be built afterwards. @throws when they come out different */
export async function withoutIndexes(
  client: pg.Client,
  tables: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  const before = await inventory(client, tables)
  const { rows } = await client.query<Definition>(droppable, [tables])
  for (const { table, name, kind } of rows) {
    await client.query(kind === 'index' ? `DROP INDEX ${name}` : `ALTER TABLE ${table} DROP CONSTRAINT ${name}`)
  }
  try {
    await work()
  } finally {
    await rebuild(client, rows)
  }
  const after = await inventory(client, tables)
  if (after !== before) throw new Error(`The indexes are not what they were.\nBefore:\n${before}\nAfter:\n${after}`)
}

async function rebuild(client: pg.Client, definitions: readonly Definition[]): Promise<void> {
  const since = performance.now()
  for (const { table, name, kind, definition } of definitions) {
    const begun = performance.now()
    await client.query(kind === 'index' ? definition : `ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`)
    const seconds = (performance.now() - begun) / 1000
    if (seconds > 5) console.log(`    ${name}: ${seconds.toFixed(1)} s`)
  }
  console.log(`  indexes and exclusion constraints: ${((performance.now() - since) / 1000).toFixed(1)} s`)
}
