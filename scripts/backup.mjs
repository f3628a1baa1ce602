/**
 * `npm run backup`, `backup:keys`, `backup:verify` and `restore`, on the embedded database or on the one that
 * DATABASE_URL and DATABASE_OWNER_URL name. See docs/backup.md.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onPinnedNode } from './lib/install.mjs'
import { dataDir, inRoot } from './lib/paths.mjs'

const [command, ...args] = process.argv.slice(2)

/** Paths are meant as seen from where the person stands; npm runs scripts from the root. */
const cwd = process.env.INIT_CWD ?? process.cwd()

function run(name, given, env = {}) {
  const script = inRoot('backend', 'src', 'backup.ts')
  const options = { cwd, stdio: 'inherit', env: { ...process.env, LOG_LEVEL: 'warn', ...env } }
  process.exitCode = spawnSync(process.execPath, [script, name, ...given], options).status ?? 1
  return process.exitCode === 0
}

const commands = {
  async keys() {
    run('keys', args)
  },
  async create() {
    const { withDatabase } = await import('./lib/withDatabase.mjs')
    await withDatabase(({ env }) => void run('create', args, env), { migrate: false })
  },
  async verify() {
    const { runningDatabase } = await import('./lib/withDatabase.mjs')
    const others = args.filter((arg) => arg !== '--restore')
    const running = process.env.DATABASE_URL ? null : runningDatabase(dataDir())
    if (run('verify', others, running?.env) && others.length < args.length) await restoreOnTrial(others, running?.env)
  },
  async restore() {
    const { withDatabase } = await import('./lib/withDatabase.mjs')
    await withDatabase(
      ({ env, cluster }) => {
        if (run('restore', args, env) && cluster) keepKeyRing(cluster.secrets)
      },
      { migrate: false, alone: true },
    )
  },
}

/** A PostgreSQL of its own in a folder that goes away: nothing of the hospital is touched. */
async function restoreOnTrial(given, env = {}) {
  const { startCluster, removeData } = await import('./lib/postgres.mjs')
  const { prepareDatabase } = await import('./lib/roles.mjs')
  const { embeddedEnv } = await import('./lib/database.mjs')
  const { Failure, say, step } = await import('./lib/ui.mjs')
  const folder = mkdtempSync(join(tmpdir(), 'hms-trial-'))
  try {
    const cluster = await step('Starting a PostgreSQL for the trial', () => startCluster({ dataDir: folder }))
    await prepareDatabase(cluster)
    const keys = env.HMS_KEYS ?? process.env.HMS_KEYS
    if (!keys) throw new Failure('HMS_KEYS is not set: a restore needs the key ring.')
    const trial = { ...embeddedEnv(cluster), HMS_KEYS: keys }
    if (run('restore', given, trial)) say('\nThe trial went well; its database is deleted.')
  } finally {
    await removeData(folder)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The embedded server begins with a key ring of its own; what was restored needs the one it was sealed with. */
async function keepKeyRing(secrets) {
  const { readJson, writeJson } = await import('./lib/processes.mjs')
  const { say } = await import('./lib/ui.mjs')
  const ring = process.env.HMS_KEYS
  if (!ring || ring === secrets.HMS_KEYS) return
  const file = join(dataDir(), 'secrets.json')
  writeJson(file, { ...readJson(file), HMS_KEYS: ring })
  say(`The key ring is kept in ${file}; from now on \`npm start\` finds it there.`)
}

await onPinnedNode(async () => {
  const { loadDotEnv } = await import('./lib/config.mjs')
  const { generateClient } = await import('./lib/build.mjs')
  loadDotEnv()
  if (args.includes('--help') || command === 'keys') return run(args.includes('--help') ? '--help' : 'keys', args)
  await generateClient()
  await commands[command]()
})
