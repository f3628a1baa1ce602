import type pg from 'pg'
import { OWNED_TABLES, OWNER } from './ownedTables.ts'

/** What a database is besides its rows: one readable line for each policy, grant, constraint …, by kind, sorted. */
export type Catalogue = Record<string, string[]>

const TABLES = `pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace`
const SCHEMAS = `n.nspname IN ('public', 'graphile_worker')`
const OURS = `r.rolname LIKE 'hms\\_%'`
const fromExtension = (catalogue: string, oid: string) =>
  `EXISTS (SELECT FROM pg_depend e WHERE e.classid = '${catalogue}'::regclass AND e.objid = ${oid} AND e.deptype = 'e')`
const role = (oid: string) => `CASE ${oid} WHEN 0 THEN 'public' ELSE ${oid}::regrole::text END`
/** Hosted servers give rights to roles of their own; those are not ours to compare. */
const isOurs = (oid: string) => `(${oid} = 0 OR EXISTS (SELECT FROM pg_roles r WHERE r.oid = ${oid} AND ${OURS}))`

const grants = (what: string, acl: string, from: string) =>
  `SELECT format('%s: %s to %s%s', ${what}, a.privilege_type, ${role('a.grantee')}, CASE WHEN a.is_grantable THEN ' with grant option' ELSE '' END)
     FROM ${from}, aclexplode(${acl}) a WHERE ${isOurs('a.grantee')}`

/** One statement each, returning one column of lines. Names are written in full: the search path is empty. */
const KINDS: Record<string, string> = {
  roles: `SELECT format('%s: %s', r.rolname, concat_ws(' ', CASE WHEN rolsuper THEN 'superuser' END, CASE WHEN rolbypassrls THEN 'bypassrls' END,
            CASE WHEN rolcreaterole THEN 'createrole' END, CASE WHEN rolcreatedb THEN 'createdb' END,
            CASE WHEN rolreplication THEN 'replication' END, CASE WHEN rolcanlogin THEN 'login' END,
            CASE WHEN rolinherit THEN 'inherit' END, array_to_string(rolconfig, ' '),
            (SELECT 'member of ' || string_agg(m.roleid::regrole::text, ' ' ORDER BY 1) FROM pg_auth_members m WHERE m.member = r.oid)))
            FROM pg_roles r WHERE ${OURS}`,
  extensions: `SELECT extname FROM pg_extension WHERE extname NOT IN ('plpgsql', 'pg_stat_statements')`,
  tables: `SELECT format('%s (%s)%s%s', c.oid::regclass, c.relkind, CASE WHEN c.relrowsecurity THEN ' row security' ELSE '' END,
             CASE WHEN c.relforcerowsecurity THEN ' forced' ELSE '' END) FROM ${TABLES} WHERE ${OWNED_TABLES}`,
  columns: `SELECT format('%s.%I %s%s%s %s %s', c.oid::regclass, a.attname, format_type(a.atttypid, a.atttypmod),
              CASE WHEN a.attnotnull THEN ' not null' ELSE '' END, ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), ''), a.attidentity, a.attgenerated)
              FROM ${TABLES} JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
              LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum WHERE ${OWNED_TABLES} AND NOT c.relispartition`,
  constraints: `SELECT format('%s %I: %s', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid)) FROM ${TABLES}
                  JOIN pg_constraint k ON k.conrelid = c.oid WHERE ${OWNED_TABLES} AND k.conparentid = 0 AND NOT c.relispartition`,
  indexes: `SELECT format('%s%s', pg_get_indexdef(i.indexrelid), CASE WHEN i.indisvalid THEN '' ELSE ' invalid' END) FROM ${TABLES}
              JOIN pg_index i ON i.indrelid = c.oid WHERE ${OWNED_TABLES} AND NOT c.relispartition`,
  policies: `SELECT format('%s %I: %s %s to %s using (%s) with check (%s)', p.polrelid::regclass, p.polname,
               CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END, p.polcmd,
               (SELECT string_agg(${role('m.oid')}, ', ' ORDER BY 1) FROM unnest(p.polroles) AS m (oid)),
               pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
               FROM ${TABLES} JOIN pg_policy p ON p.polrelid = c.oid WHERE ${OWNED_TABLES}`,
  triggers: `SELECT format('%s (%s)', pg_get_triggerdef(t.oid), t.tgenabled) FROM ${TABLES}
               JOIN pg_trigger t ON t.tgrelid = c.oid WHERE ${OWNED_TABLES} AND NOT t.tgisinternal AND t.tgparentid = 0`,
  functions: `SELECT format('%s by %s: %s', p.oid::regprocedure, p.proowner::regrole, md5(pg_get_functiondef(p.oid)))
                FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
               WHERE ${SCHEMAS} AND p.prokind IN ('f', 'p') AND NOT ${fromExtension('pg_proc', 'p.oid')}`,
  views: `SELECT format('%s: %s', c.oid::regclass, md5(pg_get_viewdef(c.oid))) FROM ${TABLES}
           WHERE ${SCHEMAS} AND c.relkind IN ('v', 'm') AND NOT ${fromExtension('pg_class', 'c.oid')}`,
  sequences: `SELECT format('%s %s by %s from %s to %s', c.oid::regclass, format_type(s.seqtypid, NULL), s.seqincrement, s.seqmin, s.seqmax)
                FROM ${TABLES} JOIN pg_sequence s ON s.seqrelid = c.oid WHERE c.relowner = ${OWNER}`,
  'grants on schemas': grants('n.nspname', 'n.nspacl', `pg_namespace n`) + ` AND ${SCHEMAS}`,
  'grants on tables':
    grants('c.oid::regclass', 'c.relacl', TABLES) + ` AND c.relowner = ${OWNER} AND a.grantee <> c.relowner`,
  'grants on columns':
    grants(
      `c.oid::regclass || '.' || quote_ident(t.attname)`,
      't.attacl',
      `${TABLES} JOIN pg_attribute t ON t.attrelid = c.oid AND NOT t.attisdropped`,
    ) + ` AND c.relowner = ${OWNER}`,
  'grants on functions':
    grants(
      'p.oid::regprocedure',
      `coalesce(p.proacl, acldefault('f', p.proowner))`,
      `pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace`,
    ) + ` AND ${SCHEMAS} AND NOT ${fromExtension('pg_proc', 'p.oid')}`,
}

/** Reads the fingerprint of the database, in the caller's transaction. */
export async function readCatalogue(client: pg.ClientBase): Promise<Catalogue> {
  const before = await client.query(`SELECT current_setting('search_path') AS path`)
  await client.query(`SELECT set_config('search_path', '', true)`)
  const catalogue: Catalogue = {}
  for (const [kind, statement] of Object.entries(KINDS)) {
    const { rows } = await client.query<[string]>({ text: statement, rowMode: 'array' })
    catalogue[kind] = rows.map(([line]) => line).sort()
  }
  await client.query(`SELECT set_config('search_path', $1, true)`, [before.rows[0].path])
  return catalogue
}
