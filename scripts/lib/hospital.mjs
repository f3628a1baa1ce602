/** `npm start` and `npm run dev`, from their second stage on: everything is installed, and this is our own Node. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { buildFrontend, generateClient } from './build.mjs'
import { loadDotEnv, readSettings } from './config.mjs'
import { openDatabase, seedWhenEmpty } from './database.mjs'
import { dataDir, inRoot, packageBin } from './paths.mjs'
import { endProcess, freePort, isAlive, isPortFree, readJson, tryLock, writeJson } from './processes.mjs'
import { startService, waitUntilReady } from './services.mjs'
import { Shutdown } from './shutdown.mjs'
import { bold, dim, Failure, green, say, seconds, step } from './ui.mjs'

/** Any key will do to check the other settings; the embedded database brings its own. */
const STAND_IN = { DATABASE_URL: 'postgres://stand-in', HMS_KEYS: `k:${Buffer.alloc(32).toString('base64')}` }

export async function runHospital({ dev = false, since = Date.now() } = {}) {
  loadDotEnv()
  const data = dataDir()
  const settings = await readSettings(process.env.DATABASE_URL ? {} : STAND_IN)
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
  shutdown.add(() => step('Stopping the database', database.stop), database.kill)
  shutdown.failOn(database.ended)
  shutdown.signal.throwIfAborted()
  const demo = database.embedded && (await seedWhenEmpty(database, shutdown.signal))
  await built
  shutdown.signal.throwIfAborted()
  await startParts({ dev, data, settings, shutdown, env: database.env })
  return { demo }
}

async function startParts({ dev, data, settings, shutdown, env }) {
  const api = startService({ ...apiPart(dev, settings, env), logFile: join(data, 'logs', 'api.log') })
  shutdown.watch(api)
  const web = startService({ ...webPart(dev, settings), logFile: join(data, 'logs', 'web.log') })
  shutdown.watch(web)
  writeJson(join(data, 'run.json'), { parts: [api, web].map(({ name, known }) => ({ name, ...known })) })
  await step('Starting the API', () => waitUntilReady(api, `http://127.0.0.1:${settings.apiPort}/api/ready`))
  await step('Starting the web server', async () => {
    await waitUntilReady(web, `http://127.0.0.1:${settings.webPort}/api/ready`)
    await waitUntilReady(web, `http://127.0.0.1:${settings.webPort}/`)
  })
}

function apiPart(dev, settings, env) {
  const own = { ...env, API_PORT: String(settings.apiPort), WEB_PORT: String(settings.webPort) }
  // On a named database this is somebody's hospital; the embedded one is for trying it out, over plain http.
  const nodeEnv = process.env.NODE_ENV ?? (process.env.DATABASE_URL && !dev ? 'production' : 'development')
  return {
    name: 'API',
    script: inRoot('backend', 'src', 'server.ts'),
    nodeArgs: dev ? ['--watch', '--watch-preserve-output'] : [],
    cwd: inRoot('backend'),
    env: { ...own, NODE_ENV: nodeEnv },
  }
}

function webPart(dev, settings) {
  const host = process.env.WEB_HOST || '127.0.0.1'
  const apiUrl = `http://127.0.0.1:${settings.apiPort}`
  return {
    name: 'web server',
    script: packageBin('next', 'next', 'frontend'),
    args: [dev ? 'dev' : 'start', '--port', String(settings.webPort), '--hostname', host],
    cwd: inRoot('frontend'),
    env: {
      NODE_ENV: dev ? 'development' : 'production',
      API_URL: apiUrl,
      INTERNAL_API_URL: apiUrl,
      // The API counts our web server as its first proxy, the web server only those in front of it.
      TRUSTED_PROXIES: String(Math.max(0, settings.trustProxy - 1)),
      HOSPITAL_TIME_ZONE: settings.hospitalTimeZone,
      NEXT_TELEMETRY_DISABLED: '1',
    },
  }
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
    for (const name of ['admin', 'doctor', 'patient']) say(`    ${name}@demo.hms`)
  }
  say(dim('\n  Ctrl-C stops everything.\n'))
}
