/** The runs: rounds of ours, floor and raw SQL in turn, so that whatever else the machine does meets all of them. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cpuOf, cpuOfDatabase, residentOf, startServers } from './benchServers.mjs'
import { webPart } from './parts.mjs'
import { inRoot } from './paths.mjs'
import { startService, waitUntilReady } from './services.mjs'
import { connect } from './sql.mjs'
import { dim, Failure, say } from './ui.mjs'

const DEEDS = ['create', 'read', 'readInCare', 'search', 'slots', 'book', 'calendar', 'bill', 'signIn']
const SEARCHES = ['searchTypo', 'searchAccent', 'searchPart', 'searchOrder', 'searchMrn', 'searchPhone', 'searchBirth']
const GROWING = ['create', 'read', 'readInCare', 'slots', 'book', 'calendar', 'bill', 'search', ...SEARCHES]

const chosen = (names, { deeds }) => names.filter((name) => !deeds || deeds.includes(name))

/** Servers over a filled database, for as long as `work` takes. */
export async function withServers({ settings, databases, shutdown }, patients, work) {
  const database = await databases.open(patients)
  const servers = await startServers(database, settings)
  try {
    shutdown.signal.throwIfAborted()
    return await work({ ...servers, database, settings, signal: shutdown.signal })
  } finally {
    await servers.stop()
  }
}

export function measureDeeds(context) {
  return withServers(context, context.settings.patients, async (bench) => {
    say(`\n  ${bench.world.patientCount} patients, ${bench.world.visitCount} appointments\n`)
    const deeds = []
    for (const name of chosen(DEEDS, context.settings)) deeds.push(await measureDeed(bench, name))
    return { patients: bench.world.patientCount, visits: bench.world.visitCount, deeds }
  })
}

async function measureDeed(bench, name) {
  const { labels, floors, medianRound } = await pure(bench)
  const targets = floors[name] ? ['api', 'floor', 'raw'] : ['api']
  const rounds = Object.fromEntries(targets.map((target) => [target, []]))
  for (let round = 0; round < bench.settings.rounds; round++) {
    for (const target of targets) rounds[target].push(await runRound(bench, target, name))
  }
  const side = (target) => {
    const of = rounds[target]
    if (!of) return null
    return {
      ...medianRound(of),
      cpu: middle(of, 'cpu'),
      databaseCpu: middle(of, 'databaseCpu'),
      loadCpu: middle(of, 'loadCpu'),
    }
  }
  const result = { name, label: labels[name], api: side('api'), floor: side('floor'), raw: side('raw') }
  const { figure } = await import('../../backend/bench/report.ts')
  const against = result.floor ? `, floor ${figure(result.floor.perSecond)}, raw ${figure(result.raw.perSecond)}` : ''
  say(`  ${result.label}: ${figure(result.api.perSecond)}/s, p95 ${figure(result.api.p95)} ms${dim(against)}`)
  return result
}

function middle(rounds, key) {
  const values = rounds.map((round) => round[key]).filter((value) => value !== null)
  return values.length === 0 ? null : values.sort((a, b) => a - b)[values.length >> 1]
}

/** What the TypeScript side knows: names of deeds, which of them the floor can do, and medians. */
async function pure() {
  const { makeDeeds } = await import('../../backend/bench/load/deeds.ts')
  const { medianRound } = await import('../../backend/bench/load/statistics.ts')
  const nothing = { doctors: [], patients: [], bookable: { doctorIds: [], from: '2030-01-01' }, week: {} }
  const deeds = Object.entries(makeDeeds(nothing))
  return {
    labels: Object.fromEntries(deeds.map(([name, { label }]) => [name, label])),
    floors: Object.fromEntries(deeds.map(([name, { floor }]) => [name, floor])),
    medianRound,
  }
}

/** One round from an empty queue of jobs. @throws Failure when anything was answered otherwise than it should be */
async function runRound({ load, pids, database, settings, signal }, target, deed) {
  signal.throwIfAborted()
  await forgetJobs(database)
  const { warmupSeconds, seconds } = settings
  if (warmupSeconds > 0) await load.call({ order: { target, deed, warmupSeconds: 0, seconds: warmupSeconds } })
  const before = { own: cpuOf(pids[target]), database: cpuOfDatabase(database.pgdata) }
  const round = await load.call({ order: { target, deed, warmupSeconds: 0, seconds } })
  const after = { own: cpuOf(pids[target]), database: cpuOfDatabase(database.pgdata) }
  if (round.errors > 0)
    throw new Failure(`${round.errors} of ${round.count + round.errors} failed: ${round.firstError}`)
  const each = (from, to) => (from == null || to == null ? null : (to - from) / round.count)
  return {
    ...round,
    cpu: each(before.own, after.own),
    databaseCpu: each(before.database, after.database),
    loadCpu: round.ownCpu / round.count,
  }
}

