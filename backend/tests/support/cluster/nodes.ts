import { join } from 'node:path'
import { inRoot, leash } from '../../../../scripts/lib/paths.mjs'
import { takePort } from './ports.ts'
import { type Running, startProcess, waitFor } from './processes.ts'

export interface Api extends Running {
  readonly port: number
  /** `http://127.0.0.1:4000`, without `/api`. */
  readonly url: string
}

interface NodeStart {
  name?: string
  /** Has to hold the database; see `databaseEnv`. */
  env: Record<string, string>
  logs: string
}

function startNode(name: string, script: string, { env, logs }: NodeStart): Running {
  return startProcess({
    name,
    command: process.execPath,
    args: ['--import', leash, inRoot('backend', 'src', script)],
    env: { ...process.env, NODE_ENV: 'test', LOG_LEVEL: 'info', ...env, HMS_LEASH: String(process.pid) },
    logFile: join(logs, `${name}.log`),
    ipc: true,
  })
}

/** One API process without a worker, ready. Give it the port of a killed one to take its place. */
export async function startApi({ name = 'api', port, ...start }: NodeStart & { port?: number }): Promise<Api> {
  const at = port ?? (await takePort())
  const url = `http://127.0.0.1:${at}`
  const env = { WORKER: 'off', TRUST_PROXY: '2', ...start.env, API_PORT: String(at) }
  const api = startNode(name, 'server.ts', { ...start, env })
  await waitFor(api, async () => {
    const reply = await fetch(`${url}/api/ready`, { signal: AbortSignal.timeout(2000) })
    await reply.body?.cancel()
    return reply.ok
  })
  return Object.assign(api, { port: at, url })
}

/** One worker process, at work. */
export async function startWorkerProcess({ name = 'worker', ...start }: NodeStart): Promise<Running> {
  const worker = startNode(name, 'worker.ts', start)
  await waitFor(worker, async () => worker.log().includes('the worker works'))
  return worker
}
