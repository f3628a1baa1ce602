import { drop } from './support/ownDatabase.ts'
import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { db } from '../src/config/database.ts'
import { postMessage } from '../src/services/messageService/post.ts'
import { systemIdentity } from '../src/utils/context.ts'
import { report } from './support/faults/figures.ts'
import { type MailServer, startMailServer } from './support/mailServer.ts'
import { posted } from './support/messages.ts'
import { look, observer } from './support/observer.ts'
import { aDoctor, type DoctorPerson } from './support/people.ts'
import { carriersTo, settled, stopWorkers, work } from './support/worker.ts'

const RUSH = 200
/** What strict mail servers allow one sender. */
const CONNECTIONS = 3

let mail: MailServer, doctor: DoctorPerson
beforeAll(async () => {
  ;[mail, doctor] = await Promise.all([startMailServer(), aDoctor()])
})
afterEach(stopWorkers)
afterAll(async () => {
  await Promise.all([mail.stop(), db.close()])
  await observer.end()
  await drop()
})

const carriers = () => carriersTo(mail.url, 'http://127.0.0.1:9')
const idOf = ({ messageId }: { messageId: string }) => messageId.slice(1, messageId.indexOf('@'))

/** Mails of one deed, queued together. */
async function aRush(count: number): Promise<string[]> {
  const occurrences = Array.from({ length: count }, () => randomUUID())
  await db.write(systemIdentity, async (tx) => {
    tx.withoutAudit('messages of a test')
    const message = { kind: 'appointment-moved', version: 1, link: null, channels: ['email'] } as const
    for (const occurrence of occurrences)
      postMessage(tx, { ...message, receiver: { userId: doctor.userId }, occurrence })
  })
  const rows = await look<{ id: string }>(
    `SELECT id FROM messages WHERE split_part(dedupe_key, '/', 2) = ANY($1) ORDER BY id`,
    [occurrences],
  )
  return rows.map(({ id }) => id)
}

const hurry = () =>
  look(`UPDATE graphile_worker._private_jobs SET run_at = now() WHERE run_at > now() AND locked_at IS NULL`)

async function allSent(ids: string[]): Promise<void> {
  const waiting = async () => {
    await hurry()
    const [row] = await look<{ n: number }>(
      `SELECT count(*)::int AS n FROM messages WHERE id = ANY($1) AND status <> 'sent'`,
      [ids],
    )
    return row!.n
  }
  await expect.poll(waiting, { timeout: 60_000, interval: 50 }).toBe(0)
}

describe('a rush of mails', () => {
  it('goes out through few connections, each mail once', async () => {
    const ids = await aRush(RUSH)
    const began = performance.now()
    work(carriers())
    await allSent(ids)
    const took = (performance.now() - began) / 1000
    report('a rush of mails', { mails: ids, seconds: took.toFixed(1), 'a second': Math.round(RUSH / took) })
    expect(mail.received.map(idOf).sort()).toEqual(ids)
    const { opened, most } = mail.connections()
    expect(most).toBeLessThanOrEqual(CONNECTIONS)
    // After a hundred mails a connection makes room for another.
    expect(opened).toBeLessThanOrEqual(CONNECTIONS + RUSH / 100)
    expect(await look(`SELECT DISTINCT attempts FROM messages WHERE id = ANY($1)`, [ids])).toEqual([{ attempts: 1 }])
  })

  it('leaves no connection open when the worker stops', async () => {
    const { email } = await posted({ userId: doctor.userId }, { channels: ['email'] })
    work(carriers())
    await settled(email, 'sent')
    expect(mail.connections().open).toBeGreaterThan(0)
    await stopWorkers()
    await expect.poll(() => mail.connections().open, { timeout: 2000 }).toBe(0)
  })

  it('costs no mail a try when the server has hung up on connections at rest', async () => {
    work(carriers())
    const first = await posted({ userId: doctor.userId }, { channels: ['email'] })
    await settled(first.email, 'sent')
    mail.hangUp()
    const second = await posted({ userId: doctor.userId }, { channels: ['email'] })
    expect((await settled(second.email, 'sent')).attempts).toBe(1)
    expect(mail.received.filter((one) => idOf(one) === second.email)).toHaveLength(1)
  })

  it('hands nothing over more often than is counted while the server hangs up again and again', async () => {
    const ids = await aRush(40)
    for (let i = 0; i < 40; i++) mail.script.push(i % 8 === 5 ? 'take-and-hang-up' : i % 8 === 7 ? 'later' : 'take')
    work(carriers())
    await allSent(ids)
    const rows = await look<{ id: string; attempts: number }>(`SELECT id, attempts FROM messages WHERE id = ANY($1)`, [
      ids,
    ])
    const arrivals = (id: string) => mail.received.filter((one) => idOf(one) === id).length
    expect(rows.filter(({ id }) => arrivals(id) === 0)).toEqual([])
    expect(rows.filter(({ id, attempts }) => arrivals(id) > attempts)).toEqual([])
    expect(rows.some(({ attempts }) => attempts > 1)).toBe(true)
  })
})
