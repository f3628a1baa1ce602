// @covers 45CFR164.312(e)(1), 45CFR164.312(e)(2)(i), ASVS-12.3.2, ASVS-13.2.3
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf } from './support/factors.ts'
import { startHostedServer } from './support/hostedServer.ts'

const root = resolve(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'hms-prepared-'))
let server: Awaited<ReturnType<typeof startHostedServer>>

beforeAll(async () => {
  server = await startHostedServer()
  // As at a provider that keeps extensions in a schema of their own, one of them there from the start.
  await server.asSuperuser('CREATE DATABASE apart OWNER provided')
  await server.asSuperuser('CREATE SCHEMA extensions AUTHORIZATION provided', 'apart')
  await server.asSuperuser('CREATE EXTENSION pgcrypto SCHEMA extensions', 'apart')
  await server.asSuperuser('CREATE DATABASE plain OWNER provided')
  await server.asSuperuser('CREATE DATABASE aged OWNER provided')
}, 60_000)

afterAll(async () => {
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const post = (path: string, body?: object, token?: string) =>
  fetch(`http://127.0.0.1:5583/api${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: body && JSON.stringify(body),
  })

type Variables = Record<string, string | undefined>

function prepare(args: string[], variables: Variables) {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1', ...variables }
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts/db.mjs'), 'prepare', ...args], {
    cwd: root,
    env,
    encoding: 'utf8',
    timeout: 120_000,
  })
  return { status, said: stdout + stderr }
}

/** The lines that were printed for the place where HMS runs. */
const linesOf = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(/^(DATABASE_\w*URL|HMS_KEYS)=(.+)$/gm)].map(([, name, value]) => [name, value]))

async function ask<T extends object>(url: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return (await client.query(text).finally(() => client.end())).rows as T[]
}

/** Starts the API as a hospital would, on what was printed; returns its words once it is ready. */
async function serve(variables: Variables) {
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://hms.hospital.example',
    API_PORT: '5583',
    WEB_PORT: '5584',
    ...variables,
  }
  const api = spawn(process.execPath, ['src/server.ts'], { cwd: join(root, 'backend'), env })
  let said = ''
  for (const stream of [api.stdout, api.stderr]) stream.on('data', (chunk) => (said += chunk))
  const stop = async () => {
    api.kill('SIGTERM')
    if (api.exitCode === null) await once(api, 'exit')
  }
  const until = Date.now() + 30_000
  while (!/setup#token=[\w-]{43}/.test(said)) {
    if (api.exitCode !== null || Date.now() > until) throw new Error(`the API did not start: ${said}`)
    await new Promise((done) => setTimeout(done, 100))
  }
  return { said: () => said, stop }
}

describe('preparing a hosted PostgreSQL', () => {
  it('needs no superuser, and leaves a database on which a hospital starts', async () => {
    const file = join(folder, 'env')
    const { status, said } = prepare(['--out', file], { DATABASE_ADMIN_URL: server.adminUrl('apart') })
    expect(said).not.toContain('✗')
    expect(status).toBe(0)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const lines = linesOf(readFileSync(file, 'utf8'))
    expect(Object.keys(lines).sort()).toEqual(['DATABASE_BACKUP_URL', 'DATABASE_OWNER_URL', 'DATABASE_URL', 'HMS_KEYS'])
    for (const value of Object.values(lines)) expect(said).not.toContain(value)

    const roles = await server.asSuperuser(
      `SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication AS strong
         FROM pg_roles WHERE rolname LIKE 'hms\\_%' ORDER BY 1`,
    )
    expect(roles).toEqual(['hms_app', 'hms_backup', 'hms_owner'].map((rolname) => ({ rolname, strong: false })))

    const { said: log, stop } = await serve({ DATABASE_URL: lines.DATABASE_URL, HMS_KEYS: lines.HMS_KEYS })
    try {
      const [, token] = /setup#token=([\w-]{43})/.exec(log())!
      const admin = { email: 'ada@hospital.example', password: 'Seven lanterns over the quay' }
      const created = await post('/setup', { token, ...admin, firstName: 'Ada', lastName: 'Byron' })
      expect(created.status).toBe(201)
      const { accessToken } = (await created.json()) as { accessToken: string }
      const grace = {
        firstName: 'Grace',
        lastName: 'Hopper',
        dateOfBirth: '1984-05-17',
        gender: 'female',
        medicalHistory: { allergies: ['penicillin'], conditions: [], medications: [] },
      }
      expect((await post('/patients', grace, accessToken)).status, 'before a second factor').toBe(403)
      const begun = await post('/auth/second-factors/totp', undefined, accessToken)
      const { secret } = (await begun.json()) as { secret: string }
      const confirmed = await post('/auth/second-factors/totp/confirm', { totp: codeOf(secret) }, accessToken)
      expect(confirmed.status).toBe(200)
      const registered = await post('/patients', grace, accessToken)
      expect(registered.status).toBe(201)
    } finally {
      await stop()
    }
    const seen = await ask<{ n: number }>(lines.DATABASE_BACKUP_URL!, 'SELECT count(*)::int AS n FROM patients')
    expect(seen).toEqual([{ n: 1 }])
    await expect(ask(lines.DATABASE_BACKUP_URL!, 'DELETE FROM patients')).rejects.toThrow(/read-only|permission denied/)
  }, 120_000)

  it('changes nothing the second time, and looks when only asked to', async () => {
    const lines = linesOf(readFileSync(join(folder, 'env'), 'utf8'))
    const again = prepare([], { DATABASE_ADMIN_URL: server.adminUrl('apart'), ...lines })
    expect([again.status, again.said.match(/keep their passwords/)?.length]).toEqual([0, 1])
    const check = prepare(['--check'], lines)
    expect(check.status).toBe(0)
    expect(check.said).toContain('hms_app connects with TLS, the certificate verified')
    expect(check.said.match(/✓/g)!.length).toBeGreaterThanOrEqual(18)
  }, 120_000)

  it('gives new passwords on demand, and the old ones end', async () => {
    const old = linesOf(readFileSync(join(folder, 'env'), 'utf8'))
    const { status, said } = prepare(['--new-passwords', '--database', 'hospital'], {
      DATABASE_ADMIN_URL: server.adminUrl('plain'),
      HMS_KEYS: old.HMS_KEYS,
    })
    expect(said).not.toContain('✗')
    expect(status).toBe(0)
    const lines = linesOf(said)
    expect(lines.HMS_KEYS).toBeUndefined()
    expect(lines.DATABASE_URL).toContain('/hospital?sslmode=verify-full&sslrootcert=')
    await expect(ask(old.DATABASE_URL!, 'SELECT 1')).rejects.toThrow('password authentication failed')
    const [row] = await ask<{ owner: string }>(
      lines.DATABASE_OWNER_URL!,
      'SELECT pg_get_userbyid(datdba) AS owner FROM pg_database WHERE datname = current_database()',
    )
    expect(row!.owner).toBe('hms_owner')
    await expect(ask(lines.DATABASE_URL!, 'CREATE TABLE mine (a int)')).rejects.toThrow('permission denied')
  }, 120_000)

  it('refuses a server that is too old, before any role is made', async () => {
    await server.asSuperuser('CREATE SCHEMA older', 'aged')
    await server.asSuperuser('GRANT USAGE ON SCHEMA older TO public', 'aged')
    await server.asSuperuser(
      `CREATE FUNCTION older.current_setting(text) RETURNS text LANGUAGE sql AS $$ SELECT '150018' $$`,
      'aged',
    )
    const adminUrl = `${server.adminUrl('aged')}&options=${encodeURIComponent('-c search_path=older,pg_catalog,public')}`
    const { status, said } = prepare([], { DATABASE_ADMIN_URL: adminUrl })
    expect(status).toBe(1)
    expect(said).toContain('PostgreSQL 15 is too old; at least 16 is needed')
    expect(said).not.toContain('Creating the roles')
  })

  it.each([
    ['a certificate of somebody else', { authority: 'stranger' }, /self-signed|unable to verify|certificate/i],
    ['a certificate for another name', { host: '127.0.0.1' }, /altnames|does not match|IP: 127/i],
  ])('refuses %s, before any password is sent', (_title, changes, why) => {
    const { status, said } = prepare([], { DATABASE_ADMIN_URL: server.adminUrl('plain', changes) })
    expect(status).toBe(1)
    expect(said).toMatch(why)
    expect(said).not.toContain('Creating the roles')
  })

  it('refuses to go to another machine without looking at its certificate', () => {
    const { status, said } = prepare([], {
      DATABASE_ADMIN_URL: 'postgres://provided:of-the-providers-choice@db.example.org/plain?sslmode=require',
    })
    expect([status, said.includes('DATABASE_ADMIN_URL must end in ?sslmode=verify-full')]).toEqual([1, true])
    expect(said).not.toContain('of-the-providers-choice')
  })

  it('says what is wrong with a database that was tampered with', async () => {
    const { said: first } = prepare(['--new-passwords', '--database', 'hospital'], {
      DATABASE_ADMIN_URL: server.adminUrl('plain'),
      HMS_KEYS: 'kept',
    })
    const lines = linesOf(first)
    await server.asSuperuser('ALTER ROLE hms_app BYPASSRLS')
    await server.asSuperuser('ALTER TABLE patients NO FORCE ROW LEVEL SECURITY', 'hospital')
    await server.asSuperuser('DROP POLICY backup_read ON bills', 'hospital').catch(() => undefined)
    await server.asSuperuser('REVOKE SELECT ON appointments FROM hms_backup', 'hospital')
    const { status, said } = prepare(['--check'], lines)
    await server.asSuperuser('ALTER ROLE hms_app NOBYPASSRLS')
    expect(status).toBe(1)
    expect(said).toContain('✗ hms_app is bound by row-level security')
    expect(said).toContain('✗ row-level security is forced on all')
    expect(said).toMatch(/✗ hms_backup cannot read .*appointments/)
  }, 120_000)
})
