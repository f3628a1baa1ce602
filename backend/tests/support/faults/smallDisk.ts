/**
 * A database server whose tables and log lie on a small disk, for one test file. Import it before anything that reads the
 * environment; call `remove` at the end.
 */
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { runningServer } from '../../../../scripts/lib/postgres.mjs'
import { DATABASE } from '../../../../scripts/lib/roles.mjs'
import { databaseEnv, type Postgres, prepareHospital, startPostgres } from '../cluster/postgres.ts'

const MEBIBYTE = 1024 ** 2
const SIZE = 128 * MEBIBYTE
/** What tables, two segments of the log and some work need. */
const NEEDED = 60 * MEBIBYTE
/** A disk that nobody may mind being full for a minute. */
const SMALL = 512 * MEBIBYTE

/** The log is not kept for anybody, so that it fits. */
const settings = { min_wal_size: '32MB', max_wal_size: '32MB', wal_keep_size: '0', max_wal_senders: '0' }

const spaceOf = (folder: string) => {
  const { bsize, blocks, bavail } = fs.statfsSync(folder)
  return { total: bsize * blocks, free: bsize * bavail }
}

const succeeds = (words: string[]) =>
  spawnSync(words[0] ?? '', words.slice(1), { stdio: 'ignore', timeout: 10_000 }).status === 0

/** A folder that is a small disk of its own, and how to give it back. */
function takeDisk(): { folder: string; giveBack: () => void } {
  const given = process.env.FAULTS_SMALL_DISK
  if (given) return { folder: given, giveBack: () => undefined }
  const folder = fs.mkdtempSync(join(tmpdir(), 'hms-small-disk-'))
  const owner = `uid=${process.getuid?.()},gid=${process.getgid?.()}`
  const mount = ['mount', '-t', 'tmpfs', '-o', `size=${SIZE},mode=755,${owner}`, 'hms-small-disk', folder]
  for (const as of [[], ['sudo', '-n']]) {
    if (!succeeds([...as, ...mount])) continue
    const giveBack = () => void (succeeds([...as, 'umount', '-l', folder]) && fs.rmdirSync(folder))
    return { folder, giveBack }
  }
  fs.rmdirSync(folder)
  // A container that may not mount has its shared memory, which is such a disk.
  const shared = '/dev/shm'
  if (fs.existsSync(shared) && spaceOf(shared).total <= SMALL && spaceOf(shared).free >= NEEDED)
    return { folder: shared, giveBack: () => undefined }
  throw new Error(
    'There is no small disk to fill: this user may not mount one (neither directly nor by sudo), and /dev/shm is missing, ' +
      `too large or too full. Set FAULTS_SMALL_DISK to a folder on a disk of ${NEEDED / MEBIBYTE} to ${SMALL / MEBIBYTE} MB, ` +
      'in a container for example with --tmpfs /small-disk:size=128m.',
  )
}

const disk = takeDisk()
const home = fs.mkdtempSync(join(disk.folder, 'hms-'))
const ballast = join(home, 'ballast')
let removed = false
function giveBack(): void {
  if (removed) return
  removed = true
  fs.rmSync(home, { recursive: true, force: true })
  disk.giveBack()
}
process.on('exit', giveBack)

/** Puts what grows onto the disk: the tables as a tablespace, the log as PostgreSQL's own manual moves it. */
async function moveOnto(server: Postgres): Promise<void> {
  const { uid, gid } = fs.statSync(server.pgdata)
  const [tables, log] = [join(home, 'tables'), join(home, 'wal')]
  fs.mkdirSync(tables, { mode: 0o700 })
  for (const path of [home, tables]) fs.chownSync(path, uid, gid)
  const client = new pg.Client({ connectionString: server.url('postgres', 'postgres') })
  await client.connect()
  await client.query(`CREATE TABLESPACE small LOCATION '${tables}'`)
  await client.query(`ALTER DATABASE ${DATABASE} SET TABLESPACE small`)
  await client.query('CHECKPOINT')
  await client.end()
  await server.stop()
  const place = join(server.pgdata, 'pg_wal')
  fs.cpSync(place, log, { recursive: true })
  for (const path of [log, ...fs.globSync('**/*', { cwd: log }).map((file) => join(log, file))])
    fs.chownSync(path, uid, gid)
  fs.rmSync(place, { recursive: true })
  fs.symlinkSync(log, place)
}

const dataDir = `${process.env.CLUSTER_DATA_DIR}-disk`
const start = () => startPostgres({ dataDir, settings })
const made = await start()
await prepareHospital(made)
await moveOnto(made)
const server = await start()
Object.assign(process.env, databaseEnv(server))

let watching = true
/** As a service manager does: starts the server again whenever it has ended, however often that fails. */
const watch = (async () => {
  while (watching) {
    if (!runningServer(server.pgdata)) await start().catch(() => undefined)
    await sleep(200)
  }
})()

async function answers(): Promise<boolean> {
  const client = new pg.Client({ connectionString: server.url('postgres', 'postgres'), connectionTimeoutMillis: 1000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

const PATIENCE_MS = 5000

export const smallDisk = {
  server,
  /** What the server has said. */
  log: () => fs.readFileSync(join(dataDir, 'logs', 'postgres.log'), 'utf8'),
  /** Takes up the disk except for so many bytes. */
  fill(left: number): void {
    const file = fs.openSync(ballast, 'w')
    const piece = Buffer.alloc(64 * 1024)
    while (spaceOf(home).free > left + piece.length) fs.writeSync(file, piece)
    fs.closeSync(file)
  },
  /** Somebody has made room. */
  clear: () => fs.rmSync(ballast, { force: true }),
  /**
   * When recovery itself finds no room, PostgreSQL 18 may stay up without ever recovering; whoever has made room restarts it.
   */
  async restartIfStuck(): Promise<void> {
    const until = performance.now() + PATIENCE_MS
    while (!(await answers())) {
      if (performance.now() > until) return server.kill()
      await sleep(200)
    }
  },
  async remove(): Promise<void> {
    watching = false
    await watch
    await server.remove()
    giveBack()
  },
}
