import { spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { generateClient } from './build.mjs'
import { loadDotEnv } from './config.mjs'
import { openDatabase, seedWhenEmpty } from './database.mjs'
import { dataDir, inRoot } from './paths.mjs'
import { runningServer } from './postgres.mjs'
import { readJson, tryLock } from './processes.mjs'
import { urlOf } from './roles.mjs'
import { Failure, step } from './ui.mjs'

/** Runs the import on the hospital's database and returns its exit code. */
export async function runImport([path, ...rest]) {
  loadDotEnv()
  await generateClient()
  // npm changes to the project's folder; the path is meant from where the person is.
  const given = path === undefined || path.startsWith('-') ? [] : [resolve(process.env.INIT_CWD ?? '.', path)]
  if (given.length === 0) return importOn({}, rest)
  const database = await reach()
  try {
    return await importOn(database.env, given)
  } finally {
    await database.release()
  }
}

/** The database that DATABASE_URL names, that of the hospital that runs on this data, or one that is started for this. */
async function reach() {
  if (process.env.DATABASE_URL) {
    const { env, stop } = await openDatabase()
    return { env, release: stop }
  }
  const data = dataDir()
  mkdirSync(data, { recursive: true })
  const lock = join(data, 'run.lock')
  if (tryLock(lock, { address: 'an import' })) return { env: runningEnvironment(data), release: async () => {} }
  const unlock = () => rmSync(lock, { force: true })
  try {
    const database = await openDatabase()
    const release = () => step('Stopping the database', database.stop).finally(unlock)
    // Otherwise the imported accounts would keep the first start from adding the demo sign-ins.
    await seedWhenEmpty(database).catch((error) => release().then(() => Promise.reject(error)))
    return { env: database.env, release }
  } catch (error) {
    unlock()
    throw error
  }
}

function runningEnvironment(data) {
  const state = readJson(join(data, 'postgres.json'))
  const secrets = readJson(join(data, 'secrets.json'))
  if (!state || !secrets || !runningServer(state.pgdata)) {
    throw new Failure('The hospital is just starting or stopping.', ['Try again in a moment.'])
  }
  return {
    DATABASE_URL: urlOf({ ...state, secrets }, 'hms_app'),
    HMS_KEYS: process.env.HMS_KEYS || secrets.HMS_KEYS,
    HMS_EMBEDDED: '1',
  }
}

function importOn(env, args) {
  const child = spawn(process.execPath, [inRoot('backend', 'src', 'import.ts'), ...args], {
    cwd: inRoot('backend'),
    env: { ...process.env, ...env },
    stdio: 'inherit',
  })
  // The terminal tells the import too; what is left to do here is to stop the database after it.
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('exit', (code) => done(code ?? 1))
  })
}
