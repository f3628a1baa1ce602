/**
 * A database for one test file alone. Import it before anything that reads the environment; call `drop` at the end.
 */
import pg from 'pg'
import { migrateAll } from '../../../scripts/lib/migrations.mjs'
import { createDatabase } from '../../../scripts/lib/roles.mjs'

const name = `hms_own_${process.pid}`
const superuserUrl = process.env.DATABASE_SUPERUSER_URL

async function asSuperuser(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl })
  await client.connect()
  await work(client).finally(() => client.end())
}

export const drop = (): Promise<void> =>
  asSuperuser((client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))

await asSuperuser((client) => createDatabase(client, name))
for (const variable of ['DATABASE_URL', 'DATABASE_OWNER_URL', 'DATABASE_SUPERUSER_URL']) {
  const url = new URL(process.env[variable] ?? '')
  url.pathname = `/${name}`
  process.env[variable] = url.href
}
await migrateAll(process.env.DATABASE_OWNER_URL)
