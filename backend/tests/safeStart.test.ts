// @covers GDPR-Art25, ASVS-6.3.2, ASVS-13.2.2, ASVS-13.4.2
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { figure } from './support/figure.ts'
import { drop } from './support/ownDatabase.ts'

// After the line above has named this file's own database.
const { complaintAboutRelease } = await import('../src/config/serverRelease.ts')
const { complaintsAbout } = await import('../src/services/safeStart.ts')
const { look, observer } = await import('./support/observer.ts')

afterAll(async () => {
  await observer.end()
  await drop()
})

const backend = join(import.meta.dirname, '..')
/** One ring, as a hospital keeps its own from start to start. */
const ring = `k:${randomBytes(32).toString('base64')}`

/** Starts the API as production would and gives its words; it is ended once it serves and has had its say. */
async function start(changes: Record<string, string | undefined> = {}, last = /no administrator yet/) {
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://hms.hospital.example',
    API_PORT: '5581',
    WEB_PORT: '5582',
    WORKER: 'off',
    DATABASE_URL: process.env.DATABASE_URL,
    HMS_KEYS: ring,
    ...changes,
  }
  const api = spawn(process.execPath, ['src/server.ts'], { cwd: backend, env, timeout: 20_000 })
  let said = ''
  for (const stream of [api.stdout, api.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk
      if (said.includes('the API listens') && last.test(said)) api.kill('SIGKILL')
    })
  }
  const [status] = (await once(api, 'close')) as [number | null]
  return { status, said }
}

const urlAs = (variable: string, role: string) => {
  const url = new URL(process.env[variable]!)
  url.searchParams.set('application_name', role)
  return url.href
}

const fine = {
  role: 'hms_app',
  aboveRowSecurity: false,
  ownTables: 0,
  openTables: [],
  demoAccounts: [],
  logsParameters: false,
  serverVersion: 180_004,
}

describe('a start in production', () => {
  it('serves on a safe database, and prints the link for the first administrator', async () => {
    const { status, said } = await start()
    expect(said).toContain('the API listens')
    expect(said).toMatch(/no administrator yet.*https:\/\/hms\.hospital\.example\/setup#token=[\w-]{43}/)
    expect(status).not.toBe(1)
  })

  it('says that addresses can be forged where others reach the API and proxies are only counted', async () => {
    const open = { API_HOST: '0.0.0.0', TRUST_PROXY: '2' }
    expect((await start(open)).said).toContain('can name any address as theirs')
    expect((await start({ ...open, TRUST_PROXY: '10.0.3.0/24' })).said).not.toContain('can name any address as theirs')
    expect((await start()).said).not.toContain('can name any address as theirs')
  })

  it('ends at unsafe settings and names them all', async () => {
    const { status, said } = await start({
      PUBLIC_URL: 'http://hms.hospital.example',
      HMS_KEYS: '',
      LOG_LEVEL: 'trace',
    })
    expect(status).toBe(1)
    for (const name of ['PUBLIC_URL', 'HMS_KEYS', 'LOG_LEVEL']) expect(said).toContain(`- ${name} `)
    expect(said).not.toContain('the API listens')
  })

  it('ends when demo accounts are in the database', async () => {
    const [user] = await look<{ id: string }>(
      `INSERT INTO users (email, role, first_name, last_name) VALUES ('Admin@demo.hms', 'patient', 'A', 'B') RETURNING id`,
    )
    const { status, said } = await start()
    await look('DELETE FROM users WHERE id = $1', [user!.id])
    expect(status).toBe(1)
    expect(said).toContain('Admin@demo.hms')
    expect(said).not.toContain('the API listens')
  })

  it('ends when it works as the superuser', async () => {
    const { status, said } = await start({
      DATABASE_URL: urlAs('DATABASE_SUPERUSER_URL', 'x').replace('postgres:', 'postgresql:'),
    })
    expect(status).toBe(1)
    expect(said).toContain('DATABASE_URL names the role postgres')
  })

  it('ends when row-level security is not forced on a table', async () => {
    await look('ALTER TABLE patients NO FORCE ROW LEVEL SECURITY')
    const { status, said } = await start()
    await look('ALTER TABLE patients FORCE ROW LEVEL SECURITY')
    expect(status).toBe(1)
    expect(said).toContain('row-level security is off or not forced on patients')
  })

  it('goes on while the database is away, as then nothing can be read or written', async () => {
    const { status, said } = await start(
      { DATABASE_URL: `postgres://hms_app:${'x'.repeat(20)}@127.0.0.1:5599/hms` },
      /not be found out/,
    )
    expect(said).toContain('could not be looked at yet')
    expect(said).toContain('the API listens')
    expect(status).not.toBe(1)
  })
})

describe('the safeguards', () => {
  it.each([
    ['nothing', {}, 0],
    ['a role above row-level security', { aboveRowSecurity: true }, 1],
    ['a role that owns tables', { ownTables: 3 }, 1],
    ['open tables', { openTables: ['patients'] }, 1],
    ['demo accounts', { demoAccounts: ['admin@demo.hms'] }, 1],
    ['a server that is too old', { serverVersion: 150_018 }, 1],
    ['all of it', { aboveRowSecurity: true, ownTables: 1, openTables: ['a'], demoAccounts: ['b'] }, 4],
  ])('complain about %s', (_title, found, count) => {
    expect(complaintsAbout({ ...fine, ...found }, false)).toHaveLength(count)
  })

  it('take the demo on one’s own machine for what it is', () => {
    expect(complaintsAbout({ ...fine, demoAccounts: ['admin@demo.hms'] }, true)).toEqual([])
  })
})

describe('the release of the database server', () => {
  it.each([
    [150_018, 'PostgreSQL 15 is too old; at least 16 is needed'],
    [160_013, 'PostgreSQL 16.13 has known holes; go to 16.14 or later'],
    [160_014, null],
    [170_009, 'PostgreSQL 17.9 has known holes; go to 17.10 or later'],
    [180_003, 'PostgreSQL 18.3 has known holes; go to 18.4 or later'],
    [180_004, null],
    [190_000, null],
  ])('%i is judged at start', (version, complaint) => expect(complaintAboutRelease(version)).toBe(complaint))

  it('that comes along has no hole that is known of', async () => {
    const [server] = await look<{ version: number }>(`SELECT current_setting('server_version_num')::int AS version`)
    const complaint = complaintAboutRelease(server!.version)
    figure('servers-below-their-floor', complaint ? 1 : 0, { of: 1 })
    expect(complaint).toBeNull()
  })
})
