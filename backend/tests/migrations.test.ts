import { drop } from './support/ownDatabase.ts'
import { afterAll, describe, expect, it } from 'vitest'
import pg from 'pg'
import { migrate, MigrationError, migrationStatus, OldServerError, schemaDrift } from '../src/config/migrate.ts'
import { migrationsHash } from '../src/config/migrationFiles.ts'

afterAll(drop)

const ownerUrl = process.env.DATABASE_OWNER_URL!

async function asOwner<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  return work(client).finally(() => client.end())
}

describe('the migrations', () => {
  it('leave a database that is up to date, with nothing failed or edited', async () => {
    expect(await migrationStatus(ownerUrl)).toEqual({ applied: true, pending: [], failed: [], edited: [], unknown: [] })
  })

  it('make the tables that schema.prisma describes', async () => {
    expect(await schemaDrift(ownerUrl)).toBe('')
  })

  it('are applied once, however many ask at the same time', async () => {
    expect(await Promise.all([migrate(ownerUrl), migrate(ownerUrl), migrate(ownerUrl)])).toEqual([[], [], []])
  })

  it('are recorded where Prisma itself looks for them', async () => {
    const { rows } = await asOwner((client) =>
      client.query('SELECT migration_name, finished_at IS NOT NULL AS finished FROM _prisma_migrations ORDER BY 1'),
    )
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.every((row) => row.finished)).toBe(true)
  })

  it('show when the database was changed by hand', async () => {
    await asOwner((client) => client.query('ALTER TABLE visit_types ADD COLUMN by_hand text'))
    expect(await schemaDrift(ownerUrl)).toContain('DROP COLUMN "by_hand"')
  })

  it('are refused on a server that is too old, before anything is done', async () => {
    await asOwner(async (client) => {
      await client.query('CREATE SCHEMA older')
      await client.query(
        `CREATE FUNCTION older.current_setting(text) RETURNS text LANGUAGE sql AS $$ SELECT '150018' $$`,
      )
      await client.query(
        `DELETE FROM _prisma_migrations WHERE migration_name = (SELECT max(migration_name) FROM _prisma_migrations)`,
      )
    })
    const before = await migrationStatus(ownerUrl)
    const older = new URL(ownerUrl)
    older.searchParams.set('options', '-c search_path=older,pg_catalog,public')
    const refused = migrate(older.href)
    await expect(refused).rejects.toThrow(OldServerError)
    await expect(refused).rejects.toThrow('PostgreSQL 15 is too old; at least 16 is needed')
    expect(await migrationStatus(ownerUrl)).toEqual(before)
    expect(before.pending).toHaveLength(1)
  })

  it('are named by their content', () => {
    expect(migrationsHash()).toMatch(/^[0-9a-f]{12}$/)
  })
})

describe('a refused migration', () => {
  it('is told with the line that the server minds', () => {
    const script = 'SELECT 1;\nSELECT nonsense;\n'
    const cause = Object.assign(new pg.DatabaseError('column "nonsense" does not exist', 1, 'error'), {
      code: '42703',
      position: String(script.indexOf('nonsense') + 1),
    })
    expect(new MigrationError(script, cause).message).toBe(
      'column "nonsense" does not exist (42703)\n  line 2: SELECT nonsense;',
    )
  })
})
