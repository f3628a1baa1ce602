import { spawn, type SpawnOptions } from 'node:child_process'
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { endProcess, identify } from '../../../../scripts/lib/processes.mjs'

/** One process of the cluster, ended by its own number and by nothing else. */
export interface Running {
  readonly name: string
  readonly pid: number
  alive(): boolean
  /** Everything it has said. */
  log(): string
  /** SIGKILL, as a machine that goes dark. */
  kill(): Promise<void>
  /** Asks it to stop; after ten seconds it is ended. @returns whether it stopped by itself. */
  stop(): Promise<boolean>
  signal(name: NodeJS.Signals): void
  /** Resolves with its exit code, or null after a signal. */
  readonly exited: Promise<number | null>
}

export interface Start {
  name: string
  command: string
  args: string[]
  /** Takes the place of our own environment. */
  env?: NodeJS.ProcessEnv
  /** Whom it runs as, when we are root. */
  user?: { uid: number; gid: number } | null
  logFile: string
  /** Tells it when we die: for Node, which can hear that. */
  ipc?: boolean
}

const running = new Set<Running>()

function endAll(): void {
  for (const one of running) one.signal('SIGKILL')
}
process.on('exit', endAll)
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  process.once(signal, () => process.exit(1))
}

/** Starts a process whose output goes to a file; whatever becomes of us, it is ended as well. */
export function startProcess({ name, command, args, env = process.env, user, logFile, ipc }: Start): Running {
  mkdirSync(dirname(logFile), { recursive: true })
  const log = createWriteStream(logFile, { flags: 'a' })
  const options: SpawnOptions = {
    env,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe', ...(ipc ? ['ipc' as const] : [])],
    ...(user ? { uid: user.uid, gid: user.gid } : {}),
  }
  const child = spawn(command, args, options)
  child.stdout?.pipe(log, { end: false })
  child.stderr?.pipe(log, { end: false })
  const exited = new Promise<number | null>((resolve) => {
    child.once('error', (error) => (log.write(`${error.message}\n`), resolve(null)))
    child.once('exit', (code) => resolve(code))
  })
  const known = identify(child.pid ?? 0)
  const one: Running = {
    name,
    pid: child.pid ?? 0,
    exited,
    alive: () => child.pid !== undefined && child.exitCode === null && child.signalCode === null,
    log: () => readFileSync(logFile, 'utf8'),
    kill: async () => {
      child.kill('SIGKILL')
      await exited
    },
    stop: () => endProcess(known, { patience: 10_000 }),
    signal: (signal) => void (one.alive() && child.kill(signal)),
  }
  running.add(one)
  void exited.then(() => (running.delete(one), log.end()))
  return one
}

/** Waits until `probe` says yes; fails with the last words of the process when it ends first or takes too long. */
export async function waitFor(one: Running, probe: () => Promise<boolean>, patience = 30_000): Promise<void> {
  const until = Date.now() + patience
  while (!(await probe().catch(() => false))) {
    if (!one.alive() || Date.now() > until) {
      throw new Error(`The ${one.name} is not ready. Its last words:\n${one.log().split('\n').slice(-15).join('\n')}`)
    }
    await sleep(50)
  }
}
