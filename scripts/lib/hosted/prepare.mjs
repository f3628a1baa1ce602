/**
 * `npm run db:prepare`: makes a PostgreSQL that somebody else runs ready for HMS. Repeatable; what is there stays.
 *
 *   DATABASE_ADMIN_URL   its administrator, straight to the server: creates roles, is no superuser
 *   DATABASE_POOLER_URL  optional: the same administrator through the pooler that the application shall use
 *   --database <name>    creates that database instead of using the one in the address
 *   --new-passwords      gives all three roles new passwords
 *   --out <file>         writes what to set into a new file that only you can read, instead of showing it
 *   --check              changes nothing, looks at DATABASE_OWNER_URL, DATABASE_URL and DATABASE_BACKUP_URL
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { OldServerError, refuseOldServer } from '../../../backend/src/config/serverRelease.ts'
import { loadDotEnv } from '../config.mjs'
import { migrateAll } from '../migrations.mjs'
import { newKey } from '../newKey.mjs'
import { connectTo } from '../remote.mjs'
import { Failure, green, red, say, step, yellow } from '../ui.mjs'
import { checkDatabase } from './check.mjs'
import { createHostedDatabase, openDatabaseToRoles, prepareHostedRoles } from './roles.mjs'
import { addressFor, addressIn, databaseOf, throughPooler } from './urls.mjs'

const options = {
  check: { type: 'boolean', default: false },
  database: { type: 'string' },
  'new-passwords': { type: 'boolean', default: false },
  out: { type: 'string' },
}

export async function prepareHosted(args) {
  loadDotEnv()
  const { values } = parseArgs({ args, options })
  if (values.check) return report(await checkDatabase(knownAddresses()))
  const { urls, lines } = await prepare(values)
  // First of all: the passwords stand nowhere else.
  hand(lines, values.out)
  report(await checkDatabase({ ...knownAddresses(), ...urls }))
}

function knownAddresses() {
  const names = { hms_owner: 'DATABASE_OWNER_URL', hms_app: 'DATABASE_URL', hms_backup: 'DATABASE_BACKUP_URL' }
  const found = Object.entries(names).map(([role, name]) => [role, addressIn(name, { optional: true })])
  return Object.fromEntries(found.filter(([, url]) => url))
}

async function prepare({ database, 'new-passwords': renew }) {
  const adminUrl = addressIn('DATABASE_ADMIN_URL')
  const pooler = addressIn('DATABASE_POOLER_URL', { optional: true })
  const name = database ?? databaseOf(adminUrl)
  const admin = await connectTo(adminUrl, 'DATABASE_ADMIN_URL')
  const passwords = await createRoles(admin, renew).finally(() => admin.end())
  await step(`Opening the database ${name} to them`, () => openDatabaseFor(adminUrl, database))
  const urls = Object.fromEntries(
    Object.entries(passwords).map(([role, password]) => [role, addressFor(adminUrl, role, password, name)]),
  )
  if (pooler && passwords.hms_app) urls.hms_app = throughPooler(pooler, 'hms_app', passwords.hms_app, name)
  const ownerUrl = urls.hms_owner ?? addressIn('DATABASE_OWNER_URL')
  await step('Migrating the database and its job queue', () => migrateAll(ownerUrl))
  return { urls, lines: linesFor(urls) }
}

/** On a server that is too old nothing is begun: what would fail there, and where, nobody has tried. */
async function createRoles(admin, renew) {
  try {
    await refuseOldServer(admin)
  } catch (error) {
    throw error instanceof OldServerError ? new Failure(error.message) : error
  }
  return step('Creating the roles', () => prepareHostedRoles(admin, { renew }))
}

async function openDatabaseFor(adminUrl, database) {
  if (database) {
    const admin = await connectTo(adminUrl, 'DATABASE_ADMIN_URL')
    await createHostedDatabase(admin, database).finally(() => admin.end())
  }
  const { username, password } = new URL(adminUrl)
  const url = addressFor(adminUrl, decodeURIComponent(username), decodeURIComponent(password), database)
  const inside = await connectTo(url, 'DATABASE_ADMIN_URL')
  await openDatabaseToRoles(inside).finally(() => inside.end())
}

function linesFor(urls) {
  const lines = [
    ['DATABASE_URL', urls.hms_app],
    ['DATABASE_OWNER_URL', urls.hms_owner],
    ['DATABASE_BACKUP_URL', urls.hms_backup],
    // With the roles comes the key ring; later ones would be of no use to what is sealed already.
    ['HMS_KEYS', urls.hms_app && !process.env.HMS_KEYS ? newKey() : null],
  ]
  return lines.filter(([, value]) => value).map(([name, value]) => `${name}=${value}`)
}

function report(findings) {
  for (const { ok, warning, text } of findings) say(`  ${ok ? green('✓') : warning ? yellow('!') : red('✗')} ${text}`)
  const failed = findings.filter(({ ok, warning }) => !ok && !warning)
  if (failed.length > 0)
    throw new Failure(`The database is not ready: ${failed.length} of ${findings.length} checks failed.`)
}

function hand(lines, file) {
  if (lines.length === 0) return say('\nThe roles keep their passwords (--new-passwords would change them).')
  if (!file) return say(`\nSet these where HMS runs, and nowhere else:\n\n${lines.join('\n')}\n`)
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600, flag: 'wx' })
  say(`\nWhat to set where HMS runs stands in ${file}, which only you can read.`)
}
