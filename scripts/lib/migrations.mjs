import { existsSync } from 'node:fs'
import { runNode } from './build.mjs'
import { inRoot } from './paths.mjs'
import { Failure } from './ui.mjs'

/** Brings a database up to date, as its owner: our tables, then the job queue's own. */
export async function migrateAll(ownerUrl) {
  const { migrate, MigrationError, OldServerError } = await import('../../backend/src/config/migrate.ts')
  try {
    await migrate(ownerUrl)
  } catch (error) {
    if (error instanceof OldServerError) throw new Failure(error.message)
    if (!(error instanceof MigrationError)) throw error
    throw new Failure('The database refused a migration; nothing of it was kept.', [error.message])
  }
  const jobs = inRoot('backend', 'src', 'jobs', 'prepare.ts')
  if (existsSync(jobs)) await runNode([jobs], inRoot('backend'), { DATABASE_OWNER_URL: ownerUrl })
}
