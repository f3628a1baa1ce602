// @covers 45CFR164.312(a)(2)(iv), GDPR-Art32, ASVS-11.1.1, ASVS-13.3.4
import { drop } from '../support/ownDatabase.ts'
import { figure } from '../support/figure.ts'
import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { patientApi } from '@hms/contract/patients'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inRoot } from '../../../scripts/lib/paths.mjs'
import type { Api } from '../support/cluster/nodes.ts'

/**
 * Two API processes hold both keys of the ring, in different order, as in the middle of a deployment; people work at both. A
 * process wraps everything anew, is killed at it, and is called again; then the old key is taken away.
 */

const OLD = process.env.HMS_KEYS!
const NEW = `fresh:${randomBytes(32).toString('base64')}`
const oldId = OLD.slice(0, OLD.indexOf(':'))
// What this process signs and reads is of both.
process.env.HMS_KEYS = `${NEW},${OLD}`

const { db } = await import('../../src/config/database.ts')
const { KeyRing } = await import('../../src/config/keys.ts')
const { readKeyRing } = await import('../../src/config/env.ts')
const { contextOf, newKeys, scopes } = await import('../../src/models/sealing.ts')
const { newId } = await import('../../src/utils/id.ts')
const { runsServer } = await import('../support/cluster/hospital.ts')
const { send } = await import('../support/cluster/http.ts')
const { startApi } = await import('../support/cluster/nodes.ts')
const { startProcess } = await import('../support/cluster/processes.ts')
const { long } = await import('../support/cluster/size.ts')
const { report } = await import('../support/faults/figures.ts')
const { look, observer } = await import('../support/observer.ts')
const { anAdmin } = await import('../support/people.ts')
type Person = Awaited<ReturnType<typeof anAdmin>>

const PATIENTS = long ? 20_000 : 600
const CLERKS = 6
/** Between two requests of one clerk: some 30 a second of all of them. */
const PAUSE_MS = 100

const { logs } = runsServer('key-rotation')
const env = (ring: string) => ({ ...(process.env as Record<string, string>), WORKER: 'off', HMS_KEYS: ring })

let apis: Api[] = []
let admin: Person
/** What every record's telephone number is, as it was acknowledged. */
const phones = new Map<string, string>()

const phoneOf = (n: number) => `+1 555 ${String(1_000_000 + n)}`
let numbers = 0

beforeAll(async () => {
  admin = await anAdmin()
  await fill()
  apis = await Promise.all([
    startApi({ name: 'old-first', env: env(`${OLD},${NEW}`), logs }),
    startApi({ name: 'new-first', env: env(`${NEW},${OLD}`), logs }),
  ])
}, 120_000)
afterAll(async () => {
  await Promise.all(apis.map((api) => api.stop()))
  await db.close()
  await observer.end()
  await drop()
})

/** Patients as they were registered under the old key. */
async function fill(): Promise<void> {
  const ring = new KeyRing(readKeyRing(OLD))
  for (let done = 0; done < PATIENTS; done += 400) {
    const rows = Array.from({ length: Math.min(400, PATIENTS - done) }, () => {
      const [id, phone, made] = [newId(), phoneOf(numbers++), newKeys()]
      phones.set(id, phone)
      const wrapped = scopes.map((scope) => ring.wrap(Buffer.from(made[scope], 'base64'), contextOf(id, scope)).wrapped)
      return { id, phone, contact: made.contact, index: ring.index('blind-index', phone.replace(/\D/g, '')), wrapped }
    })
    await look(
      `INSERT INTO patients (id, first_name, last_name, search_name, date_of_birth, gender, phone, phone_index)
       SELECT id, 'Rotated', 'Person', 'rotated person', '1980-01-01', 'unknown', hms_seal(phone, key, id, 'patients.phone'), index
         FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[]) AS new (id, phone, key, index)`,
      [rows.map((r) => r.id), rows.map((r) => r.phone), rows.map((r) => r.contact), rows.map((r) => r.index)],
    )
    await look(
      `INSERT INTO patient_keys (patient_id, scope, key_id, wrapped)
       SELECT id, scope, $1, wrapped FROM unnest($2::uuid[], $3::text[], $4::bytea[]) AS new (id, scope, wrapped)`,
      [
        oldId,
        rows.flatMap((r) => scopes.map(() => r.id)),
        rows.flatMap(() => [...scopes]),
        rows.flatMap((r) => r.wrapped),
      ],
    )
  }
}

interface Work {
  /** At which processes. */
  at: Api[]
  requests: number
  writes: number
  /** In words: refusals, faults, and records that were not what they had been. */
  complaints: string[]
  over: boolean
}

/** One clerk: registers, changes and reads, one after the other, and looks at what comes back. */
async function clerk(work: Work): Promise<void> {
  const ids = [...phones.keys()]
  for (let turn = 0; !work.over; turn++, await sleep(PAUSE_MS)) {
    const { url } = work.at[turn % work.at.length]!
    const id = ids[Math.floor(Math.random() * ids.length)]!
    work.requests++
    if (turn % 4 === 0) await register(work, url)
    else if (turn % 4 === 1) await change(work, url, id)
    else await read(work, url, id)
  }
}

async function register(work: Work, url: string): Promise<void> {
  const phone = phoneOf(numbers++)
  const body = { firstName: 'New', lastName: 'Person', dateOfBirth: '1990-01-01', gender: 'unknown' as const, phone }
  const reply = await send(url, patientApi.create, { as: admin, body, key: randomUUID() })
  if (reply.status === 201) {
    phones.set(reply.body.id, phone)
    work.writes++
  } else work.complaints.push(`registering answered ${reply.status}`)
}

