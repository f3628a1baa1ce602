/**
 * A database server that archives its write-ahead log as docs/backup.md says, for one test file: the settings, the scripts
 * and the commands are those of the document. Import it before anything that reads the environment; call `remove` at the end.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import pg from 'pg'
import { inRoot } from '../../../../scripts/lib/paths.mjs'
import { removeData } from '../../../../scripts/lib/postgres.mjs'
import { clusterHome, nativeDir } from '../../../../scripts/lib/postgresHome.mjs'
import { writeJson } from '../../../../scripts/lib/processes.mjs'
import { serverUser } from '../../../../scripts/lib/serverUser.mjs'
import { databaseEnv, type Postgres, prepareHospital, startPostgres } from '../cluster/postgres.ts'
import { giveTo } from '../cluster/replica.ts'

const home = fs.mkdtempSync(join(tmpdir(), 'hms-wal-'))
export const archive = join(home, 'wal')
const bases = join(home, 'base')
const programs = join(home, 'bin')
export const identityFile = join(bases, 'hospital-backup.key')
export const strangersFile = join(home, 'strangers.key')

const [identity, stranger] = [await generateX25519Identity(), await generateX25519Identity()]
const recipient = await identityToRecipient(identity)
for (const folder of [archive, bases, programs]) fs.mkdirSync(folder)
fs.writeFileSync(identityFile, `${identity}\n`, { mode: 0o600 })
fs.writeFileSync(strangersFile, `${stranger}\n`, { mode: 0o600 })
for (const script of ['archive-wal.sh', 'restore-wal.sh'])
  fs.copyFileSync(inRoot('deploy', 'postgres', script), join(programs, script))
fs.chmodSync(home, 0o755)
for (const folder of [archive, programs, identityFile, strangersFile]) giveTo(serverUser(), folder)

const document = fs.readFileSync(inRoot('docs', 'backup.md'), 'utf8')
const section = document.slice(document.indexOf('## To the minute'), document.indexOf('## What is needed where'))

const ours = (text: string) =>
  text
    .replaceAll('/usr/local/bin', programs)
    .replaceAll('/srv/hms-wal-base', bases)
    .replaceAll('/srv/hms-wal', archive)
    .replaceAll('/path/hospital-backup.key', identityFile)
    .replaceAll('age1…', recipient)

/** What the document says, with its paths and its key replaced by ours. @throws when it does not say it just once */
function documented(words: RegExp): string {
  const found = [...section.matchAll(words)]
  if (found.length !== 1) throw new Error(`docs/backup.md has ${words} ${found.length} times`)
  return ours(found[0]![1]!)
}

/** A line of postgresql.conf, and what is given to a server that recovers. */
const setting = (name: string) => documented(new RegExp(`^${name} = '?(.*?)'?$`, 'gm'))
const recoverySetting = (name: string) => documented(new RegExp(`-c "?${name}=(.*?)"?(?: \\\\| -c|$)`, 'gm'))

/** Where the commands are run: beside the base backup and the key. */
const shell = (command: string, pgdata: string, input = '') =>
  execFileSync('bash', ['-o', 'pipefail', '-c', command], {
    input,
    cwd: bases,
    env: { ...process.env, PGDATA: pgdata },
    stdio: ['pipe', 'ignore', 'inherit'],
  })

const dataDir = `${process.env.CLUSTER_DATA_DIR}-wal`
const restoredDir = `${dataDir}-restored`
await removeData(dataDir)
await removeData(restoredDir)
const settings = Object.fromEntries(
  ['wal_level', 'archive_mode', 'archive_timeout'].map((name) => [name, setting(name)]),
)
const server = await startPostgres({ dataDir, settings: { ...settings, archive_command: setting('archive_command') } })
await prepareHospital(server)
Object.assign(process.env, databaseEnv(server))

async function asSuperuser<T extends object>(work: (client: pg.Client) => Promise<pg.QueryResult<T>>): Promise<T> {
  const client = new pg.Client({ connectionString: server.url('postgres', 'postgres') })
  await client.connect()
  return work(client)
    .then(({ rows }) => rows[0] as T)
    .finally(() => client.end())
}

/** The data folder for a server that comes back at the same address, with the same passwords. */
function emptyFolder(): string {
  const id = randomUUID()
  fs.mkdirSync(restoredDir, { recursive: true })
  const { pgdata } = clusterHome(restoredDir, nativeDir(), serverUser(), id)
  writeJson(join(restoredDir, 'secrets.json'), { ...server.secrets, id })
  writeJson(join(restoredDir, 'postgres.json'), { port: server.port, pgdata })
  fs.mkdirSync(pgdata, { mode: 0o700 })
  return pgdata
}

let restored: Postgres | undefined

export const walArchive = {
  server,
  /** A base backup in one session, as the document has it for psql. */
  baseBackup: () =>
    asSuperuser(async (client) => {
      await client.query(`SELECT pg_backup_start('base', true)`)
      shell(documented(/^\\! (tar .*)$/gm), server.pgdata)
      const label = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(true)')
      shell(documented(/^\\o \|(.*)$/gm), server.pgdata, label.rows[0]!.labelfile)
      return label
    }),
  /** Waits until everything written so far is in the archive; PostgreSQL itself does so after `archive_timeout`. */
  async catchUp(patienceMs = 20_000): Promise<{ failed: number }> {
    const { segment } = await asSuperuser((client) =>
      client.query<{ segment: string }>('SELECT pg_walfile_name(pg_switch_wal()) AS segment'),
    )
    const until = performance.now() + patienceMs
    while (!fs.existsSync(join(archive, `${segment}.zst.age`))) {
      if (performance.now() > until) throw new Error(`${segment} was not archived`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    return asSuperuser((client) => client.query('SELECT failed_count::int AS failed FROM pg_stat_archiver'))
  },
  /** Runs what the document says for going back; resolves when the server is open for work. */
  async recover(time: string, key = identityFile): Promise<void> {
    await removeData(restoredDir)
    const pgdata = emptyFolder()
    for (const step of [/^(age .* base\.tar.*)$/gm, /^(age .* backup_label\.age)$/gm, /^(mkdir .*)$/gm])
      shell(documented(step), pgdata)
    giveTo(serverUser(), pgdata)
    const recovery = {
      archive_mode: recoverySetting('archive_mode'),
      hot_standby: recoverySetting('hot_standby'),
      restore_command: recoverySetting('restore_command').replace(identityFile, key),
      recovery_target_time: time,
      recovery_target_action: recoverySetting('recovery_target_action'),
    }
    restored = await startPostgres({ dataDir: restoredDir, settings: recovery })
  },
  /** Runs the script as PostgreSQL does, on a file that stands for a segment; whether it said yes. */
  archives(segment: string, name: string): boolean {
    const script = join(programs, 'archive-wal.sh')
    return spawnSync(script, [segment, name, archive, recipient], { stdio: 'ignore' }).status === 0
  },
  recoveryLog: () => fs.readFileSync(join(restoredDir, 'logs', 'postgres.log'), 'utf8'),
  async remove(): Promise<void> {
    await restored?.stop()
    for (const folder of [dataDir, restoredDir]) await removeData(folder)
    fs.rmSync(home, { recursive: true, force: true })
  },
}
