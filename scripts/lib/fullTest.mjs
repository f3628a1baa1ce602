import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildFrontend, generateClient, runNode } from './build.mjs'
import { checks } from './checks.mjs'
import { ensureChromium } from './chromium.mjs'
import { readSettings } from './config.mjs'
import { ensureTools } from './debianTools.mjs'
import { startParts, waitForParts } from './parts.mjs'
import { inRoot } from './paths.mjs'
import { removeData } from './postgres.mjs'
import { freePort, tryLock } from './processes.mjs'
import { runJest, runPlaywright, runVitest } from './runners.mjs'
import { Shutdown } from './shutdown.mjs'
import { runKinds } from './testRun.mjs'
import { acquireTestDatabase } from './testServer.mjs'
import { Failure, say, step } from './ui.mjs'

/** Apart from `.data-test`, which developers' runs of single files share and keep. */
const dataDir = inRoot('.data-test-run')
const lock = inRoot('.data-test-run.lock')

export async function runTests(args) {
  const holder = tryLock(lock)
  if (holder) throw new Failure(`npm test runs already (process ${holder.pid}).`)
  const shutdown = new Shutdown()
  shutdown.add(async () => rmSync(lock, { force: true }))
  try {
    await removeData(dataDir)
    mkdirSync(dataDir, { recursive: true })
    // What the tests count stays for `npm run scorecard -- --last`.
    process.env.FIGURES_DIR ??= join(dataDir, 'figures')
    const kinds = select(allKinds(shutdown), args)
    await step('Preparing', () => generateClient(shutdown.signal))
    await runKinds(kinds, shutdown.signal)
    shutdown.signal.throwIfAborted()
    await shutdown.finish()
  } catch (error) {
    await shutdown.finish(error)
  }
}

const report = (name) => join(dataDir, 'reports', `${name}.json`)

function allKinds(shutdown) {
  const { signal } = shutdown
  return {
    api: { title: 'Unit and API tests (vitest)', run: (args) => testApi(signal, args) },
    cluster: { title: 'Several processes (vitest)', run: (args) => testCluster(signal, args) },
    faults: { title: 'Faults survived (vitest)', run: (args) => testFaults(signal, args) },
    // Of what comes before, much waits for processes that end and begin: the cores have time for these meanwhile.
    ...checks,
    components: { title: 'Component tests (jest)', run: (args) => runJest({ report: report('jest'), signal, args }) },
    browser: {
      title: 'Browser tests (playwright)',
      // Types are looked at before the build writes some of its own.
      begin: (before) => before.then(() => buildFrontend(signal, { behind: true })),
      run: (args) => testInBrowser(shutdown, args),
    },
  }
}

function select(kinds, args) {
  const option = args.find((arg) => arg.startsWith('--only='))
  const names = option ? option.slice('--only='.length).split(',') : Object.keys(kinds)
  const unknown = names.filter((name) => !kinds[name])
  if (unknown.length) throw new Failure(`There is no ${unknown}; there are ${Object.keys(kinds).join(', ')}.`)
  const rest = args.filter((arg) => arg !== option)
  return Object.fromEntries(names.map((name) => [name, { ...kinds[name], run: () => kinds[name].run(rest) }]))
}

async function testApi(signal, args) {
  const database = await acquireTestDatabase({ name: 'hms_test', dataDir })
  try {
    return await runVitest({ report: report('vitest'), env: { ...database.env, NODE_ENV: 'test' }, signal, args })
  } finally {
    await database.release()
  }
}

/** The short form of `npm run test:cluster`, with a database server and processes of its own. */
async function testCluster(signal, args) {
  await ensureTools('haproxy', 'pgbouncer')
  const env = { CLUSTER_DATA_DIR: `${dataDir}-cluster` }
  return runVitest({ report: report('cluster'), config: 'vitest.cluster.config.ts', env, signal, args })
}

/** The short form of `npm run test:faults`, likewise. */
async function testFaults(signal, args) {
  await ensureTools('age', 'zstd')
  const env = { CLUSTER_DATA_DIR: `${dataDir}-faults` }
  return runVitest({ report: report('faults'), config: 'vitest.faults.config.ts', env, signal, args })
}

/** A production build on a seeded demo hospital of its own, as `npm start` would run it. */
async function testInBrowser(shutdown, args) {
  const { signal } = shutdown
  const chromium = await ensureChromium()
  say(`   with ${chromium}`)
  await buildFrontend(signal)
  const database = await acquireTestDatabase({ name: 'hms_e2e', dataDir })
  try {
    const seed = inRoot('backend', 'prisma', 'seed.ts')
    const hospitalEnv = { ...database.env, HOSPITAL_TIME_ZONE: morningZone(), ...(await signInService()) }
    await step('Filling the demo hospital', () => runNode([seed], inRoot('backend'), hospitalEnv, signal))
    return await withHospital(hospitalEnv, (env) =>
      runPlaywright({ report: report('playwright'), env: { ...env, CHROMIUM_PATH: chromium }, signal, args }),
    )
  } finally {
    await database.release()
  }
}

/** A zone in which it is ten in the morning: whenever they run, journeys book a visit of today and complete it. */
function morningZone(now = new Date()) {
  const east = ((10 - now.getUTCHours() + 36) % 24) - 12
  // These names count hours west of Greenwich.
  return east === 0 ? 'Etc/UTC' : `Etc/GMT${east > 0 ? '-' : '+'}${Math.abs(east)}`
}

/** Where the journey through a sign-in service starts one; nobody is there for all others, who do not go there. */
async function signInService() {
  const OIDC_ISSUER = `http://127.0.0.1:${await freePort()}`
  const client = { OIDC_CLIENT_ID: 'hms', OIDC_CLIENT_SECRET: randomUUID() }
  return { OIDC_ISSUER, ...client, OIDC_NAME: 'Harbor Falls', OIDC_SIGN_OUT: 'on' }
}

async function withHospital(databaseEnv, work) {
  const [apiPort, webPort] = [await freePort(), await freePort()]
  const settings = await readSettings({ ...databaseEnv, API_PORT: String(apiPort), WEB_PORT: String(webPort) })
  const logs = join(dataDir, 'logs')
  const parts = startParts({ settings, env: databaseEnv, logs })
  try {
    await waitForParts(parts, settings)
    const addresses = { E2E_BASE_URL: settings.publicUrl, API_URL: `http://127.0.0.1:${apiPort}` }
    return await work({ ...databaseEnv, ...addresses, WEB_LOG: join(logs, 'web.log') })
  } finally {
    await parts.web.stop()
    await parts.api.stop()
  }
}
