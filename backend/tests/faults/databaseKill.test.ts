import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runsServer } from '../support/cluster/hospital.ts'
import { type Api, startApi } from '../support/cluster/nodes.ts'
import { databaseEnv, type Postgres, startPostgres } from '../support/cluster/postgres.ts'
import { long } from '../support/cluster/size.ts'
import { seconds, settle } from '../support/faults/figures.ts'
import { type Load, startLoad } from '../support/faults/load.ts'
import { look } from '../support/observer.ts'

const KILLS = long ? 6 : 2
const { server, logs } = runsServer('database-kill')

let apis: Api[], load: Load
let turn = 0
beforeAll(async () => {
  const env = { ...databaseEnv(server), WORKER: 'on' }
  apis = await Promise.all([1, 2].map((n) => startApi({ name: `database-killed-${n}`, env, logs })))
  load = await startLoad(() => apis[turn++ % 2]!.url)
})
afterAll(async () => void (await Promise.all(apis?.map((api) => api.stop()) ?? [])))

/** The whole server goes, and whoever runs it starts it again after a while. */
async function killServer(of: Postgres): Promise<void> {
  of.kill()
  await sleep(500 + Math.random() * 2000)
  await startPostgres({ dataDir: of.dataDir })
}

/** One of its processes goes while it works; PostgreSQL then ends all others, as memory may be damaged, and recovers. */
async function killBackend(): Promise<void> {
  const [row] = await look<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE usename = 'hms_app' AND datname = 'hms' ORDER BY state = 'idle', random()`,
  )
  process.kill(row!.pid, 'SIGKILL')
}

describe(`PostgreSQL that is killed ${KILLS} times under mixed writes`, () => {
  it('takes no API process with it; clients are told to come again, and nothing is lost, doubled or half done', async () => {
    const before = apis.map(({ pid }) => pid)
    const recovered: number[] = []
    for (let kill = 0; kill < KILLS; kill++) {
      await sleep(500 + Math.random() * 1500)
      await (kill % 2 === 0 ? killServer(server) : killBackend())
      recovered.push(await load.ledger.nextSuccess())
    }
    await sleep(500)
    expect(apis.map(({ pid, alive }) => [pid, alive()])).toEqual(before.map((pid) => [pid, true]))
    await settle(load, 'kill -9 of PostgreSQL', {
      kills: KILLS,
      'seconds from start to first success (middle / longest)': seconds(recovered),
    })
    expect(load.ledger.figures).toMatchObject({ reset: 0, again: load.ledger.figures.unavailable })
    expect(load.ledger.figures.unavailable).toBeGreaterThan(0)
  })
})
