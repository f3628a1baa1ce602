// @covers 45CFR164.308(a)(7)(ii)(A), 45CFR164.312(c)(1)
import { drop } from './support/ownDatabase.ts'
import { figure } from './support/figure.ts'
import { destroy, folder, identity, removeFolder, strangersIdentity } from './support/backups.ts'
import { execFile } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { identityToRecipient } from 'age-encryption'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { db } from '../src/config/database.ts'
import { KeyRing } from '../src/config/keys.ts'
import { env, keys } from '../src/config/runtime.ts'
import { BackupError } from '../src/services/backupService/backupError.ts'
import { createBackup } from '../src/services/backupService/create.ts'
import { openManifest, signManifest } from '../src/services/backupService/manifest.ts'
import { readText, writeText } from '../src/services/backupService/sealedFile.ts'
import { verifyBackup } from '../src/services/backupService/verify.ts'
import { look, observer } from './support/observer.ts'
import { aDoctor, anAdmin, aPatient, type PatientPerson } from './support/people.ts'
import { inCareOf } from './support/care.ts'
import { restore } from './support/restoring.ts'

const plan = env.backup!
const opener = { identities: [identity], keys }

const at = (time: string) => Temporal.Instant.from(time)
const NAME = '20260301T023000Z'
const set = join(folder, 'sets', NAME)
let kept: string
let erased: PatientPerson

beforeAll(async () => {
  const doctor = await aDoctor()
  ;[erased] = await Promise.all([aPatient(), anAdmin()])
  for (let i = 0; i < 40; i++) await inCareOf(doctor, erased, i)
  await partOtherwise()
  await createBackup(plan, keys, at('2026-03-01T02:30:00Z'))
  // A good copy, put back after each test.
  kept = mkdtempSync(join(tmpdir(), 'hms-kept-'))
  cpSync(folder, kept, { recursive: true })
})
afterEach(() => {
  for (const kind of ['sets', 'keys']) rmSync(join(folder, kind), { recursive: true, force: true })
  cpSync(kept, folder, { recursive: true })
})
afterAll(async () => {
  await Promise.all([db.close(), observer.end()])
  await drop()
  removeFolder()
  rmSync(kept, { recursive: true })
})

/** A hospital that has run for a while has other parts of its tables than a new one. */
async function partOtherwise(): Promise<void> {
  await look(`SELECT hms_add_partition('audit_events', 'audit_events_2035q1', '2035-01-01Z', '2035-04-01Z')`)
  await look(`SELECT hms_add_partition('appointments', 'appointments_2035', '2035-01-01Z', '2036-01-01Z')`)
  await look(`ALTER TABLE audit_events_2035q1 OWNER TO hms_owner`)
  await look(`ALTER TABLE appointments_2035 OWNER TO hms_owner`)
  await look(`DROP TABLE audit_events_2027q3`)
  await look(
    `UPDATE appointments SET appointment_date = '2035-05-05 10:00Z', ends_at = '2035-05-05 10:30Z', occupied_from = '2035-05-05 10:00Z',
            occupied_until = '2035-05-05 10:30Z' WHERE id = (SELECT id FROM appointments LIMIT 1)`,
  )
}

function flipBit(path: string, where: number): void {
  const content = readFileSync(path)
  const index = Math.floor(content.length * where)
  content[index] = content[index]! ^ 1
  writeFileSync(path, content)
}

const fileOf = (table: string) => join(set, `public.${table}.copy.zst.age`)

/** Writes a manifest that says something else, as whoever knows the key ring could. */
async function rewriteManifest(
  change: (manifest: ReturnType<typeof openManifest>) => object,
  by = keys,
): Promise<void> {
  const path = join(set, 'manifest.json.age')
  const manifest = openManifest(await readText(path, [identity]), null)
  rmSync(path)
  await writeText(path, signManifest({ ...manifest, ...change(manifest) }, by), plan.recipients)
}

const complaint = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (failure: unknown) => failure,
  )
  figure('damages-of-backups-missed', error instanceof BackupError ? 0 : 1, { of: 1 })
  expect(error).toBeInstanceOf(BackupError)
  const { message, details } = error as BackupError
  return [message, ...details].join('\n')
}

