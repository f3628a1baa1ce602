import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { loadDotEnv } from './config.mjs'
import { embeddedEnv, openDatabase } from './database.mjs'
import { dataDir } from './paths.mjs'
import { runningServer } from './postgres.mjs'
import { isAlive, readJson, tryLock } from './processes.mjs'
import { Shutdown } from './shutdown.mjs'
import { Failure } from './ui.mjs'

/**
 * Runs `work(database)` on the hospital's database: the one that `npm start` has running, else the embedded server is
 * started for as long as the work takes. `alone` refuses to work beside a running hospital.
 */
export async function withDatabase(work, { migrate = true, alone = false } = {}) {
  loadDotEnv()
  const data = dataDir()
  const running = process.env.DATABASE_URL ? null : runningDatabase(data)
  if (running) {
    if (alone) throw new Failure('HMS is running; stop it first (Ctrl-C where it was started).')
    return work(running)
  }
  const lock = join(data, 'run.lock')
  const holder = process.env.DATABASE_URL ? null : tryLock(lock)
  if (holder) throw new Failure(`Process ${holder.pid} is working on ${data}; try again when it is done.`)
  const shutdown = new Shutdown()
  shutdown.add(async () => rmSync(lock, { force: true }))
  try {
    const database = await openDatabase({ migrate })
    shutdown.add(database.stop, database.kill)
    await work(database, shutdown.signal)
    await shutdown.finish()
  } catch (error) {
    await shutdown.finish(error)
  }
}

/** What a running `npm start` has open; null when none is. */
export function runningDatabase(data) {
  const [state, secrets] = ['postgres.json', 'secrets.json'].map((file) => readJson(join(data, file)))
  if (!state || !secrets || !isAlive(readJson(join(data, 'run.lock'))) || !runningServer(state.pgdata)) return null
  const cluster = { ...state, secrets }
  return { env: embeddedEnv(cluster), embedded: true, cluster }
}
