/** `npm start` and `npm run dev`, from their second stage on: everything is installed, and this is our own Node. */
import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { buildFrontend, generateClient } from './build.mjs'
import { loadDotEnv, readSettings } from './config.mjs'
import { openDatabase, seedWhenEmpty } from './database.mjs'
import { dataDir } from './paths.mjs'
import { endProcess, freePort, isAlive, isPortFree, readJson, tryLock, writeJson } from './processes.mjs'
import { nodeEnvOf, startParts, waitForParts } from './parts.mjs'
import { Shutdown } from './shutdown.mjs'
import { bold, dim, Failure, green, say, seconds, step } from './ui.mjs'

/** Any key will do to check the other settings; the embedded database brings its own. */
const STAND_IN = {
  HMS_EMBEDDED: '1',
  DATABASE_URL: 'postgres://localhost/stand-in',
  DATABASE_BACKUP_URL: 'postgres://localhost/stand-in',
  HMS_KEYS: `k:${randomBytes(32).toString('base64')}`,
}

export async function runHospital({ dev = false, since = Date.now() } = {}) {
  loadDotEnv()
  const data = dataDir()
  const settings = await readSettings(process.env.DATABASE_URL ? { NODE_ENV: nodeEnvOf({ dev }) } : STAND_IN)
  mkdirSync(data, { recursive: true })
  const address = `http://localhost:${settings.webPort}`
  const lock = join(data, 'run.lock')
  const holder = await takeOver(lock, address)
  if (holder)
    return say(`HMS is already running on this data (${data}): ${bold(holder.address)}, process ${holder.pid}.`)
  const shutdown = new Shutdown()
  shutdown.add(async () => rmSync(lock, { force: true }))
  shutdown.signal.addEventListener('abort', () => writeJson(lock, { ...readJson(lock), stopping: true }))
  try {
    say(bold(`\nHMS ${dev ? 'for development ' : ''}${dim(`on Node ${process.versions.node}, data in ${data}`)}`))
    await clearLeftovers(data)
    await checkPorts(settings)
    const { demo } = await bringUp({ dev, data, settings, shutdown })
    welcome({ address, demo, since, settings })
    throw await shutdown.firstFailure
  } catch (error) {
    await shutdown.finish(error)
  }
}

/** Takes the lock, after the one who holds it if that one is on its way out; returns who keeps it. */
async function takeOver(lock, address) {
  for (;;) {
    const holder = tryLock(lock, { address })
    if (!holder?.stopping) return holder
    await sleep(100)
  }
}

async function bringUp({ dev, data, settings, shutdown }) {
  await generateClient(shutdown.signal)
  const built = dev ? null : buildFrontend(shutdown.signal)
  shutdown.add(async () => void (await built?.catch(() => {})))
  built?.catch(() => {})
  const database = await openDatabase()
  if (database.embedded) shutdown.add(() => step('Stopping the database', database.stop), database.kill)
  shutdown.failOn(database.ended)
  shutdown.signal.throwIfAborted()
  const demo = database.embedded && (await seedWhenEmpty(database, shutdown.signal))
  await built
  shutdown.signal.throwIfAborted()
  const parts = startParts({ dev, settings, env: database.env, logs: join(data, 'logs') })
  for (const part of [parts.api, parts.web]) shutdown.watch(part)
  const known = [parts.api, parts.web].map(({ name, known }) => ({ name, ...known }))
  writeJson(join(data, 'run.json'), { parts: known })
  await waitForParts(parts, settings)
  return { demo }
}

/** Parts that outlived a start script which was killed. Number and start time name them beyond doubt. */
async function clearLeftovers(data) {
  const file = join(data, 'run.json')
  for (const part of readJson(file)?.parts ?? []) {
    if (!isAlive(part)) continue
    await step(`Ending the ${part.name} that an earlier start left behind`, () => endProcess(part, { group: true }))
  }
  rmSync(file, { force: true })
}

async function checkPorts({ apiPort, webPort }) {
  const wanted = [
    ['WEB_PORT', webPort],
    ['API_PORT', apiPort],
  ]
  for (const [variable, port] of wanted) {
    if ((await isPortFree(port)) && (await isPortFree(port, '::1'))) continue
    throw new Failure(`Port ${port} is taken by another program.`, [
      `Stop that program, or choose another port: ${variable}=${await freePort(port + 10)} npm start`,
    ])
  }
}

function welcome({ address, demo, since, settings }) {
  say(`\n${green('HMS is ready')} ${dim(`after ${seconds(since)}`)}\n\n  ${bold(address)}`)
  say(dim(`  API: http://localhost:${settings.apiPort}/api/docs`))
  if (demo) {
    say(`\n  Demo sign-ins, all with password ${bold('Demo-Hospital-1')}:`)
    const names = ['admin', 'doctor', 'patient', 'receptionist', 'nurse', 'billing', 'privacy']
    for (const name of names) say(`    ${name}@demo.hms`)
  }
  say(dim('\n  Ctrl-C stops everything.\n'))
}