describe('a backup that is looked through', () => {
  it('is whole when it is whole', async () => {
    const verified = await verifyBackup(folder, opener)
    expect(verified).toMatchObject({ name: NAME, keysOf: NAME, signatureChecked: true })
    expect(verified.tables).toBe(readdirSync(set).length - 1 + 1)
  })

  it.each([0.02, 0.5, 0.999])(
    'is refused with one bit flipped at %d of a file, and the file is named',
    async (where) => {
      flipBit(fileOf('appointments'), where)
      expect(await complaint(verifyBackup(folder, opener))).toContain('public.appointments.copy.zst.age is damaged')
    },
  )

  it('is refused with any byte of the manifest changed', async () => {
    for (const where of [0.01, 0.4, 0.99]) {
      cpSync(join(kept, 'sets', NAME, 'manifest.json.age'), join(set, 'manifest.json.age'))
      flipBit(join(set, 'manifest.json.age'), where)
      expect(await complaint(verifyBackup(folder, opener))).toContain('manifest.json.age')
    }
  })

  it('is refused when a file is cut off, at any place', async () => {
    const { length } = readFileSync(fileOf('users'))
    for (const size of [0, 10, length - 1]) {
      truncateSync(fileOf('users'), size)
      expect(await complaint(verifyBackup(folder, opener))).toContain('public.users.copy.zst.age is damaged')
    }
  })

  it('is refused when a file is missing or another one was put there', async () => {
    rmSync(fileOf('payments'))
    expect(await complaint(verifyBackup(folder, opener))).toContain('missing: public.payments.copy.zst.age')
    cpSync(fileOf('billing'), fileOf('payments'))
    expect(await complaint(verifyBackup(folder, opener))).toContain('payments.copy.zst.age is not the file')
    cpSync(fileOf('billing'), join(set, 'notes.txt'))
    expect(await complaint(verifyBackup(folder, opener))).toContain('not part of the backup: notes.txt')
  })

  it('is refused without its manifest, as one that was never finished', async () => {
    rmSync(join(set, 'manifest.json.age'))
    expect(await complaint(verifyBackup(folder, opener))).toContain('There is no backup in')
  })

  it('is refused when it was renamed to look newer', async () => {
    renameSync(set, join(folder, 'sets', '20260401T023000Z'))
    expect(await complaint(verifyBackup(folder, opener))).toContain('somebody moved or renamed it')
  })

  it('is refused with the wrong private key', async () => {
    const stranger = { identities: [strangersIdentity], keys }
    expect(await complaint(verifyBackup(folder, stranger))).toContain('was not encrypted for this private key')
  })

  it('is refused when somebody without the key ring made it', async () => {
    const other = new KeyRing([{ id: keys.currentId, key: Buffer.alloc(32, 9) }])
    await rewriteManifest(() => ({}), other)
    expect(await complaint(verifyBackup(folder, opener))).toContain('signature of the backup is wrong')
    const unknown = new KeyRing([{ id: 'nobody', key: Buffer.alloc(32, 9) }])
    await rewriteManifest(() => ({}), unknown)
    expect(await complaint(verifyBackup(folder, opener))).toContain('which HMS_KEYS does not hold')
  })

  it('is refused when rows are not as many, or not as wide, as the manifest says', async () => {
    await rewriteManifest(({ parts }) => ({
      parts: parts.map((part) => (part.table === 'doctors' ? { ...part, rows: part.rows + 1 } : part)),
    }))
    expect(await complaint(verifyBackup(folder, opener))).toContain('public.doctors.copy.zst.age is not the file')
    await rewriteManifest(({ parts }) => ({
      parts: parts.map((part) =>
        part.table === 'doctors' ? { ...part, rows: part.rows - 1, columns: part.columns.slice(1) } : part,
      ),
    }))
    expect(await complaint(verifyBackup(folder, opener))).toContain('wrong number of columns')
  })
})

describe('the command', () => {
  const script = join(import.meta.dirname, '..', 'src', 'backup.ts')
  const run = (...args: string[]) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      execFile(process.execPath, [script, ...args], { cwd: folder }, (error, out, err) =>
        resolve({ code: error ? Number(error.code) : 0, out, err }),
      )
    })

  it('makes a key pair that opens what is made for it, and never writes over one', async () => {
    const made = await run('keys', 'pair.key')
    expect(made.code).toBe(0)
    const recipient = /BACKUP_RECIPIENT=(age1\w+)/.exec(made.out)![1]!
    const [secret] = /AGE-SECRET-KEY-1\w+/.exec(readFileSync(join(folder, 'pair.key'), 'utf8'))!
    expect(await identityToRecipient(secret)).toBe(recipient)
    expect(made.out).not.toContain(secret)
    expect(await run('keys', 'pair.key')).toMatchObject({ code: 1, err: expect.stringContaining('is there already') })
  })

  it('ends with 0 for a good backup and with 1 for a bad one, and says so where the hospital shows it', async () => {
    writeFileSync(join(folder, 'right.key'), identity)
    const made = await run('create')
    expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/rows of \d+ tables/) })
    const [{ name }] = (await look<{ name: string }>('SELECT name FROM backups ORDER BY started_at DESC LIMIT 1')) as [
      never,
    ]
    const verdict = () => look('SELECT verification FROM backups WHERE name = $1', [name])
    expect(await run('verify', folder, '--identity', 'right.key')).toMatchObject({ code: 0 })
    expect(await verdict()).toEqual([{ verification: 'passed' }])
    flipBit(join(folder, 'sets', name, 'public.users.copy.zst.age'), 0.7)
    const refused = await run('verify', folder, '--identity', 'right.key')
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('users.copy.zst.age is damaged') })
    expect(await verdict()).toEqual([{ verification: 'failed' }])
  })

  it('says what is missing', async () => {
    expect(await run('verify', folder)).toMatchObject({ code: 1, err: expect.stringContaining('--identity') })
    expect(await run('verify', '/nowhere', '--identity', 'x')).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no /nowhere'),
    })
    expect(await run()).toMatchObject({ code: 1, out: expect.stringContaining('npm run restore') })
  })
})

