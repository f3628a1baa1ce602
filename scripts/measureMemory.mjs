/**
 * Memory of the API at rest: starts it as a process of its own, embedded worker and all, on the database that the
 * environment names, and reads what it holds after twenty seconds.
 *   node scripts/measureMemory.mjs [flags of Node …]
 */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './lib/processes.mjs'
import { inRoot } from './lib/paths.mjs'

const REST_MS = 20_000

const port = String(await freePort(4900))
const api = spawn(process.execPath, [...process.argv.slice(2), inRoot('backend', 'src', 'server.ts')], {
  cwd: inRoot('backend'),
  env: { ...process.env, API_PORT: port },
  stdio: ['ignore', 'ignore', 'inherit'],
})
await sleep(REST_MS)
const ready = await fetch(`http://127.0.0.1:${port}/api/ready`).then((reply) => reply.status)
const status = readFileSync(`/proc/${api.pid}/status`, 'utf8')
const megabytes = (name) => Math.round(Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)[1]) / 1024)
console.log(JSON.stringify({ ready, rss: megabytes('VmRSS'), own: megabytes('RssAnon'), unit: 'MiB' }))
api.kill('SIGTERM')
