// @covers 45CFR164.308(a)(7)(ii)(B)
import { archive, strangersFile, walArchive } from '../support/faults/walArchive.ts'
import { patientApi } from '@hms/contract/patients'
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { db } from '../../src/config/database.ts'
import { safeguards } from '../support/backups.ts'
import { call } from '../support/call.ts'
import { long } from '../support/cluster/size.ts'
import { report } from '../support/faults/figures.ts'
import { look, observer } from '../support/observer.ts'
import { anAdmin, type Person } from '../support/people.ts'

const PATIENTS = long ? 300 : 30
const SURNAME = 'Walsentinel'
const PHONE = '+1 555 010 9191'

let admin: Person
let before: Awaited<ReturnType<typeof safeguards>>
let time: string
let last: { id: string; mrn: string }

beforeAll(async () => {
  admin = await anAdmin()
  before = await safeguards(look)
}, 120_000)
afterAll(async () => {
  await Promise.all([db.close(), observer.end()])
  await walArchive.remove()
})

async function register(lastName: string): Promise<{ id: string; mrn: string }> {
  const body = { firstName: 'Sam', lastName, dateOfBirth: '1984-05-17', gender: 'female', phone: PHONE } as const
  const reply = await call(patientApi.create, { as: admin, body })
  expect(reply.status).toBe(201)
  return reply.body
}

async function registerMany(count: number): Promise<void> {
  for (let i = 0; i < count; i++) last = await register(`${SURNAME}${i}`)
}

const counts = async () =>
  (
    await look(
      `SELECT (SELECT count(*)::int FROM patients) AS patients, (SELECT count(*)::int FROM patient_keys) AS keys,
              (SELECT count(*)::int FROM audit_events) AS audited`,
    )
  )[0]!

/** What stands in the archive under a segment's name, for as long as `work` takes, is something else. */
async function instead(segment: string, content: Buffer | null, work: () => Promise<unknown>): Promise<void> {
  const path = join(archive, segment)
  renameSync(path, `${path}.aside`)
  if (content) writeFileSync(path, content, { mode: 0o644 })
  await work().finally(() => renameSync(`${path}.aside`, path))
}

describe('a table that was dropped', () => {
  let then: Record<string, unknown>

  it('is there again as it was a moment before, with everything that was written since the base backup', async () => {
    await registerMany(3)
    // People go on working while the base backup is made.
    const [, baseTook] = await Promise.all([
      registerMany(PATIENTS),
      (async () => {
        const began = performance.now()
        await walArchive.baseBackup()
        return performance.now() - began
      })(),
    ])
    await walArchive.catchUp()
    await registerMany(PATIENTS)
    then = await counts()
    ;[{ time }] = (await look<{ time: string }>('SELECT clock_timestamp()::text AS time')) as [{ time: string }]
    await sleep(20)
    await register('Comestoolate')
    await look('DROP TABLE patient_keys CASCADE')
    const { failed } = await walArchive.catchUp()
    expect(failed).toBe(0)
    await walArchive.server.stop()

    const began = performance.now()
    await walArchive.recover(time)
    const took = performance.now() - began
    const seconds = (ms: number) => (ms / 1000).toFixed(1)
    report('back to a moment', {
      patients: then.patients,
      'seconds of base backup': seconds(baseTook),
      'of recovery': seconds(took),
    })
    expect(await counts()).toEqual(then)
    expect(then.patients).toBe(3 + 2 * PATIENTS)
    expect(walArchive.recoveryLog()).toContain('archive recovery complete')
  }, 120_000)

  it('has every policy, grant, constraint, trigger, index and function again', async () => {
    expect(before.policies.length).toBeGreaterThan(50)
    expect(await safeguards(look)).toEqual(before)
  })

  it('shows nothing to whoever does not say who is asking', async () => {
    const client = new pg.Client({ connectionString: process.env.DATABASE_URL })
    await client.connect()
    const { rows } = await client.query('SELECT id FROM patients').finally(() => client.end())
    expect(rows).toEqual([])
  })

  it('opens what was sealed just before, knows nobody who came later, and goes on counting', async () => {
    const shown = await call(patientApi.get, { as: admin, params: { id: last.id } })
    expect(shown.body).toMatchObject({ phone: PHONE, mrn: last.mrn })
    expect(await look(`SELECT id FROM patients WHERE last_name = 'Comestoolate'`)).toEqual([])
    expect((await register('Next')).mrn > last.mrn).toBe(true)
  })
})

describe('the archive', () => {
  it('holds nothing that can be read without the private key', () => {
    const files = readdirSync(archive)
    expect(files.filter((name) => name.endsWith('.part'))).toEqual([])
    const sealed = files.filter((name) => name.endsWith('.age'))
    expect(sealed.length).toBeGreaterThan(2)
    for (const name of sealed) {
      const content = readFileSync(join(archive, name))
      expect(content.subarray(0, 21).toString()).toBe('age-encryption.org/v1')
      expect(content.includes(SURNAME)).toBe(false)
    }
  })

  it('takes a segment again that it has, also after breaking off half way, and no other under its name', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hms-segment-'))
    const [one, other] = ['one', 'other'].map((content) => {
      const path = join(folder, content)
      writeFileSync(path, content)
      return path
    }) as [string, string]
    writeFileSync(join(archive, 'again.zst.age.part'), 'half')
    expect(walArchive.archives(one, 'again')).toBe(true)
    const kept = readFileSync(join(archive, 'again.zst.age'))
    expect(walArchive.archives(one, 'again')).toBe(true)
    expect(walArchive.archives(other, 'again')).toBe(false)
    expect(walArchive.archives(join(folder, 'none'), 'nothing')).toBe(false)
    expect(readFileSync(join(archive, 'again.zst.age'))).toEqual(kept)
    expect(readdirSync(archive).filter((name) => /^nothing|part$/.test(name))).toEqual([])
    rmSync(folder, { recursive: true })
  })

  it('of which a segment is damaged, missing, or of another key, opens no hospital of another time', async () => {
    const segments = readdirSync(archive)
      .filter((name) => /^[0-9A-F]{24}\.zst\.age$/.test(name))
      .sort()
    const [needed] = segments.slice(-1)
    const content = readFileSync(join(archive, needed!))
    content[content.length - 40]! ^= 1
    await instead(needed!, content, () => expect(walArchive.recover(time)).rejects.toThrow('PostgreSQL did not start'))
    expect(walArchive.recoveryLog()).toContain(`${needed} does not open with this key, or is damaged`)
    if (!long) return
    await instead(needed!, null, () => expect(walArchive.recover(time)).rejects.toThrow('PostgreSQL did not start'))
    expect(walArchive.recoveryLog()).toContain('recovery ended before configured recovery target was reached')
    await expect(walArchive.recover(time, strangersFile)).rejects.toThrow('PostgreSQL did not start')
    expect(walArchive.recoveryLog()).toContain('does not open with this key, or is damaged')
  }, 120_000)
})