describe('making a backup', () => {
  it('lets one at a time read the database', async () => {
    const [one, other] = await Promise.allSettled([
      createBackup(plan, keys, at('2026-03-02T02:30:00Z')),
      createBackup(plan, keys, at('2026-03-02T02:30:01Z')),
    ])
    const fates = [one, other].map(({ status }) => status).sort()
    expect(fates).toEqual(['fulfilled', 'rejected'])
  })

  it('leaves nothing half done when it fails', async () => {
    // A file in the place of the folder that the finished set is to have.
    writeFileSync(join(folder, 'sets', '20260303T023000Z'), '')
    await expect(createBackup(plan, keys, at('2026-03-03T02:30:00Z'))).rejects.toThrow()
    expect(readdirSync(join(folder, 'sets')).filter((name) => name.startsWith('.'))).toEqual([])
    expect((await verifyBackup(folder, opener)).name).toBe(NAME)
  })

  it('keeps backups and keys for their days, and the newest always', async () => {
    const short = { ...plan, keepDays: 30, keepKeysDays: 7 }
    for (const day of ['2026-03-20', '2026-03-29', '2026-04-05'])
      await createBackup(short, keys, at(`${day}T02:30:00Z`))
    expect(readdirSync(join(folder, 'sets'))).toEqual(['20260320T023000Z', '20260329T023000Z', '20260405T023000Z'])
    expect(readdirSync(join(folder, 'keys'))).toEqual(['20260329T023000Z', '20260405T023000Z'])
    const oldest = await verifyBackup(join(folder, 'sets', '20260320T023000Z'), opener)
    expect(oldest.keysOf).toBe('20260405T023000Z')
  })

  it('refuses a role that may not see every row', async () => {
    await expect(
      createBackup({ ...plan, databaseUrl: env.databaseUrl }, keys, at('2026-03-04T02:30:00Z')),
    ).rejects.toThrow()
    expect(existsSync(join(folder, 'sets', '20260304T023000Z'))).toBe(false)
  })
})

