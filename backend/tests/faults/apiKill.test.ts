import { figure } from '../support/figure.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { unlockLostJobs } from '../../src/services/cleanUpService.ts'
import { systemContext } from '../../src/utils/context.ts'
import { runsServer } from '../support/cluster/hospital.ts'
import { type Api, startApi } from '../support/cluster/nodes.ts'
import { databaseEnv } from '../support/cluster/postgres.ts'
import { long } from '../support/cluster/size.ts'
import { report, seconds, settle } from '../support/faults/figures.ts'
import { type Load, startLoad } from '../support/faults/load.ts'
import { type MailServer, startMailServer } from '../support/mailServer.ts'
import { forgetJobs } from '../support/faults/queue.ts'
import { look } from '../support/observer.ts'

const KILLS = long ? 20 : 3
const { server, logs } = runsServer('api-kill')

let api: Api, mail: MailServer, load: Load
let env: Record<string, string>
beforeAll(async () => {
  await forgetJobs()
  mail = await startMailServer()
  // With its own worker, as the smallest hospital runs it.
  env = { ...databaseEnv(server), WORKER: 'on', SMTP_URL: mail.url }
  api = await startApi({ name: 'killed', env, logs })
  load = await startLoad(() => api.url)
})
afterAll(async () => {
  await api?.stop()
  await mail?.stop()
})

/** Whoever runs the API starts it again. @returns milliseconds until it was ready */
async function killAndStart(): Promise<number> {
  await api.kill()
  const began = performance.now()
  api = await startApi({ name: 'killed', env, logs, port: api.port })
  return performance.now() - began
}

describe(`an API process that is killed ${KILLS} times under mixed writes`, () => {
  it('loses nothing that was acknowledged, does nothing twice and leaves nothing by halves', async () => {
    const ready: number[] = []
    for (let kill = 0; kill < KILLS; kill++) {
      await sleep(300 + Math.random() * 1500)
      ready.push(await killAndStart())
    }
    await sleep(500)
    await settle(load, `kill -9 of the API`, { kills: KILLS, 'seconds to ready (middle / longest)': seconds(ready) })
    expect(load.ledger.figures.again).toBeGreaterThan(0)
  })

  it('goes on with the jobs that were waiting, and with those that it was at', async () => {
    // What a worker was at when it died is given to another after a quarter of an hour, which we do not wait.
    await look(`UPDATE graphile_worker._private_jobs SET locked_at = locked_at - interval '16 minutes'
                 WHERE locked_at IS NOT NULL`)
    await unlockLostJobs(systemContext('job'))
    const own = (condition: string) =>
      look<{ id: string }>(
        `SELECT id FROM messages WHERE channel = 'email' AND ${condition}
            AND split_part(dedupe_key, '/', 2) IN (SELECT id::text FROM appointments WHERE booked_by = $1)`,
        [load.admin.userId],
      )
    const waiting = () => own(`status <> 'sent'`)
    // One worker, two at a time, a connection to the mail server for each.
    const timeout = 30_000 + 150 * (await waiting()).length
    await expect.poll(async () => (await waiting()).length, { timeout, interval: 250 }).toBe(0)
    const sent = await own('true')
    const idOf = (messageId: string) => messageId.slice(1, messageId.indexOf('@'))
    const arrived = mail.received.map(({ messageId }) => idOf(messageId))
    const missing = sent.filter(({ id }) => !arrived.includes(id))
    figure('mails-of-a-killed-worker-lost', missing.length, { of: sent.length })
    report('mail of a worker that was killed', {
      messages: sent,
      missing,
      'repeated under the same id': arrived.length - new Set(arrived).size,
    })
    expect(sent.length).toBeGreaterThan(0)
    expect(missing).toEqual([])
    expect(arrived.length - new Set(arrived).size).toBeLessThanOrEqual(2 * KILLS)
  })
})
