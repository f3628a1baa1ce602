import pg from 'pg'

/** The same text for the same value, whatever the server is set to. */
export const CONSTANT_TEXT = `
  SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres'; SET LOCAL TimeZone = 'UTC';
  SET LOCAL extra_float_digits = 3; SET LOCAL bytea_output = 'hex'; SET LOCAL client_encoding = 'UTF8';
  SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0`

/** Whoever ran the migrations. */
export const OWNER = `(SELECT relowner FROM pg_class WHERE oid = 'public._prisma_migrations'::regclass)`

/** A condition on `pg_class c`: a table of ours or of the job queue, none that an extension brought. */
export const OWNED_TABLES = `c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND c.relowner = ${OWNER}
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`

/** A table or sequence as it stands in a statement. */
export const fullName = (schema: string, table: string) =>
  `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table)}`

/** Filled by running the migrations themselves. */
export const LEFT_OUT: ReadonlySet<string> = new Set(['public._prisma_migrations', 'graphile_worker.migrations'])

/** A partition, with what was said of it alone and not of its parent. */
export interface PartitionShape {
  schema: string
  name: string
  parentSchema: string
  parent: string
  /** As `FOR VALUES FROM (…) TO (…)` or `DEFAULT`. */
  bound: string
  /** `PARTITION BY …` where it is divided further. */
  dividedBy: string | null
  rowSecurity: boolean
  forced: boolean
  grants: { privilege: string; grantee: string }[]
  /** As statements; those that the parent brings are not among them. */
  triggers: string[]
}

/** All partitions, parents before their children. */
export async function readPartitions(client: pg.ClientBase): Promise<PartitionShape[]> {
  const { rows } = await client.query<PartitionShape>(
    `SELECT n.nspname AS schema, c.relname AS name, pn.nspname AS "parentSchema", p.relname AS parent,
            pg_get_expr(c.relpartbound, c.oid) AS bound,
            CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS "dividedBy",
            c.relrowsecurity AS "rowSecurity", c.relforcerowsecurity AS forced,
            (SELECT coalesce(json_agg(json_build_object('privilege', a.privilege_type, 'grantee', r.rolname)
                                      ORDER BY a.privilege_type, r.rolname), '[]')
               FROM aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee WHERE r.oid <> c.relowner) AS grants,
            ARRAY(SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t
                   WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgparentid = 0 ORDER BY t.tgname) AS triggers
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_inherits i ON i.inhrelid = c.oid JOIN pg_class p ON p.oid = i.inhparent
       JOIN pg_namespace pn ON pn.oid = p.relnamespace
      WHERE ${OWNED_TABLES} AND c.relispartition
      ORDER BY cardinality(ARRAY(SELECT pg_partition_ancestors(c.oid))), 1, 2`,
  )
  return rows
}