// Each prepares a whole database anew, some several times.
describe('restoring', { timeout: 90_000 }, () => {
  const inTarget = async <T extends object>(text: string): Promise<T[]> => {
    const client = new pg.Client({ connectionString: process.env.DATABASE_SUPERUSER_URL })
    await client.connect()
    const { rows } = await client.query(text)
    await client.end()
    return rows as T[]
  }

  it('refuses a database that is in use or was worked with, and changes nothing', async () => {
    const before = await look('SELECT count(*) FROM users')
    // One that stays: those of the pool go when they have rested.
    const working = new pg.Client({ connectionString: env.databaseUrl })
    working.on('error', () => undefined)
    await working.connect()
    expect(await complaint(restore())).toMatch(/stop it first/)
    await look(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'hms_app' AND datname = current_database()`,
    )
    expect(await complaint(restore())).toContain('The database is not empty')
    expect(await look('SELECT count(*) FROM users')).toEqual(before)
  })

  it('replaces one when told to', async () => {
    await look(`UPDATE users SET first_name = 'Changed afterwards'`)
    await restore({ replace: true })
    expect(await look(`SELECT FROM users WHERE first_name = 'Changed afterwards'`)).toEqual([])
    expect(await look('SELECT FROM appointments')).toHaveLength(40)
  })

  it('leaves the database empty when it fails, in whichever table', async () => {
    await destroy()
    flipBit(fileOf('users'), 0.9)
    expect(await complaint(restore())).toContain('users.copy.zst.age is damaged')
    expect(
      await inTarget('SELECT count(*)::int AS n FROM appointments UNION ALL SELECT count(*)::int FROM audit_events'),
    ).toEqual([{ n: 0 }, { n: 0 }])
    const [{ off }] = (await inTarget<{ off: number }>(
      `SELECT count(*)::int AS off FROM pg_class WHERE relname IN ('users', 'patients', 'billing') AND NOT relforcerowsecurity`,
    )) as [never]
    expect(off).toBe(0)
    cpSync(join(kept, 'sets', NAME), set, { recursive: true })
    expect((await restore()).rows).toBeGreaterThan(40)
  })

  it('has the same parts of tables again, with their rows and guards', async () => {
    expect(
      await look(`SELECT tableoid::regclass::text AS part FROM appointments WHERE appointment_date > '2035-01-01'`),
    ).toEqual([{ part: 'appointments_2035' }])
    expect(await look(`SELECT to_regclass('audit_events_2027q3') AS gone`)).toEqual([{ gone: null }])
    await expect(look('TRUNCATE audit_events_2035q1')).rejects.toThrow('audit rows stay as they are')
  })

  it('refuses a backup of a newer version, and one of other migrations', async () => {
    await rewriteManifest(({ migrations }) => ({
      migrations: [...migrations, { name: '29990101000000_future', checksum: '0'.repeat(64) }],
    }))
    expect(await complaint(restore())).toMatch(/newer version of HMS.*\n.*29990101000000_future/)
    await rewriteManifest(({ migrations }) => ({
      migrations: migrations
        .filter(({ name }) => !name.startsWith('2999'))
        .map((one, index) => (index === 2 ? { ...one, checksum: '0'.repeat(64) } : one)),
    }))
    expect(await complaint(restore())).toContain('20261101000200_patients has another content here')
  })

  it('brings a backup of an older version to this one', async () => {
    await destroy()
    // As if the last migration had not been there when the backup was made.
    const last = '20261123080000_setup_link'
    await rewriteManifest(({ migrations, parts, catalogue }) => ({
      migrations: migrations.filter(({ name }) => name !== last),
      parts: parts.filter(({ table }) => table !== 'setup_links'),
      catalogue: Object.fromEntries(
        Object.entries(catalogue).map(([kind, lines]) => [kind, lines.filter((line) => !/setup_link/.test(line))]),
      ),
    }))
    rmSync(fileOf('setup_links'))
    expect((await restore()).differences).toEqual([])
    expect(
      await inTarget(`SELECT migration_name FROM _prisma_migrations WHERE migration_name = '${last}'`),
    ).toHaveLength(1)
  })

  it('refuses when a safeguard is not as it was, unless somebody has looked at it', async () => {
    await destroy()
    await rewriteManifest(({ catalogue }) => ({
      catalogue: { ...catalogue, policies: [...(catalogue.policies ?? []), 'public.users one_more: …'] },
    }))
    expect(await complaint(restore())).toContain('- policies: public.users one_more: …')
    expect(await inTarget('SELECT FROM users')).toEqual([])
    expect((await restore({ acceptDifferences: true })).differences).toEqual(['- policies: public.users one_more: …'])
  })

  it('refuses it on another release of the database server, too, where only what a column says twice may be missing', async () => {
    await destroy()
    const notNull = /: NOT NULL \w+$/
    await rewriteManifest(({ catalogue }) => ({
      serverNumber: 150_018,
      catalogue: {
        ...catalogue,
        constraints: (catalogue.constraints ?? []).filter((line) => !notNull.test(line)),
        triggers: [...(catalogue.triggers ?? []), 'a trigger that is missed'],
      },
    }))
    const told = await complaint(restore())
    expect(told).toContain('- triggers: a trigger that is missed')
    expect(told).not.toContain('NOT NULL')
    expect(told).toContain('It was made on PostgreSQL 15')
  })

  it('refuses without the key ring that sealed the fields', async () => {
    const other = new KeyRing([{ id: 'other', key: Buffer.alloc(32, 1) }])
    expect(await complaint(restore({ keys: other }))).toContain('which HMS_KEYS does not hold')
  })

  it('does not bring back the key of a patient who was erased since', async () => {
    await destroy()
    await restore()
    await look('DELETE FROM patient_keys WHERE patient_id = $1', [erased.patientId])
    await createBackup(plan, keys, at('2026-03-05T02:30:00Z'))
    await observer.query('SELECT 1')
    await destroy()
    const restored = await restore({ path: set })
    expect(restored).toMatchObject({ name: NAME, keysOf: '20260305T023000Z', keyless: 1 })
    expect(await look('SELECT FROM patient_keys WHERE patient_id = $1', [erased.patientId])).toEqual([])
    expect(await look('SELECT FROM patients WHERE id = $1', [erased.patientId])).toHaveLength(1)
  })
})
