import { acquireTestDatabase } from '../../../scripts/lib/testServer.mjs'

/** Gives the run a migrated database, unless whoever started it has named one. */
export default async function setup(): Promise<(() => Promise<void>) | void> {
  if (process.env.DATABASE_URL && process.env.DATABASE_SUPERUSER_URL) return
  const { env, release } = await acquireTestDatabase()
  Object.assign(process.env, env, { NODE_ENV: 'test' })
  return release
}
