/**
 * Brings the database up to date as its owner: tables, then the job queue. What a deployment runs before it starts the new
 * API; two at once take turns, and a second run finds nothing to do.
 */
import { migrate, MigrationError } from './config/migrate.ts'
import { unsafeSettings } from './config/unsafe.ts'
import { prepareJobs } from './jobs/prepare.ts'

const { DATABASE_OWNER_URL: ownerUrl, NODE_ENV } = process.env

/** @returns the exit code */
async function main(): Promise<number> {
  const problems = ownerUrl
    ? unsafeSettings({ DATABASE_OWNER_URL: ownerUrl, NODE_ENV })
    : ['DATABASE_OWNER_URL is not set']
  if (!ownerUrl || problems.length > 0) {
    process.stderr.write(`${problems.join('\n')}\n`)
    return 1
  }
  try {
    const applied = await migrate(ownerUrl)
    await prepareJobs(ownerUrl)
    process.stdout.write(applied.map((name) => `applied ${name}\n`).join('') + 'The database is up to date.\n')
    return 0
  } catch (error) {
    const text = error instanceof MigrationError ? error.message : String((error as Error).message)
    process.stderr.write(
      `The database could not be brought up to date; nothing of a failed migration was kept.\n${text}\n`,
    )
    return 1
  }
}

process.exitCode = await main()
