/** The PostgreSQL server that comes along as an npm package: one cluster in one folder, for this machine only. */
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { clusterHome, nativeDir } from './postgresHome.mjs'
import { Failure } from './ui.mjs'
import { endProcess, freePort, identify, readJson, startStamp, writeJson } from './processes.mjs'
import { serverUser } from './serverUser.mjs'

const windows = process.platform === 'win32'

/** Nothing that a statement was called with may reach a log: parameters are patients' data and keys. */
const ALWAYS = {
  listen_addresses: '127.0.0.1',
  password_encryption: 'scram-sha-256',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_error_verbosity: 'terse',
  log_statement: 'none',
  log_line_prefix: '%m [%p] ',
  timezone: 'UTC',
  shared_buffers: '128MB',
  max_connections: '60',
}

/**
 * Starts the cluster under `dataDir`, creating it when there is none, and returns how to reach and to stop it. What an
 * earlier, killed run left behind is cleared away first.
 */
export async function startCluster({ dataDir, settings = {}, onCreate = () => {} }) {
  const native = nativeDir()
  const secrets = readSecrets(dataDir)
  const home = clusterHome(dataDir, native, serverUser(), secrets.id)
  const user = ownerOf(home)
  await stopLeftover(home.pgdata)
  if (!fs.existsSync(join(home.pgdata, 'PG_VERSION'))) {
    onCreate()
    initialise(home, user, secrets.passwords.postgres)
  }
  const stateFile = join(dataDir, 'postgres.json')
  const port = await freePort(readJson(stateFile)?.port)
  writeJson(stateFile, { port, pgdata: home.pgdata })
  const socket = makeSocketFolder(home.pgdata, port, user)
  const own = { unix_socket_directories: socket ?? '', port: String(port) }
  const flags = Object.entries({ ...ALWAYS, ...settings, ...own }).flatMap(([k, v]) => ['-c', `${k}=${v}`])
  const logFile = join(dataDir, 'logs', 'postgres.log')
  const server = await launch(home, user, flags, logFile)
  let stopping = false
  const ended = new Promise((resolve) => {
    const report = (code, signal) => resolve(new Failure(`PostgreSQL ended (${signal ?? code}).`, [`See ${logFile}`]))
    server.once('exit', (...how) => stopping || report(...how))
  })
  const stop = () => ((stopping = true), stopCluster(home.pgdata))
  return { port, socket, secrets, pgdata: home.pgdata, ended, stop, kill: () => killCluster(home.pgdata) }
}

/** The longest path of a socket that every system takes (104 bytes on macOS, 108 on Linux, each with a zero at its end). */
const SOCKET_PATH_BYTES = 103

/**
 * A folder for the server's socket that nobody else may enter, with nothing in it; null where there can be none. Whoever
 * comes in by it needs a password all the same.
 */
function makeSocketFolder(pgdata, port, user) {
  const folder = join(dirname(pgdata), 'socket')
  if (windows || Buffer.byteLength(join(folder, `.s.PGSQL.${port}`)) > SOCKET_PATH_BYTES) return null
  // A server that was killed leaves its socket behind.
  fs.rmSync(folder, { recursive: true, force: true })
  fs.mkdirSync(folder, { mode: 0o700 })
  if (user) fs.chownSync(folder, user.uid, user.gid)
  return folder
}

/** Whom the server runs as: when we are root, whoever owns the data, who must not be root. */
function ownerOf({ pgdata, user }) {
  if (!user || !fs.existsSync(pgdata)) return user
  const { uid, gid } = fs.statSync(pgdata)
  if (uid !== 0) return { uid, gid }
  for (const path of [pgdata, ...fs.globSync('**/*', { cwd: pgdata }).map((file) => join(pgdata, file))]) {
    fs.lchownSync(path, user.uid, user.gid)
  }
  return user
}

/** Stops the server of this cluster, if it runs: sessions are cut, everything committed is on disk. */
export async function stopCluster(pgdata) {
  const server = runningServer(pgdata)
  if (!server) return
  if (windows) spawnSync(join(nativeDir(), 'bin', 'pg_ctl.exe'), ['stop', '-m', 'fast', '-D', pgdata])
  await endProcess(server, { signal: windows ? 'SIGTERM' : 'SIGINT', patience: 30_000 })
}

/** Stops the server without waiting for anything; what was committed is recovered from its log at the next start. */
async function killCluster(pgdata) {
  const server = runningServer(pgdata)
  if (server) await endProcess(server, { signal: windows ? 'SIGTERM' : 'SIGQUIT' })
}

/** The server process that holds this cluster, found through its own lock file; null when none lives. */
export function runningServer(pgdata) {
  const pid = Number(readLines(join(pgdata, 'postmaster.pid'))[0])
  if (!pid || !startStamp(pid) || !holdsCluster(pid, pgdata)) return null
  return identify(pid)
}

function holdsCluster(pid, pgdata) {
  if (process.platform === 'linux') {
    try {
      return fs.readlinkSync(`/proc/${pid}/cwd`) === fs.realpathSync(pgdata)
    } catch {
      return false
    }
  }
  if (windows) return /postgres/i.test(run('tasklist', ['/fi', `PID eq ${pid}`]))
  return run('ps', ['-o', 'command=', '-p', String(pid)]).includes(pgdata)
}

const run = (command, args) => spawnSync(command, args, { encoding: 'utf8' }).stdout ?? ''

/**
 * Ends a server that outlived the program which had started it, and removes a lock file whose number now belongs to
 * some other process: PostgreSQL would take that one for itself and refuse to start.
 */
