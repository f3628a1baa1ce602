import { randomUUID } from 'node:crypto'
import * as fs from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { removeData } from '../../../../scripts/lib/postgres.mjs'
import { clusterHome, nativeDir } from '../../../../scripts/lib/postgresHome.mjs'
import { writeJson } from '../../../../scripts/lib/processes.mjs'
import { serverUser } from '../../../../scripts/lib/serverUser.mjs'
import { takePort } from './ports.ts'
import { type Postgres, startPostgres } from './postgres.ts'

/** What belongs to the running server alone (PostgreSQL, "Making a Base Backup Using the Low Level API"). */
const NOT_COPIED = /^postmaster\.(pid|opts)$|(^|\/)pgsql_tmp|^pg_internal\.init/
const EMPTIED = /^(pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)$/

/** Copies a folder in which files come and go meanwhile. */
function copyLive(from: string, to: string, below = ''): void {
  fs.mkdirSync(join(to, below), { mode: 0o700 })
  for (const entry of fs.readdirSync(join(from, below), { withFileTypes: true })) {
    const path = join(below, entry.name)
    if (NOT_COPIED.test(path)) continue
    if (EMPTIED.test(path)) fs.mkdirSync(join(to, path), { mode: 0o700 })
    else if (entry.isDirectory()) copyLive(from, to, path)
    else copyFile(join(from, path), join(to, path))
  }
}

function copyFile(from: string, to: string): void {
  try {
    fs.copyFileSync(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

/** A base backup of a running server, taken over its own connection: the embedded PostgreSQL has no pg_basebackup. */
async function baseBackup(primary: Postgres, pgdata: string): Promise<void> {
  const client = new pg.Client({ connectionString: primary.url('postgres', 'postgres') })
  await client.connect()
  try {
    await client.query(`SELECT pg_backup_start('replica', fast => true)`)
    copyLive(primary.pgdata, pgdata)
    const { rows } = await client.query<{ labelfile: string }>(
      'SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)',
    )
    fs.writeFileSync(join(pgdata, 'backup_label'), rows[0]!.labelfile, { mode: 0o600 })
  } finally {
    await client.end()
  }
}

/** Starts a streaming replica of a running server, on a data folder of its own; a known one goes on where it was. */
export async function startReplica({ of: primary, dataDir }: { of: Postgres; dataDir: string }): Promise<Postgres> {
  if (fs.existsSync(join(dataDir, 'secrets.json'))) return startPostgres({ dataDir })
  fs.mkdirSync(dataDir, { recursive: true })
  const id = randomUUID()
  const { pgdata } = clusterHome(dataDir, nativeDir(), serverUser(), id)
  writeJson(join(dataDir, 'secrets.json'), { ...primary.secrets, id })
  writeJson(join(dataDir, 'postgres.json'), { port: await takePort(), pgdata })
  await baseBackup(primary, pgdata)
  const password = primary.secrets.passwords.postgres
  const source = `host=127.0.0.1 port=${primary.port} user=postgres password=${password} application_name=replica`
  fs.appendFileSync(join(pgdata, 'postgresql.auto.conf'), `primary_conninfo = '${source}'\n`)
  fs.writeFileSync(join(pgdata, 'standby.signal'), '')
  giveTo(serverUser(), pgdata)
  return startPostgres({ dataDir })
}

/** Files that a test made as root, for the account that PostgreSQL runs under. */
export function giveTo(user: { uid: number; gid: number } | null, folder: string): void {
  if (!user) return
  fs.chownSync(folder, user.uid, user.gid)
  for (const file of fs.globSync('**/*', { cwd: folder })) fs.lchownSync(join(folder, file), user.uid, user.gid)
}

export const removeReplica = (dataDir: string): Promise<void> => removeData(dataDir)
