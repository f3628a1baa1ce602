import { chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inRoot } from '../../../../scripts/lib/paths.mjs'
import { DATABASE } from '../../../../scripts/lib/roles.mjs'
import { serverUser } from '../../../../scripts/lib/serverUser.mjs'
import { takePort } from './ports.ts'
import type { DatabaseRole, Postgres } from './postgres.ts'
import { type Running, startProcess, waitFor } from './processes.ts'

export interface Pooler extends Running {
  readonly port: number
  url(role: DatabaseRole): string
}

interface PoolerStart {
  server: Postgres
  logs: string
  /** Where PostgreSQL is for the pooler; another place than the server's own port when a proxy stands between. */
  upstreamPort?: number
  port?: number
  /** Settings over those of `deploy/pgbouncer.ini`. */
  settings?: Record<string, string | number>
}

/** The secrets as the server has them, so that the pooler never knows a password. */
async function userList(server: Postgres): Promise<string> {
  const client = new pg.Client({ connectionString: server.url('postgres') })
  await client.connect()
  const { rows } = await client.query<{ rolname: string; rolpassword: string }>(
    `SELECT rolname, rolpassword FROM pg_authid WHERE rolname IN ('hms_app', 'hms_owner') ORDER BY 1`,
  )
  await client.end()
  return rows.map((row) => `"${row.rolname}" "${row.rolpassword}"\n`).join('')
}

/** The file with some values changed, and further ones at its end. */
function withSettings(ini: string, settings: Record<string, string | number>): string {
  const left = new Map(Object.entries(settings))
  const lines = ini.split('\n').map((line) => {
    const name = /^(\w+) = /.exec(line)?.[1] ?? ''
    const value = left.get(name)
    return left.delete(name) ? `${name} = ${value}` : line
  })
  return [...lines, ...[...left].map(([name, value]) => `${name} = ${value}`), ''].join('\n')
}

/** PgBouncer with `deploy/pgbouncer.ini`, in front of a server. */
export async function startPgBouncer({
  server,
  logs,
  upstreamPort,
  port,
  settings = {},
}: PoolerStart): Promise<Pooler> {
  const at = port ?? (await takePort())
  const user = serverUser()
  // Its account may be unable to enter the project's folder.
  const home = mkdtempSync(join(tmpdir(), 'hms-pgbouncer-'))
  writeFileSync(join(home, 'users.txt'), await userList(server), { mode: 0o600 })
  const own = {
    [DATABASE]: `host=127.0.0.1 port=${upstreamPort ?? server.port} dbname=${DATABASE}`,
    listen_port: at,
    auth_file: join(home, 'users.txt'),
    unix_socket_dir: '',
    ...settings,
  }
  writeFileSync(join(home, 'pgbouncer.ini'), withSettings(readFileSync(inRoot('deploy', 'pgbouncer.ini'), 'utf8'), own))
  if (user) for (const file of ['', 'users.txt', 'pgbouncer.ini']) chownSync(join(home, file), user.uid, user.gid)
  const args = [join(home, 'pgbouncer.ini')]
  const env = { PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin` }
  const pooler = startProcess({
    name: 'pgbouncer',
    command: 'pgbouncer',
    args,
    env,
    user,
    logFile: join(logs, 'pgbouncer.log'),
  })
  void pooler.exited.then(() => rmSync(home, { recursive: true, force: true }))
  const url = (role: DatabaseRole) => {
    const address = new URL(server.url(role))
    address.port = String(at)
    return address.href
  }
  await waitFor(pooler, async () => {
    const client = new pg.Client({ connectionString: url('hms_app') })
    await client.connect()
    await client.end()
    return true
  })
  return Object.assign(pooler, { port: at, url })
}
