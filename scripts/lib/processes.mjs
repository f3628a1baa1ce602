import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * When the process began, as an opaque text; null when it is gone. Together with the number it names one process for
 * good: numbers are used again, a pair is not.
 */
export function startStamp(pid) {
  try {
    if (process.platform === 'linux') {
      const fields = statFields(pid)
      return fields[0] === 'Z' || fields[0] === 'X' ? null : fields[19]
    }
    const [command, args] =
      process.platform === 'win32'
        ? ['powershell', ['-NoProfile', '-Command', `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`]]
        : ['ps', ['-o', 'lstart=', '-p', String(pid)]]
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() || null
  } catch {
    return null
  }
}

export const identify = (pid) => ({ pid, stamp: startStamp(pid) })

export const isAlive = (known) => Boolean(known?.pid && known.stamp) && startStamp(known.pid) === known.stamp

/** Asks the process to stop, waits, and ends it when it does not listen. Returns false when it was forced. */
export async function endProcess(known, { signal = 'SIGTERM', patience = 10_000, group = false } = {}) {
  if (!isAlive(known)) return true
  send(known.pid, signal, group)
  if (await gone(known, patience)) return true
  send(known.pid, 'SIGKILL', group)
  await gone(known, 5_000)
  return false
}

async function gone(known, patience) {
  const until = Date.now() + patience
  while (isAlive(known)) {
    if (Date.now() > until) return false
    await sleep(25)
  }
  return true
}

/** Sends the signal to the process, or to all of its group; one that is gone needs none. */
export function send(pid, signal, group) {
  try {
    process.kill(group && process.platform !== 'win32' ? -pid : pid, signal)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}

/**
 * Calls back once npm, which started us, is gone: it takes signals for itself without always passing them on, and after a
 * `kill -9` nobody could stop us with Ctrl-C any more.
 */
export function whenOrphaned(callback) {
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') return
  const [parent, grandparent] = [process.ppid, readParent(process.ppid)]
  // npm runs scripts through a shell, which some systems replace by the script itself.
  const npm = /\bsh -c\b/.test(grandparent.command) ? grandparent.ppid : parent
  const watch = setInterval(() => {
    if (process.ppid === parent && exists(npm)) return
    clearInterval(watch)
    callback()
  }, 250)
  watch.unref()
}

/** The command of a process and the number of its own parent. Slim systems have no `ps`. */
function readParent(pid) {
  try {
    if (process.platform === 'linux') {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      return { command, ppid: Number(statFields(pid)[1]) }
    }
    const line = execFileSync('ps', ['-o', 'ppid=,args=', '-p', String(pid)], { encoding: 'utf8' }).trim()
    return { command: line.replace(/^\d+\s+/, ''), ppid: Number.parseInt(line, 10) }
  } catch {
    return { command: '', ppid: pid }
  }
}

/** What /proc tells about a process from its state on: state, parent, … and as the twentieth its start. */
function statFields(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

function exists(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/**
 * Takes the lock file for this process. Returns null on success, or what the living holder wrote into it. A lock whose
 * holder died is taken over.
 */
export function tryLock(file, note = {}) {
  mkdirSync(dirname(file), { recursive: true })
  const mine = `${file}.${process.pid}`
  writeJson(mine, { ...identify(process.pid), ...note })
  try {
    for (;;) {
      try {
        linkSync(mine, file)
        return null
      } catch (error) {
        if (error.code !== 'EEXIST') throw error
      }
      const holder = readJson(file)
      if (isAlive(holder)) return holder
      discardStale(file)
    }
  } finally {
    rmSync(mine, { force: true })
  }
}

/** Moving before removing: whoever was faster may already hold a fresh lock under this name, and gets it back. */
function discardStale(file) {
  const aside = `${file}.stale.${process.pid}`
  try {
    renameSync(file, aside)
    if (isAlive(readJson(aside))) linkSync(aside, file)
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error
  } finally {
    rmSync(aside, { force: true })
  }
}

/** Runs the work while no other process does the same under this lock file. */
export async function withLock(file, work) {
  while (tryLock(file)) await sleep(100)
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}

export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

export const writeJson = (file, value) => writeFileSync(file, JSON.stringify(value, null, 2) + '\n', { mode: 0o600 })

/** Whether nobody listens there; a machine without that address (IPv6) has nobody there. */
export function isPortFree(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', (error) => resolve(error.code !== 'EADDRINUSE' && error.code !== 'EACCES'))
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)))
  })
}

/** The preferred port when it is free, else any free one. */
export async function freePort(preferred) {
  if (preferred && (await isPortFree(preferred))) return preferred
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen({ port: 0, host: '127.0.0.1' }, () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}