async function stopLeftover(pgdata) {
  await stopCluster(pgdata)
  if (!runningServer(pgdata)) fs.rmSync(join(pgdata, 'postmaster.pid'), { force: true })
}

/** Removes a data folder with everything that belongs to it, wherever the server keeps it. */
export async function removeData(dataDir) {
  const pgdata = readJson(join(dataDir, 'postgres.json'))?.pgdata
  if (pgdata) {
    await stopCluster(pgdata)
    const elsewhere = dirname(pgdata) !== dataDir
    fs.rmSync(elsewhere ? dirname(pgdata) : pgdata, { recursive: true, force: true })
  }
  fs.rmSync(dataDir, { recursive: true, force: true })
}

function readSecrets(dataDir) {
  const file = join(dataDir, 'secrets.json')
  const known = readJson(file)
  if (known) return known
  const pgdata = readJson(join(dataDir, 'postgres.json'))?.pgdata ?? join(dataDir, 'postgres')
  if (fs.existsSync(join(pgdata, 'PG_VERSION'))) {
    throw new Failure(`${file} is missing, but the database that it opens is still there (${pgdata}).`, [
      'Put the file back from a backup: without it nobody can read what the database holds.',
      'If the data may go: `npm run db:reset`.',
    ])
  }
  const secret = () => randomBytes(24).toString('base64url')
  const passwords = { postgres: secret(), hms_owner: secret(), hms_app: secret(), hms_backup: secret() }
  const secrets = { id: randomUUID(), passwords, HMS_KEYS: `k1:${randomBytes(32).toString('base64')}` }
  fs.mkdirSync(dataDir, { recursive: true })
  writeJson(`${file}.new`, secrets)
  fs.renameSync(`${file}.new`, file)
  return secrets
}

/** Creates the cluster beside its place and moves it there complete, so that an interrupted start leaves none. */
function initialise({ native, pgdata }, user, password) {
  const fresh = `${pgdata}.new`
  for (const path of [fresh, pgdata]) fs.rmSync(path, { recursive: true, force: true })
  const scratch = fs.mkdtempSync(join(tmpdir(), 'hms-'))
  const passwordFile = join(scratch, 'password')
  try {
    fs.writeFileSync(passwordFile, password, { mode: 0o600 })
    fs.mkdirSync(fresh, { mode: 0o700 })
    if (user) for (const path of [scratch, passwordFile, fresh]) fs.chownSync(path, user.uid, user.gid)
    const args = ['--username=postgres', '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-instructions']
    args.push(...orderOfWords(process.env.TEST_LANGUAGE), `--pwfile=${passwordFile}`, `--pgdata=${fresh}`)
    const made = spawnSync(program(native, 'initdb'), args, { encoding: 'utf8', ...spawnOptions(user) })
    if (made.status !== 0) {
      throw new Failure('PostgreSQL could not create its data folder.', [made.error?.message, made.stderr?.trim()])
    }
    fs.renameSync(fresh, pgdata)
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true })
  }
}

/** By bytes, which no library's next version changes; hosted servers have the order of a language, and some tests do, too. */
const orderOfWords = (language) =>
  language
    ? ['--locale-provider=icu', `--icu-locale=${language}`]
    : ['--locale-provider=builtin', '--builtin-locale=C.UTF-8']

const program = (native, name) => join(native, 'bin', windows ? `${name}.exe` : name)

/** LC_ALL=C keeps messages in English; the working folder must be one that the server's account can enter. */
function spawnOptions(user) {
  const env = { ...process.env, LC_ALL: 'C' }
  return user ? { env, cwd: '/', uid: user.uid, gid: user.gid } : { env }
}

/** Sessions of a server that was killed take a moment to notice it, and hold its memory so long. */
async function launch(home, user, flags, logFile) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await launchOnce(home, user, flags, logFile)
    } catch (error) {
      const lingering = error instanceof Failure && error.hints.join().includes('pre-existing shared memory block')
      if (!lingering || attempt === 20) throw error
      await sleep(500)
    }
  }
}

async function launchOnce({ native, pgdata }, user, flags, logFile) {
  const log = fs.openSync(logFile, 'a', 0o600)
  const from = fs.fstatSync(log).size
  const options = { ...spawnOptions(user), stdio: ['ignore', log, log], detached: !windows, windowsHide: true }
  const child = spawn(program(native, 'postgres'), ['-D', pgdata, ...flags], options)
  fs.closeSync(log)
  let failed = null
  child.once('error', (error) => (failed = error.message))
  child.once('exit', (code, signal) => (failed ??= `it ended with ${signal ?? `exit code ${code}`}`))
  const until = Date.now() + 60_000
  while (!isReady(pgdata, child.pid)) {
    if (failed || Date.now() > until) {
      if (!failed) await endProcess(identify(child.pid), { signal: 'SIGINT' })
      const tail = fs.readFileSync(logFile).subarray(from).toString().trim().split('\n').slice(-8)
      const why = failed ?? 'it was not ready after 60 s'
      throw new Failure(`PostgreSQL did not start: ${why}.`, [...tail, `All of it: ${logFile}`])
    }
    await sleep(20)
  }
  child.unref()
  return child
}

function isReady(pgdata, pid) {
  const lines = readLines(join(pgdata, 'postmaster.pid'))
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready'
}

function readLines(file) {
  try {
    return fs.readFileSync(file, 'utf8').split('\n')
  } catch {
    return []
  }
}
