import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { takePort } from './cluster/ports.ts'

const backend = fileURLToPath(new URL('../../', import.meta.url))

/** One of our programs as it really runs, with everything that it says. */
export interface RealProcess {
  child: ChildProcess
  /** Standard output and standard error, as they came. */
  output(): string
  /** The events it has logged. @throws when a line is none */
  events(): Record<string, unknown>[]
  /** Sends the signal, and tells how the process ended and after how many milliseconds. */
  stop(signal?: NodeJS.Signals): Promise<{ code: number | null; ms: number }>
}

const running = new Set<RealProcess>()

export function startProcess(script: string, env: Record<string, string>): RealProcess {
  const child = spawn(process.execPath, [script], {
    cwd: backend,
    env: { ...process.env, NODE_ENV: 'production', NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text))
  const ended = once(child, 'close')
  const started: RealProcess = {
    child,
    output: () => said,
    events: () =>
      said
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    async stop(signal = 'SIGTERM') {
      const asked = performance.now()
      child.kill(signal)
      await ended
      running.delete(started)
      return { code: child.exitCode, ms: performance.now() - asked }
    },
  }
  running.add(started)
  return started
}

/** Ends what a test has left behind. */
export async function endProcesses(): Promise<void> {
  await Promise.all([...running].map((left) => left.stop('SIGKILL')))
}

export interface RealApi extends RealProcess {
  url: string
}

/** The API on a port of its own, listening or about to. */
export async function launchApi(env: Record<string, string> = {}, script = 'src/server.ts'): Promise<RealApi> {
  const port = await takePort()
  const api = startProcess(script, { API_PORT: String(port), WORKER: 'off', ...env })
  return { ...api, url: `http://127.0.0.1:${port}/api` }
}

/** The same, once it is ready. */
export async function startApi(env: Record<string, string> = {}, script = 'src/server.ts'): Promise<RealApi> {
  const api = await launchApi(env, script)
  for (let tries = 0; ; tries++) {
    if (api.child.exitCode !== null || tries > 150) throw new Error(`The API did not start: ${api.output()}`)
    if ((await fetch(`${api.url}/ready`).catch(() => null))?.ok) return api
    await sleep(100)
  }
}
