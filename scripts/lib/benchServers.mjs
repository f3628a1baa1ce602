/** What is measured and what asks: API, floor and load, each in a process of its own. */
import { fork } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { leash, inRoot } from './paths.mjs'
import { runningServer } from './postgres.mjs'
import { endProcess, identify } from './processes.mjs'
import { startService, waitUntilReady } from './services.mjs'
import { Failure } from './ui.mjs'

const backend = inRoot('backend')

/** API and floor over one database, and the process that loads them; `stop` ends all of it. */
export async function startServers(database, settings) {
  const { ports, worker, profile, dataDir, connections } = settings
  const logs = join(dataDir, 'logs')
  const env = apiEnvironment(database, settings)
  const nodeArgs = profile ? ['--cpu-prof', `--cpu-prof-dir=${join(dataDir, 'profiles')}`] : []
  // Under full load there are slow statements to warn of; they are in the log.
  const script = (name) => ({ cwd: backend, script: join(backend, name), quiet: true })
  const api = startService({ name: 'API', ...script('src/server.ts'), nodeArgs, env, logFile: join(logs, 'api.log') })
  const floor = startService({
    name: 'floor',
    ...script('bench/floor.ts'),
    env: { ...env, API_PORT: String(ports.floor) },
    logFile: join(logs, 'floor.log'),
  })
  const services = [api, floor]
  if (worker === 'apart')
    services.push(startService({ name: 'worker', ...script('src/worker.ts'), env, logFile: join(logs, 'worker.log') }))
  const load = new LoadProcess({ HMS_KEYS: database.keys })
  const stop = async () => {
    await load.stop()
    for (const service of services) await service.stop()
  }
  try {
    await waitUntilReady(api, `http://127.0.0.1:${ports.api}/api/ready`)
    await waitUntilReady(floor, `http://127.0.0.1:${ports.floor}/ready`)
    const setup = { connections, ports, adminUrl: database.adminUrl, appUrl: database.appUrl }
    const world = await load.call({ setup })
    return { load, world, stop, pids: { api: api.known.pid, floor: floor.known.pid } }
  } catch (error) {
    await stop()
    throw error
  }
}

/** As `npm start` sets it on its own server, but for production. */
export function apiEnvironment({ appUrl, keys }, { ports, worker }) {
  return {
    NODE_ENV: 'production',
    HMS_EMBEDDED: '1',
    DATABASE_URL: appUrl,
    HMS_KEYS: keys,
    API_PORT: String(ports.api),
    WEB_PORT: String(ports.web),
    WORKER: worker === 'in' ? 'on' : 'off',
  }
}

class LoadProcess {
  #child
  #known
  #calls = new Map()
  #next = 0

  constructor(env) {
    this.#child = fork(join(backend, 'bench', 'load.ts'), {
      cwd: backend,
      execArgv: ['--import', leash],
      env: { ...process.env, ...env, HMS_LEASH: String(process.pid) },
    })
    this.#known = identify(this.#child.pid)
    this.#child.on('message', ({ id, result, error }) => {
      const { resolve, reject } = this.#calls.get(id)
      this.#calls.delete(id)
      if (error) reject(new Failure(`The load stopped: ${error}`))
      else resolve(result)
    })
    this.#child.on('exit', () => {
      for (const { reject } of this.#calls.values()) reject(new Failure('The load process ended.'))
    })
  }

  call(message) {
    const id = this.#next++
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject })
      this.#child.send({ id, ...message })
    })
  }

  stop() {
    return endProcess(this.#known)
  }
}

/** The kernel counts processor time in hundredths of a second. */
const TICK_MICROSECONDS = 10_000

/** Of the fields of /proc/<pid>/stat behind the name: own time, and that of children that have ended. */
const OWN = [11, 12]
const ENDED_CHILDREN = [13, 14]

/** Processor time of a process so far, in microseconds; null where there is no /proc. */
export function cpuOf(pid, counted = OWN) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return counted.reduce((sum, field) => sum + Number(fields[field]), 0) * TICK_MICROSECONDS
  } catch {
    return null
  }
}

/** Processor time of all server processes of PostgreSQL, those of connections that were closed included. */
export function cpuOfDatabase(pgdata) {
  const server = runningServer(pgdata)
  const ended = server && cpuOf(server.pid, [...OWN, ...ENDED_CHILDREN])
  if (ended === null) return null
  return childrenOf(server.pid).reduce((sum, pid) => sum + (cpuOf(pid) ?? 0), ended)
}

function childrenOf(parent) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent
      } catch {
        return false
      }
    })
    .map(Number)
}

/** Resident memory of a process in megabytes of a million bytes; null where there is no /proc. */
export function residentOf(pid) {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1.024e-3
  } catch {
    return null
  }
}
