/**
 * `npm run budget -w frontend [-- address]`: what each page of the production build loads first, beside what it may.
 * Without an address it serves the build of this folder by itself. Fails when a page weighs more than its budget.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createServer, type AddressInfo } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import budgets from '../budgets.json' with { type: 'json' }
import { firstLoadOf } from './first-load.ts'

const folder = path.join(import.meta.dirname, '..')

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

/** The pages need no API: what is measured is the same for whoever asks. */
async function serve(): Promise<{ base: string; stop: () => void }> {
  const port = await freePort()
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
  const args = [next, 'start', '--port', String(port), '--hostname', '127.0.0.1']
  const child = spawn(process.execPath, args, {
    cwd: folder,
    stdio: 'ignore',
    env: { ...process.env, NODE_ENV: 'production' },
  })
  const base = `http://127.0.0.1:${port}`
  for (let tries = 0; tries < 100; tries++) {
    if (child.exitCode !== null)
      throw new Error('The build could not be served. Is there one? npm run build -w frontend')
    if (
      await fetch(`${base}/`).then(
        (response) => response.ok,
        () => false,
      )
    )
      return { base, stop: () => child.kill() }
    await sleep(200)
  }
  child.kill()
  throw new Error('The build was not served within 20 s.')
}

async function measure(base: string): Promise<boolean> {
  const known = new Map<string, number>()
  let isWithin = true
  process.stdout.write(
    `${'page'.padEnd(26)}${'scripts'.padStart(9)}${'budget'.padStart(8)}${'html'.padStart(8)}${'budget'.padStart(8)}   KiB gz\n`,
  )
  for (const [route, budget] of Object.entries(budgets.routes as Record<string, { script: number; html: number }>)) {
    const { script, html } = await firstLoadOf(base, route, known)
    const over = script > budget.script || html > budget.html
    isWithin &&= !over
    const figures = [
      script.toFixed(1).padStart(9),
      String(budget.script).padStart(8),
      html.toFixed(1).padStart(8),
      String(budget.html).padStart(8),
    ]
    process.stdout.write(`${route.padEnd(26)}${figures.join('')}${over ? '   over' : ''}\n`)
  }
  return isWithin
}

const address = process.argv[2]
const server = address ? { base: address, stop: () => undefined } : await serve()
try {
  if (!(await measure(server.base))) process.exitCode = 1
} finally {
  server.stop()
}
