/** Indexes are built once, over all rows, instead of a little with every row; in the end they are what they were. */
import type pg from 'pg'

interface Definition {
  name: string
  definition: string
}

/** Indexes that no constraint stands on; those of partitions follow their parent's. */
const droppable = `
  SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition
    FROM pg_index i
   WHERE i.indrelid = ANY($1::regclass[])
     AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
     AND NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = i.indexrelid)
   ORDER BY 1`

interface Exclusion {
  table: string
  name: string
  index: number
  /** What has to be equal for two rows to be in each other's way, and the ranges that must not overlap then. */
  equal: string[]
  range: string
  predicate: string
}

const exclusions = `
  SELECT c.conrelid::regclass::text AS "table", c.conname AS name, c.conindid::int AS index,
         coalesce(pg_get_expr(i.indpred, i.indrelid), 'true') AS predicate,
         array_agg(pg_get_indexdef(c.conindid, n::int, true) ORDER BY n) FILTER (WHERE o.oprname = '=') AS equal,
         max(pg_get_indexdef(c.conindid, n::int, true)) FILTER (WHERE o.oprname = '&&') AS range
    FROM pg_constraint c
    JOIN pg_index i ON i.indexrelid = c.conindid,
         unnest(c.conexclop) WITH ORDINALITY AS e (operator, n)
    JOIN pg_operator o ON o.oid = e.operator
   WHERE c.contype = 'x' AND c.conrelid = ANY($1::regclass[])
   GROUP BY 1, 2, 3, 4`

/** Every index and constraint of the tables and their partitions, for comparing. */
const everything = `
  WITH tables AS (
    SELECT unnest($1::regclass[]) AS id UNION
    SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = ANY($1::regclass[]))
  SELECT indrelid::regclass || ' ' || pg_get_indexdef(indexrelid) AS line FROM pg_index, tables
   WHERE indrelid = tables.id AND indisvalid AND indisready
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
  const { rows: excluding } = await client.query<Exclusion>(exclusions, [tables])
  for (const { name } of rows) await client.query(`DROP INDEX ${name}`)
  await use(client, excluding, false)
  try {
    await work()
  } finally {
    await buildExclusions(client, excluding)
    for (const { name, definition } of rows) await watch(name, () => client.query(definition))
  }
  for (const exclusion of excluding) await watch(`${exclusion.name} holds`, () => checkExclusion(client, exclusion))
  const after = await inventory(client, tables)
  if (after !== before) throw new Error(`The indexes are not what they were.\nBefore:\n${before}\nAfter:\n${after}`)
}

async function watch(name: string, work: () => Promise<unknown>): Promise<void> {
  const begun = performance.now()
  await work()
  const seconds = (performance.now() - begun) / 1000
  if (seconds > 2) console.log(`    ${name}: ${seconds.toFixed(1)} s`)
}

/** Whether rows are entered into the indexes of exclusion constraints; for a superuser, and a database made for this. */
async function use(client: pg.Client, excluding: readonly Exclusion[], on: boolean): Promise<void> {
  const indexes = excluding.map(({ index }) => index)
  await client.query('UPDATE pg_index SET indisready = $2, indisvalid = $2 WHERE indexrelid = ANY($1::oid[])', [
    indexes,
    on,
  ])
}

/**
 * Adding an exclusion constraint asks the index about every row, which takes far longer than to build it. Rewriting the
 * table builds it without asking; then one sorted pass shows that no two rows are in each other's way.
 */
async function buildExclusions(client: pg.Client, excluding: readonly Exclusion[]): Promise<void> {
  for (const table of new Set(excluding.map((exclusion) => exclusion.table))) {
    await watch(`${table} with its exclusion constraints`, () => client.query(`VACUUM (FULL) ${table}`))
  }
  await use(client, excluding, true)
}

/** In order of their beginnings, a range that overlaps any other overlaps the one before or behind it. */
async function checkExclusion(client: pg.Client, { table, name, equal, range, predicate }: Exclusion): Promise<void> {
  const { rowCount } = await client.query(
    `SELECT FROM (SELECT ${range} && lag(${range}) OVER (PARTITION BY ${equal.join(', ')} ORDER BY lower(${range})) AS hit
                    FROM ${table} WHERE ${predicate}) AS neighbours WHERE hit LIMIT 1`,
  )
  if (rowCount) throw new Error(`${name} does not hold`)
}