/** Deeds leave jobs faster than any worker sends messages; what is left of one round is not to slow the next one down. */
export async function forgetJobs({ adminUrl }) {
  const admin = await connect(adminUrl)
  await admin.query(`UPDATE messages SET handed_over_at = now() WHERE status = 'queued' AND handed_over_at IS NULL`)
  await admin.query('DELETE FROM graphile_worker._private_jobs WHERE locked_at IS NULL')
  await admin.end()
}

/** All sizes at once, each with an API of its own, and their rounds in turn: noise of the machine meets all of them alike. */
export async function measureGrowth(context) {
  const { settings } = context
  const benches = await startSizes(context)
  try {
    const { labels, medianRound } = await pure()
    const deeds = []
    for (const name of chosen(GROWING, settings)) {
      const rounds = benches.map(() => [])
      for (let round = 0; round < settings.rounds; round++) {
        for (const [n, bench] of benches.entries()) rounds[n].push(await runRound(bench, 'api', name))
      }
      const figures = rounds.map((own) => growthOf(name, labels[name], own, medianRound))
      deeds.push(figures)
      say(`  ${labels[name]}: p95 ${figures.map(({ p95 }) => `${p95.toFixed(1)} ms`).join(', ')}`)
    }
    return benches.map(({ patients, world }, n) => ({
      patients,
      visits: world.visitCount,
      deeds: deeds.map((of) => of[n]),
    }))
  } finally {
    for (const bench of benches) await bench.stop()
  }
}

async function startSizes({ settings, databases, shutdown }) {
  // Filling starts the server anew: only when all are filled is it known where each of them is.
  for (const patients of settings.sizes) await databases.open(patients)
  const benches = []
  try {
    for (const [n, patients] of settings.sizes.entries()) {
      const { api, floor, web } = settings.ports
      const own = { ...settings, ports: { api: api + 10 * n, floor: floor + 10 * n, web: web + 10 * n } }
      const database = await databases.open(patients)
      const servers = await startServers(database, own)
      benches.push({ ...servers, database, settings: own, signal: shutdown.signal, patients })
      say(`  ${servers.world.patientCount} patients, ${servers.world.visitCount} appointments`)
    }
    return benches
  } catch (error) {
    for (const bench of benches) await bench.stop()
    throw error
  }
}

function growthOf(name, label, rounds, medianRound) {
  const { perSecond, p50, p95, p99, count } = medianRound(rounds)
  const hits = rounds.reduce((sum, round) => sum + round.found, 0)
  return { name, label, perSecond, p50, p95, p99, found: name.startsWith('search') ? hits / count : null }
}

/** Resident memory of a fresh API and web server: at rest, after every deed has been done for a while, and at rest again. */
export function measureMemory(context) {
  const { settings } = context
  return withServers(context, settings.patients, async (bench) => {
    const web = await startWeb(settings)
    try {
      await sleep(settings.restSeconds * 1000)
      const look = () => ({ api: residentOf(bench.pids.api), web: web && residentOf(web.known.pid) })
      const atRest = look()
      const order = (deed) => ({ order: { target: 'api', deed, warmupSeconds: 0, seconds: settings.seconds } })
      for (const deed of DEEDS) await bench.load.call(order(deed))
      if (web) await visitPages(settings.ports.web)
      const afterLoad = look()
      await sleep(settings.restSeconds * 1000)
      const restAgain = look()
      const mb = (value) => (value == null ? '–' : `${Math.round(value)} MB`)
      for (const name of ['api', 'web']) {
        say(
          `  Memory of ${name}: ${mb(atRest[name])} at rest, ${mb(afterLoad[name])} after load, ${mb(restAgain[name])} later`,
        )
      }
      return { atRest, afterLoad, restAgain, restSeconds: settings.restSeconds }
    } finally {
      await web?.stop()
    }
  })
}

/** The web server as `npm start` has it, where the front end is built; null where it is not. */
async function startWeb({ ports, dataDir }) {
  if (!existsSync(inRoot('frontend', '.next', 'BUILD_ID'))) return null
  const part = webPart(false, {
    webPort: ports.web,
    apiPort: ports.api,
    trustProxy: 1,
    hospitalTimeZone: 'America/New_York',
  })
  const web = startService({ ...part, logFile: join(dataDir, 'logs', 'web.log') })
  await waitUntilReady(web, `http://127.0.0.1:${ports.web}/`)
  return web
}

/** Some hundred renderings of the pages that everybody passes. */
async function visitPages(port) {
  for (let n = 0; n < 300; n++) {
    const path = ['/login', '/register', '/'][n % 3]
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual' })
    if (response.status >= 500) throw new Failure(`${path} answers ${response.status}.`)
    await response.arrayBuffer()
  }
}
