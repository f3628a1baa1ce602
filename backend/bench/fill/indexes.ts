/**
 * Indexes are built once, over all rows, instead of a little with every row. They are not dropped but left out for the time
 * (`pg_index.indisready`) and then built anew, so that they keep their names and their places in partitioned ones. That is
 * for a superuser, and for a database that was made to be filled.
 */
import type pg from 'pg'

interface SuspendedIndex {
  id: number
  name: string
  table: string
  excluding: boolean
}

/** The tables with their partitions, if they have any. */
const family = `
  family AS (
    SELECT c.oid AS id, c.relkind = 'r' AS leaf FROM pg_class c WHERE c.oid = ANY($1::regclass[])
     UNION
    SELECT tree.relid, tree.isleaf FROM unnest($1::regclass[]) AS root, pg_partition_tree(root) AS tree)`

/** All indexes of the tables and their partitions but those of primary keys, which rows come in the order of. */
const suspendable = `
  WITH ${family}
  SELECT i.indexrelid::int AS id, i.indexrelid::regclass::text AS name, i.indrelid::regclass::text AS "table",
         i.indisexclusion AS excluding
    FROM pg_index i JOIN family ON family.id = i.indrelid AND family.leaf
   WHERE NOT i.indisprimary
   ORDER BY 3, 2`

/** What is to be the same afterwards. */
const everything = `
  WITH ${family}
  SELECT indrelid::regclass || ' ' || pg_get_indexdef(indexrelid) || ' ' || indisvalid || ' ' || indisready AS line
    FROM pg_index JOIN family ON indrelid = family.id
   UNION ALL
  SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) || ' ' || convalidated
    FROM pg_constraint JOIN family ON conrelid = family.id`

async function inventory(client: pg.Client, tables: readonly string[]): Promise<Set<string>> {
  const { rows } = await client.query<{ line: string }>(everything, [tables])
  return new Set(rows.map(({ line }) => line))
}

/** Runs `work` without the indexes that can be built afterwards. @throws when they come out different */
export async function withoutIndexes(
  client: pg.Client,
  tables: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  const before = await inventory(client, tables)
  const { rows } = await client.query<SuspendedIndex>(suspendable, [tables])
  await use(client, rows, false)
  try {
    await work()
  } finally {
    await rebuild(client, rows)
  }
  await checkExclusions(client, tables)
  const after = await inventory(client, tables)
  const changed = [...before.symmetricDifference(after)].map((line) => `${before.has(line) ? 'gone' : 'new'}: ${line}`)
  if (changed.length > 0) throw new Error(`The indexes are not what they were.\n${changed.join('\n')}`)
}

async function use(client: pg.Client, indexes: readonly SuspendedIndex[], on: boolean): Promise<void> {
  const ids = indexes.map(({ id }) => id)
  await client.query('UPDATE pg_index SET indisready = $2, indisvalid = $2 WHERE indexrelid = ANY($1::oid[])', [
    ids,
    on,
  ])
}

async function watch(name: string, work: () => Promise<unknown>): Promise<void> {
  const begun = performance.now()
  await work()
  const seconds = (performance.now() - begun) / 1000
  if (seconds > 2) console.log(`    ${name}: ${seconds.toFixed(1)} s`)
}

/**
 * Building the index of an exclusion constraint asks it about every row, which takes far longer than to build it; where
 * the whole table is rewritten PostgreSQL builds it without asking, and `checkExclusions` does that at once afterwards.
 */
async function rebuild(client: pg.Client, indexes: readonly SuspendedIndex[]): Promise<void> {
  const since = performance.now()
  const rewritten = new Set(indexes.filter(({ excluding }) => excluding).map(({ table }) => table))
  for (const table of rewritten) await watch(`${table} rewritten`, () => client.query(`VACUUM (FULL) ${table}`))
  const done = indexes.filter(({ table }) => rewritten.has(table))
  await use(client, done, true)
  for (const { name, table } of indexes) {
    if (!rewritten.has(table)) await watch(name, () => client.query(`REINDEX INDEX ${name}`))
  }
  console.log(`  indexes built: ${((performance.now() - since) / 1000).toFixed(1)} s`)
}

interface Exclusion {
  table: string
  name: string
  /** What has to be equal for two rows to be in each other's way, and the ranges that must not overlap then. */
  equal: string[]
  range: string
  predicate: string
}

const exclusions = `
  WITH ${family}
  SELECT c.conrelid::regclass::text AS "table", c.conname AS name,
         coalesce(pg_get_expr(i.indpred, i.indrelid), 'true') AS predicate,
         array_agg(pg_get_indexdef(c.conindid, n::int, true) ORDER BY n) FILTER (WHERE o.oprname = '=') AS equal,
         max(pg_get_indexdef(c.conindid, n::int, true)) FILTER (WHERE o.oprname = '&&') AS range
    FROM family
    JOIN pg_constraint c ON c.conrelid = family.id AND c.contype = 'x' AND family.leaf
    JOIN pg_index i ON i.indexrelid = c.conindid,
         unnest(c.conexclop) WITH ORDINALITY AS e (operator, n)
    JOIN pg_operator o ON o.oid = e.operator
   GROUP BY 1, 2, 3`

/** In order of their beginnings, a range that overlaps any other overlaps the one before or behind it. */
async function checkExclusions(client: pg.Client, tables: readonly string[]): Promise<void> {
  const { rows } = await client.query<Exclusion>(exclusions, [tables])
  for (const { table, name, equal, range, predicate } of rows) {
    const overlaps = `${range} && lag(${range}) OVER (PARTITION BY ${equal.join(', ')} ORDER BY lower(${range}))`
    await watch(`${name} checked`, async () => {
      const { rowCount } = await client.query(
        `SELECT FROM (SELECT ${overlaps} AS hit FROM ${table} WHERE ${predicate}) AS neighbours WHERE hit LIMIT 1`,
      )
      if (rowCount) throw new Error(`${name} does not hold`)
    })
  }
}
