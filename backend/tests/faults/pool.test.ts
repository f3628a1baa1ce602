// @covers ASVS-15.2.2
import { billingApi } from '@hms/contract/billing'
import { patientApi } from '@hms/contract/patients'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runsServer } from '../support/cluster/hospital.ts'
import { type Api, startApi } from '../support/cluster/nodes.ts'
import { databaseEnv } from '../support/cluster/postgres.ts'
import { long } from '../support/cluster/size.ts'
import { report } from '../support/faults/figures.ts'
import { Ledger } from '../support/faults/ledger.ts'
import { look } from '../support/observer.ts'
import { anAdmin, aPatient, type PatientPerson, type Person } from '../support/people.ts'

const CONNECTIONS = 2
const HELD_MS = long ? 40_000 : 10_000
const { server, logs } = runsServer('pool')

let api: Api, admin: Person, patient: PatientPerson
const ledger = new Ledger(() => api.url)
const holder = new pg.Client({ connectionString: server.url('postgres') })
holder.on('error', () => undefined)

beforeAll(async () => {
  const env = { ...databaseEnv(server), DATABASE_POOL_MAX: String(CONNECTIONS), WORKER: 'off' }
  ;[api, admin, patient] = await Promise.all([startApi({ env, logs }), anAdmin(), aPatient()])
  await holder.connect()
})
afterAll(async () => {
  await holder.end()
  await api?.stop()
})

const read = () => ledger.sendOnce(patientApi.get, { as: admin, params: { id: patient.patientId } })
const aBill = () => {
  const lines = [{ description: 'Treatment', unitPrice: '25.00' }]
  return { as: admin, body: { patientId: patient.patientId, description: 'Treatment', lines } }
}
const raise = () => ledger.sendOnce(billingApi.create, aBill())

/** Sessions of the application that wait for the lock, whether anybody still waits for them or not. */
async function waitingSessions(): Promise<number> {
  const [row] = await look<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE usename = 'hms_app' AND wait_event_type = 'Lock'`,
  )
  return row!.n
}

describe(`a pool of ${CONNECTIONS} connections, both of which wait for somebody's lock`, () => {
  it('has everybody come again within five seconds, piles up nothing in the database, and goes on afterwards', async () => {
    expect((await read())?.status).toBe(200)
    await holder.query('BEGIN')
    await holder.query('LOCK TABLE number_series IN ACCESS EXCLUSIVE MODE')
    const answers = { raise: new Set<number | undefined>(), read: new Set<number | undefined>() }
    const until = performance.now() + HELD_MS
    let most = 0
    const clerk = async (what: 'raise' | 'read') => {
      while (performance.now() < until) answers[what].add((await (what === 'raise' ? raise() : read()))?.status)
    }
    const watch = async () => {
      while (performance.now() < until) {
        most = Math.max(most, await waitingSessions())
        await sleep(200)
      }
    }
    const readers = [100, 700, 1500].map((ms) => sleep(ms).then(() => clerk('read')))
    await Promise.all([clerk('raise'), clerk('raise'), ...readers, watch()])
    await holder.query('ROLLBACK')
    const [bill, reading] = await Promise.all([ledger.insist(billingApi.create, aBill()), read()])
    expect([bill.reply.status, reading?.status]).toEqual([201, 200])
    report('pool exhausted', { seconds: HELD_MS / 1000, ...ledger.figures, 'most sessions that waited': most })
    expect(answers.raise).toEqual(new Set([503]))
    expect(answers.read).toContain(503)
    expect(ledger.complaints).toEqual([])
    expect(ledger.figures.reset).toBe(0)
    expect(most).toBeLessThanOrEqual(2 * CONNECTIONS)
    expect(api.alive()).toBe(true)
  })
})
