/**
 * `npm run db:…`, on the embedded database or on the one that DATABASE_OWNER_URL names:
 *   db:migrate    apply what is missing        db:status   which migrations are missing, failed or edited
 *   db:diff       how schema.prisma and the migrated database differ (exit code 2 when they do)
 *   db:generate   the typed client             db:seed     the demo hospital, into an empty embedded database
 *   db:first-admin  a new set-up link, while there is no administrator
 *   db:let-admin-in -- <address>  takes lost second factors of an administrator away, and makes a link to a new password
 *   db:prepare    makes a hosted PostgreSQL ready, or looks whether it is (--check); see lib/hosted/prepare.mjs
 *   db:reset      delete the embedded database with everything in it (asks; --yes does not)
 */
import { createInterface } from 'node:readline/promises'
import { onPinnedNode } from './lib/install.mjs'
import { bold, Failure, say } from './lib/ui.mjs'

const commands = {
  async migrate() {
    const { withDatabase } = await import('./lib/withDatabase.mjs')
    if (process.env.DATABASE_URL && !process.env.DATABASE_OWNER_URL) throw new Failure('DATABASE_OWNER_URL is not set.')
    await withDatabase(() => say('The database is up to date.'))
  },
  'first-admin': () => inBackend('firstAdmin.ts'),
  async 'let-admin-in'() {
    const [email] = process.argv.slice(3)
    if (!email) throw new Failure('Say whom: npm run db:let-admin-in -- <address of an administrator>')
    await inBackend('letAdminIn.ts', email)
  },
  async prepare() {
    const { prepareHosted } = await import('./lib/hosted/prepare.mjs')
    await commands.generate()
    await prepareHosted(process.argv.slice(3))
  },
  async status() {
    await onOwnersDatabase(async (ownerUrl, { migrationStatus }) => {
      const { applied, ...lists } = await migrationStatus(ownerUrl)
      for (const [kind, names] of Object.entries(lists)) for (const name of names) say(`${kind.padEnd(8)} ${name}`)
      say(applied ? 'The database is up to date.' : 'The database is not up to date.')
      process.exitCode = applied ? 0 : 1
    })
  },
  async diff() {
    await onOwnersDatabase(async (ownerUrl, { schemaDrift }) => {
      const drift = await schemaDrift(ownerUrl)
      say(drift || 'schema.prisma and the database agree.')
      process.exitCode = drift ? 2 : 0
    })
  },
  async generate() {
    const { generateClient } = await import('./lib/build.mjs')
    await generateClient()
    say('The database client is up to date.')
  },
  async seed() {
    const { withDatabase } = await import('./lib/withDatabase.mjs')
    const { seedWhenEmpty } = await import('./lib/database.mjs')
    await commands.generate()
    await withDatabase(async (database, signal) => {
      if (!database.embedded) throw new Failure('Demo data only goes into the embedded database.')
      say((await seedWhenEmpty(database, signal)) ? 'The demo hospital is there.' : 'The database is not empty.')
    })
  },
  async reset() {
    const { loadDotEnv } = await import('./lib/config.mjs')
    const { dataDir } = await import('./lib/paths.mjs')
    const { removeData } = await import('./lib/postgres.mjs')
    const { isAlive, readJson } = await import('./lib/processes.mjs')
    loadDotEnv()
    const data = dataDir()
    if (process.env.DATABASE_URL) throw new Failure('db:reset only deletes the embedded database; unset DATABASE_URL.')
    if (isAlive(readJson(`${data}/run.lock`))) throw new Failure('HMS is running; stop it first.')
    if (!process.argv.includes('--yes') && !(await confirm(data))) return say('Nothing was changed.')
    await removeData(data)
    say('Deleted. The next `npm start` begins afresh.')
  },
}

async function inBackend(program, ...args) {
  const { withDatabase } = await import('./lib/withDatabase.mjs')
  const { runNode } = await import('./lib/build.mjs')
  const { inRoot } = await import('./lib/paths.mjs')
  await commands.generate()
  await withDatabase(async ({ env }) => {
    say(await runNode([inRoot('backend', 'src', program), ...args], inRoot('backend'), env))
  })
}

async function onOwnersDatabase(work) {
  const { withDatabase } = await import('./lib/withDatabase.mjs')
  const migrations = await import('../backend/src/config/migrate.ts')
  await withDatabase(({ env }) => work(env.DATABASE_OWNER_URL, migrations), { migrate: false })
}

async function confirm(data) {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question(`Delete ${bold(data)} with the database, its keys and logs? Type "yes": `)
  terminal.close()
  return answer.trim() === 'yes'
}

await onPinnedNode(async () => {
  const command = commands[process.argv[2]]
  if (!command) throw new Failure(`db.mjs knows ${Object.keys(commands).join(', ')}.`)
  await command()
})
