/** The long-running parts, API and web: started with their output in log files, watched, and stopped in order. */
import { spawn } from 'node:child_process'
import { createWriteStream, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { leash } from './paths.mjs'
import { endProcess, identify } from './processes.mjs'
import { dim, Failure, say, yellow } from './ui.mjs'

const LOG_LIMIT = 20 * 1024 * 1024
const LAST_LINES = 25

/**
 * Starts one part on our Node. Everything it says goes to `logFile`, warnings and errors to the screen too unless `quiet`.
 * The returned `ended` resolves with a Failure when the part ends without having been asked to.
 */
export function startService({ name, script, args = [], nodeArgs = [], cwd, env, logFile, quiet = false }) {
  const child = spawn(process.execPath, [...nodeArgs, '--import', leash, script, ...args], {
    cwd,
    env: { ...process.env, ...env, HMS_LEASH: String(process.pid) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  const lines = keepOutput(name, child, logFile, quiet)
  const known = child.pid ? identify(child.pid) : null
  const service = { name, known, stopping: false }
  service.ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(new Failure(`The ${name} could not be started: ${error.message}`)))
    child.once('close', (code, signal) => {
      const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}`
      if (!service.stopping) resolve(new Failure(`The ${name} ${how}.`, [...lines, `All of it: ${logFile}`]))
    })
  })
  service.kill = () => endProcess(known, { signal: 'SIGKILL', group: true })
  service.stop = async () => {
    service.stopping = true
    const willing = await endProcess(known, { group: true })
    if (!willing) say(yellow(`    The ${name} did not stop in time and was ended.`))
  }
  return service
}

function keepOutput(name, child, logFile, quiet) {
  mkdirSync(dirname(logFile), { recursive: true })
  rotate(logFile)
  const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 })
  const lines = []
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      log.write(`${line}\n`)
      lines.push(line)
      if (lines.length > LAST_LINES) lines.shift()
      const notice = quiet ? null : noteworthy(line)
      if (notice) say(`  ${yellow(name)} ${notice}`)
    })
  }
  child.once('close', () => log.end())
  return lines
}

function rotate(logFile) {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0
  if (size > LOG_LIMIT) renameSync(logFile, `${logFile}.1`)
}

/** Our own log lines are JSON with pino's levels (40 is a warning); other programs write words. */
function noteworthy(line) {
  if (line.startsWith('{')) {
    if (!/"level":[456]0\b/.test(line)) return null
    try {
      const { msg, err } = JSON.parse(line)
      return [msg, err?.message].filter(Boolean).join(dim(' – '))
    } catch {
      return line
    }
  }
  return /⨯|⚠|\b(error|warn(ing)?|fatal)\b/i.test(line) ? line : null
}

/** Waits until the address answers with 2xx or 3xx; fails when the part ends first or takes longer than `patience`. */
export async function waitUntilReady(service, address, patience = 90_000) {
  const until = Date.now() + patience
  let last = 'no answer'
  for (;;) {
    const failure = await Promise.race([service.ended, probe(address).then((answer) => ((last = answer), null))])
    if (failure) throw failure
    if (last === 'ready') return
    if (Date.now() > until) throw new Failure(`The ${service.name} is not ready after ${patience / 1000} s: ${last}.`)
    await sleep(100)
  }
}

async function probe(address) {
  try {
    const response = await fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(10_000) })
    await response.body?.cancel()
    return response.status < 400 ? 'ready' : `${address} answers ${response.status}`
  } catch (error) {
    return `${address}: ${error.cause?.message ?? error.message}`
  }
}
