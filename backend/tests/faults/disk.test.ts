import { smallDisk } from '../support/faults/smallDisk.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi } from '../support/cluster/nodes.ts'
import { databaseEnv } from '../support/cluster/postgres.ts'
import { long } from '../support/cluster/size.ts'
import { settle } from '../support/faults/figures.ts'
import { type Load, startLoad } from '../support/faults/load.ts'
import { look, observer } from '../support/observer.ts'

const FULL_MS = long ? 15_000 : 4000
const LEFT = 256 * 1024
const logs = `${process.env.CLUSTER_DATA_DIR}-logs/disk`

let api: Api, load: Load
beforeAll(async () => {
  api = await startApi({ env: { ...databaseEnv(smallDisk.server), WORKER: 'on' }, logs })
})
afterAll(async () => {
  smallDisk.clear()
  await smallDisk.restartIfStuck()
  await load?.stop().catch(() => undefined)
  await api?.stop()
  await observer.end()
  await smallDisk.remove()
})

/** How often the API has met this code of PostgreSQL. */
const met = (code: string) => api.log().split(`"code":"${code}"`).length - 1

/** Has the load write until the disk is full. */
async function fillUp(): Promise<void> {
  const before = load.ledger.figures.unavailable
  smallDisk.fill(LEFT)
  await expect
    .poll(() => load.ledger.figures.unavailable - before, { timeout: 60_000, interval: 50 })
    .toBeGreaterThan(0)
}

async function makeRoom(): Promise<number> {
  const success = load.ledger.nextSuccess()
  smallDisk.clear()
  await smallDisk.restartIfStuck()
  return success
}

describe('a disk that is full', () => {
  it('has clients come again; nothing acknowledged is lost, and work goes on once there is room', async () => {
    load = await startLoad(() => api.url)
    await sleep(1000)
    const { pid } = api
    await fillUp()
    await sleep(FULL_MS)
    const recovered = await makeRoom()
    await sleep(500)
    expect([api.pid, api.alive()]).toEqual([pid, true])
    const seconds = { 'seconds full': FULL_MS / 1000, 'seconds to first success': recovered / 1000 }
    await settle(load, 'disk full', { ...seconds, 'refused for want of space (53100)': met('53100') })
    expect(met('53100')).toBeGreaterThan(0)
    expect(load.ledger.figures.reset).toBe(0)
  })

  it('may stop PostgreSQL itself, which cannot write its log: the same', async () => {
    load = await startLoad(() => api.url)
    await sleep(500)
    await fillUp()
    const stopped = await stopByLog()
    await sleep(FULL_MS)
    const recovered = await makeRoom()
    await sleep(500)
    expect(api.alive()).toBe(true)
    await settle(load, 'disk full, and PostgreSQL broke off', { 'seconds to first success': recovered / 1000 })
    expect(stopped).toBe(true)
    expect(load.ledger.figures.reset).toBe(0)
  })
})

/** Begins new segments of the log until there is room for none. @returns whether the server broke off for that */
async function stopByLog(): Promise<boolean> {
  const broken = () => /PANIC: .*No space left on device/.test(smallDisk.log())
  for (let segment = 0; segment < 100 && !broken(); segment++) {
    await look(`SELECT pg_logical_emit_message(false, 'test', 'so that the segment is not empty')`).catch(
      () => undefined,
    )
    await look('SELECT pg_switch_wal()').catch(() => undefined)
  }
  return broken()
}
