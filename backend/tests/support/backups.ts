/**
 * Backups of a test file's own database, into a folder of its own. Import it after `ownDatabase` and before anything
 * that reads the environment.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import pg from 'pg'
import { createDatabase } from '../../../scripts/lib/roles.mjs'

export const folder = mkdtempSync(join(tmpdir(), 'hms-backup-'))
export const identity = await generateX25519Identity()
export const strangersIdentity = await generateX25519Identity()

const backupUrl = new URL(process.env.DATABASE_BACKUP_URL ?? '')
backupUrl.pathname = new URL(process.env.DATABASE_URL ?? '').pathname
Object.assign(process.env, {
  BACKUP_DIR: folder,
  BACKUP_RECIPIENT: await identityToRecipient(identity),
  DATABASE_BACKUP_URL: backupUrl.href,
})

export const removeFolder = (): void => rmSync(folder, { recursive: true, force: true })

const database = backupUrl.pathname.slice(1)

async function asSuperuser<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const url = new URL(process.env.DATABASE_SUPERUSER_URL ?? '')
  url.pathname = '/postgres'
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  return work(client).finally(() => client.end())
}

/** Puts an empty database, never migrated, in the place of the test's own. */
export function destroy(): Promise<void> {
  return asSuperuser(async (client) => {
    await client.query(`DROP DATABASE ${database} WITH (FORCE)`)
    await createDatabase(client, database)
  })
}

/** Every file of every backup. */
export async function filesIn(path: string): Promise<{ path: string; content: Buffer }[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Promise.all(files.map(async (file) => ({ path: file, content: await readFile(file) })))
}

/** What the database is besides its rows, asked in another way than the backup does. */
export async function safeguards(look: <T extends object>(text: string) => Promise<T[]>) {
  const ours = `IN ('public', 'graphile_worker')`
  return {
    policies: await look(`SELECT * FROM pg_policies WHERE schemaname ${ours} ORDER BY 1, 2, 3`),
    tables: await look(
      `SELECT relname, relrowsecurity, relforcerowsecurity, pg_get_userbyid(relowner) AS owner FROM pg_class
        WHERE relnamespace::regnamespace::text ${ours} AND relkind IN ('r', 'p') ORDER BY 1`,
    ),
    tableGrants: await look(
      `SELECT grantee, table_schema, table_name, privilege_type, is_grantable FROM information_schema.role_table_grants
        WHERE table_schema ${ours} ORDER BY 1, 2, 3, 4`,
    ),
    columnGrants: await look(
      `SELECT grantee, table_name, column_name, privilege_type FROM information_schema.column_privileges
        WHERE table_schema ${ours} AND grantee LIKE 'hms%' ORDER BY 1, 2, 3, 4`,
    ),
    routineGrants: await look(
      `SELECT grantee, routine_schema, routine_name, privilege_type, count(*) FROM information_schema.role_routine_grants
        WHERE routine_schema ${ours} GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`,
    ),
    constraints: await look(
      `SELECT conrelid::regclass::text AS "table", conname, contype, condeferrable, convalidated, pg_get_constraintdef(oid) AS definition
         FROM pg_constraint WHERE connamespace::regnamespace::text ${ours} ORDER BY 1, 2`,
    ),
    triggers: await look(
      `SELECT tgrelid::regclass::text AS "table", tgname, tgenabled, pg_get_triggerdef(oid) AS definition FROM pg_trigger
        WHERE NOT tgisinternal ORDER BY 1, 2`,
    ),
    indexes: await look(`SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname ${ours} ORDER BY 1, 2`),
    functions: await look(
      `SELECT oid::regprocedure::text AS name, prosecdef, pg_get_userbyid(proowner) AS owner, md5(prosrc) AS source FROM pg_proc
        WHERE pronamespace::regnamespace::text ${ours} ORDER BY 1`,
    ),
  }
}
