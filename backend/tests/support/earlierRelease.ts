import { readdirSync } from 'node:fs'
import pg from 'pg'
import { createDatabase } from '../../../scripts/lib/roles.mjs'

const name = `hms_earlier_${process.pid}`
const superuserUrl = process.env.DATABASE_SUPERUSER_URL!

export function urlFor(role: 'DATABASE_URL' | 'DATABASE_OWNER_URL' | 'DATABASE_SUPERUSER_URL'): string {
  const url = new URL(process.env[role]!)
  url.pathname = `/${name}`
  return url.href
}

async function asSuperuser(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl })
  await client.connect()
  await work(client).finally(() => client.end())
}

/** An empty database for the migrations of an earlier release. */
export const createEarlier = () => asSuperuser((client) => createDatabase(client, name))
export const dropEarlier = () => asSuperuser((client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))

/** The migrations of the first release. */
export const firstRelease: ReadonlySet<string> = new Set(
  readdirSync(new URL('../../prisma/migrations/', import.meta.url)).filter((folder) => folder.startsWith('20261101')),
)
