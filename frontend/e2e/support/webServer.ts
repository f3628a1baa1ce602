import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const frontend = join(import.meta.dirname, '../..')

export const portOf = (server: Server) => (server.address() as AddressInfo).port

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const port = portOf(server)
  server.close()
  await once(server, 'close')
  return port
}

export interface WebServer {
  url: string
  port: number
  /** Everything that it has printed. */
  said(): string
  stop(): Promise<void>
}

/** A web server of the test's own from the build that is there, as production runs it. */
export async function startWebServer(env: Record<string, string>): Promise<WebServer> {
  const port = await freePort()
  const next = createRequire(join(frontend, 'package.json')).resolve('next/dist/bin/next')
  const web = spawn(process.execPath, [next, 'start', '--port', String(port), '--hostname', '127.0.0.1'], {
    cwd: frontend,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [web.stdout, web.stderr]) stream.on('data', (chunk) => (said += chunk))
  const url = `http://127.0.0.1:${port}`
  const answers = () =>
    fetch(url).then(
      () => true,
      () => false,
    )
  for (let tried = 0; !(await answers()); tried++) {
    if (web.exitCode !== null || tried > 300) throw new Error(`The web server did not start: ${said}`)
    await sleep(100)
  }
  return {
    url,
    port,
    said: () => said,
    async stop() {
      if (web.exitCode !== null) return
      web.kill('SIGTERM')
      await once(web, 'close')
    },
  }
}
