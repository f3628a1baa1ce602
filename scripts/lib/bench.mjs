/**
 * `npm run bench`: how fast the API is, beside the floor that the same work has anyway, in the same run. docs/performance.md
 * tells how to read it.
 *   --only=deeds,growth,memory,mixed   what to measure (deeds); `fill` only fills the databases of the growth run
 *   --deed=read,book             some of the deeds
 *   --patients=100000            size of the hospital of the deeds
 *   --sizes=10000,100000,1000000 sizes of the growth run
 *   --rounds=5 --seconds=5 --warmup=2 --connections=16 (50 for `mixed`)
 *   --minutes=5                  how long `mixed` goes on
 *   --worker=in|apart|off        where jobs run: in the API as with `npm start` (the default), in a process of their own, nowhere
 *   --short                      a look in under a minute whether it works; asserts no times and writes no document
 *   --profile                    leaves a processor profile of the API in .data-bench/profiles
 *   --keep                       keeps the filled databases (.data-bench) for the next run
 *   --no-write                   leaves docs/performance.md and docs/performance.json as they are
 */
import { cpus } from 'node:os'
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { BenchDatabases } from './benchDatabases.mjs'
import { measureDeeds, measureGrowth, measureMemory } from './benchMeasure.mjs'
import { measureMixed } from './benchMixed.mjs'
import { writeReport } from './benchReport.mjs'
import { generateClient } from './build.mjs'
import { root } from './paths.mjs'
import { tryLock } from './processes.mjs'
import { Shutdown } from './shutdown.mjs'
import { Failure, say } from './ui.mjs'

const options = {
  only: { type: 'string', default: 'deeds' },
  deed: { type: 'string' },
  patients: { type: 'string', default: '100000' },
  sizes: { type: 'string', default: '10000,100000,1000000' },
  rounds: { type: 'string', default: '5' },
  seconds: { type: 'string', default: '5' },
  warmup: { type: 'string', default: '2' },
  minutes: { type: 'string', default: '5' },
  connections: { type: 'string' },
  worker: { type: 'string', default: 'in' },
  port: { type: 'string', default: '4100' },
  short: { type: 'boolean', default: false },
  profile: { type: 'boolean', default: false },
  keep: { type: 'boolean', default: false },
  'no-write': { type: 'boolean', default: false },
}

/** Small enough for every change: it shows that all of it runs, and says nothing about speed. */
const SHORT = {
  only: 'deeds,growth,memory,mixed',
  patients: '1000',
  sizes: '1000',
  rounds: '1',
  seconds: '0.5',
  warmup: '0.2',
  minutes: '0.02',
}

export async function bench(args) {
  const { values } = parseArgs({ args, options })
  const given = values.short ? { ...values, ...SHORT } : values
  const settings = {
    parts: given.only.split(','),
    deeds: given.deed?.split(',') ?? null,
    patients: Number(given.patients),
    sizes: given.sizes.split(',').map(Number),
    rounds: Number(given.rounds),
    seconds: Number(given.seconds),
    warmupSeconds: Number(given.warmup),
    connections: Number(given.connections ?? 16),
    mixed: { connections: Number(given.connections ?? 50), seconds: Number(given.minutes) * 60 },
    worker: given.worker,
    ports: { api: Number(given.port), floor: Number(given.port) + 1, web: Number(given.port) + 2 },
    restSeconds: given.short ? 1 : 20,
    profile: given.profile,
    keep: given.keep,
    dataDir: resolve(root, process.env.BENCH_DATA_DIR || '.data-bench'),
  }
  const write = !given.short && !given['no-write']
  mkdirSync(join(settings.dataDir, 'logs'), { recursive: true })
  const holder = tryLock(join(settings.dataDir, 'run.lock'))
  if (holder) throw new Failure(`Process ${holder.pid} is measuring on ${settings.dataDir}.`)
  const shutdown = new Shutdown()
  const databases = new BenchDatabases(settings)
  shutdown.add(() => databases.close())
  try {
    await generateClient(shutdown.signal)
    const results = await measure(settings, databases, shutdown)
    await writeReport(results, write)
    await shutdown.finish()
  } catch (error) {
    await shutdown.finish(error)
  }
}

async function measure(settings, databases, shutdown) {
  const { parts, rounds, seconds, connections, worker } = settings
  const machine = { cores: cpus().length, processor: cpus()[0]?.model ?? 'unknown', node: process.versions.node }
  const results = { measured: new Date().toISOString(), machine, rounds, seconds, connections, worker }
  say(`\n  ${machine.cores} × ${machine.processor}, Node ${machine.node}, ${connections} connections, worker ${worker}`)
  const context = { settings, databases, shutdown }
  if (parts.includes('fill')) for (const patients of settings.sizes) await databases.open(patients)
  if (parts.includes('deeds')) results.deeds = await measureDeeds(context)
  if (parts.includes('growth')) results.growth = await measureGrowth(context)
  if (parts.includes('memory')) results.memory = await measureMemory(context)
  if (parts.includes('mixed')) results.mixed = await measureMixed(context)
  return results
}