/** Whose number is being changed by one clerk is left alone by the others. */
const changing = new Set<string>()

async function change(work: Work, url: string, id: string): Promise<void> {
  if (changing.has(id)) return
  changing.add(id)
  const phone = phoneOf(numbers++)
  const reply = await send(url, patientApi.update, { as: admin, params: { id }, body: { phone } })
  if (reply.status === 200) {
    phones.set(id, phone)
    work.writes++
  } else work.complaints.push(`changing answered ${reply.status}`)
  changing.delete(id)
}

async function read(work: Work, url: string, id: string): Promise<void> {
  if (changing.has(id)) return
  const before = phones.get(id)
  const reply = await send(url, patientApi.get, { as: admin, params: { id } })
  const known = [before, phones.get(id)]
  if (reply.status !== 200) work.complaints.push(`reading answered ${reply.status}`)
  else if (!changing.has(id) && !known.includes(reply.body.phone ?? '')) work.complaints.push(`${id} lost its number`)
}

let turns = 0
const rotation = () =>
  startProcess({
    name: `rotation-${++turns}`,
    command: process.execPath,
    args: [inRoot('backend', 'src', 'keys.ts'), 'rotate'],
    env: env(`${NEW},${OLD}`),
    logFile: `${logs}/rotation-${turns}.log`,
  })

const wrappedBy = async (id: string) =>
  (await look<{ n: number }>('SELECT count(*)::int AS n FROM patient_keys WHERE key_id = $1', [id]))[0]!.n

const HELD = 4711

/** Holds a rotation up once it has done a part, however fast it is, and kills it there. @returns how far it came */
async function killAmid(rotate: typeof rotation): Promise<{ fresh: number; old: number }> {
  const holder = await observer.connect()
  await holder.query('SELECT pg_advisory_lock($1)', [HELD])
  // It writes down how far it came after each batch.
  await look(`
    CREATE FUNCTION hold_up() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$ BEGIN
      IF (SELECT count(*) FROM patient_keys WHERE key_id = 'fresh') > ${PATIENTS / 4} THEN
        PERFORM pg_advisory_xact_lock_shared(${HELD});
      END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER hold_up BEFORE UPDATE ON key_rotations FOR EACH ROW EXECUTE FUNCTION hold_up()`)
  const rotating = rotate()
  await expect.poll(() => wrappedBy('fresh'), { timeout: 60_000, interval: 10 }).toBeGreaterThan(PATIENTS / 4)
  await rotating.kill()
  const half = { fresh: await wrappedBy('fresh'), old: await wrappedBy(oldId) }
  await holder.query('SELECT pg_advisory_unlock($1)', [HELD])
  holder.release()
  await look('DROP FUNCTION hold_up CASCADE')
  return half
}

const unreadable: string[] = []

/** Reads every record at one process, and finds it by its number. */
async function readAll(url: string): Promise<void> {
  const left = [...phones]
  const reader = async () => {
    for (let next = left.pop(); next; next = left.pop()) {
      const [id, phone] = next
      const reply = await send(url, patientApi.get, { as: admin, params: { id } })
      if (reply.status !== 200 || reply.body.phone !== phone) unreadable.push(`${id}: ${reply.status}`)
      if (left.length % 20 > 0) continue
      const found = await send(url, patientApi.list, { as: admin, query: { q: phone } })
      if (!found.body.items.some((entry) => entry.id === id)) unreadable.push(`${id} is not found by its number`)
    }
  }
  await Promise.all(Array.from({ length: 6 }, reader))
}

describe('keys of the ring that change while people work', () => {
  it('leave no record unreadable and no request unanswered, though the rotation is killed in the middle', async () => {
    const work: Work = { at: [...apis], requests: 0, writes: 0, complaints: [], over: false }
    const began = performance.now()
    const clerks = Array.from({ length: CLERKS }, () => clerk(work))
    const half = await killAmid(rotation)
    expect(half.old).toBeGreaterThan(0)
    expect(await look('SELECT to_key FROM key_rotations WHERE finished_at IS NULL')).toEqual([{ to_key: 'fresh' }])

    // The process that still puts the old key first goes; what it has written meanwhile is found by the second turn.
    const second = rotation()
    const [oldFirst, newFirst] = apis as [Api, Api]
    work.at = [newFirst]
    await sleep(PAUSE_MS * 3)
    await oldFirst.stop()
    expect(await second.exited).toBe(0)
    const last = rotation()
    expect(await last.exited).toBe(0)
    work.over = true
    await Promise.all(clerks)
    const seconds = (performance.now() - began) / 1000
    expect(await wrappedBy(oldId)).toBe(0)
    expect(work.complaints).toEqual([])
    expect(work.writes).toBeGreaterThan(5)

    await newFirst.stop()
    apis = [await startApi({ name: 'new-alone', env: env(NEW), logs })]
    await readAll(apis[0]!.url)
    const words = /(\d+) rows are of the current key now \(.*?(\d+) rows\/s\)/
    report('rotation of the key ring under load', {
      patients: phones.size,
      'requests a second': Math.round(work.requests / seconds),
      failed: work.complaints,
      'done when it was killed': half.fresh,
      'rows a second': words.exec(second.log())?.[2],
      unreadable,
    })
    figure('rows-unreadable-while-keys-rotate', unreadable.length + work.complaints.length, { of: phones.size })
    figure('rows-rewrapped-a-second', Number(words.exec(second.log())?.[2]), { unit: 'rows/s' })
    expect(unreadable).toEqual([])
  })
})
