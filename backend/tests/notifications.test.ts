import { notificationApi } from '@hms/contract/messages'
import { randomUUID } from 'node:crypto'
import { createServer, get, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { stopEvents } from '../src/services/events.ts'
import { app, call } from './support/call.ts'
import { posted } from './support/messages.ts'
import { look } from './support/observer.ts'
import { aDoctor, anAdmin, aPatient, type PatientPerson, type Person, signedIn } from './support/people.ts'

let admin: Person, doctor: Person, patient: PatientPerson
beforeAll(async () => {
  ;[admin, doctor, patient] = await Promise.all([anAdmin(), aDoctor(), aPatient()])
})

const told = async (who: { userId: string }) => (await posted({ userId: who.userId }))['in-app']

describe('notifications', () => {
  it('are one’s own, newest first, with the number of unread ones', async () => {
    const who = await aDoctor()
    const ids = [await told(who), await told(who), await told(who)].reverse()
    await told(patient)
    const reply = await call(notificationApi.list, { as: who })
    expect(reply.status).toBe(200)
    expect(reply.body.items.map(({ id }) => id)).toEqual(ids)
    expect(reply.body).toMatchObject({ unreadCount: 3, nextCursor: null })
    expect(reply.body.items[0]).toMatchObject({ kind: 'appointment-moved', readAt: null })
  })

  it('of an administrator do not hold what others were told', async () => {
    const who = await anAdmin()
    await told(patient)
    expect((await call(notificationApi.list, { as: who })).body).toEqual({
      items: [],
      nextCursor: null,
      unreadCount: 0,
    })
  })

  it('come in pages', async () => {
    const who = await aDoctor()
    const ids = [await told(who), await told(who), await told(who)].reverse()
    const first = await call(notificationApi.list, { as: who, query: { limit: 2 } as never })
    const rest = await call(notificationApi.list, { as: who, query: { cursor: first.body.nextCursor! } })
    expect([...first.body.items, ...rest.body.items].map(({ id }) => id)).toEqual(ids)
    expect(rest.body.nextCursor).toBeNull()
  })

  it('are marked as read one by one, which keeps the time of the first reading', async () => {
    const who = await aDoctor()
    const [id, other] = [await told(who), await told(who)]
    const first = await call(notificationApi.markRead, { as: who, params: { id } })
    expect(first.body.readAt).not.toBeNull()
    const again = await call(notificationApi.markRead, { as: who, params: { id } })
    expect(again.body.readAt).toBe(first.body.readAt)
    const unread = await call(notificationApi.list, { as: who, query: { unread: 'true' } })
    expect(unread.body.items.map((item) => item.id)).toEqual([other])
    expect(unread.body.unreadCount).toBe(1)
  })

  it('are marked as read all at once, and only one’s own', async () => {
    const [who, other] = [await aDoctor(), await aDoctor()]
    await Promise.all([told(who), told(who), told(other)])
    expect((await call(notificationApi.markAllRead, { as: who })).status).toBe(204)
    expect((await call(notificationApi.list, { as: who })).body.unreadCount).toBe(0)
    expect((await call(notificationApi.list, { as: other })).body.unreadCount).toBe(1)
  })

  it('of others cannot be marked, not even by an administrator', async () => {
    const id = await told(doctor)
    for (const as of [patient, admin]) {
      expect((await call(notificationApi.markRead, { as, params: { id } })).problem.code).toBe('not-found')
    }
    const copies = await posted({ userId: doctor.userId })
    const mail = await call(notificationApi.markRead, { as: doctor, params: { id: copies.email } })
    expect(mail.problem.code).toBe('not-found')
    expect(await look('SELECT read_at FROM messages WHERE id = $1', [id])).toEqual([{ read_at: null }])
  })

  it('need a sign-in, and requests that make sense', async () => {
    const params = { id: randomUUID() }
    expect((await call(notificationApi.list)).problem.code).toBe('not-signed-in')
    expect((await call(notificationApi.markRead, { params })).problem.code).toBe('not-signed-in')
    expect((await call(notificationApi.markAllRead)).problem.code).toBe('not-signed-in')
    expect((await call(notificationApi.stream)).problem.code).toBe('not-signed-in')
    expect((await call(notificationApi.markRead, { as: doctor, params: { id: 'x' } })).status).toBe(422)
    expect((await call(notificationApi.list, { as: doctor, query: { cursor: 'x' } })).status).toBe(422)
    expect((await call(notificationApi.list, { as: doctor, query: { unread: 'maybe' } as never })).status).toBe(422)
  })
})

interface Page {
  response: IncomingMessage
  /** Everything that came so far. */
  text(): string
  ended: Promise<void>
  close(): void
}

describe('the stream', () => {
  let server: Server
  const pages: Page[] = []
  beforeAll(async () => {
    server = createServer(app)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterEach(() => pages.splice(0).forEach((page) => page.close()))
  afterAll(() => new Promise((resolve) => server.close(resolve)))

  async function open(as: Person, headers: Record<string, string> = {}): Promise<Page> {
    const { port } = server.address() as AddressInfo
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const path = '/api/notifications/stream'
      const options = { port, path, host: '127.0.0.1', headers: { Authorization: `Bearer ${as.token}`, ...headers } }
      get(options, resolve).on('error', reject)
    })
    let text = ''
    response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    response.on('error', () => undefined)
    const ended = new Promise<void>((resolve) => response.once('close', resolve))
    const page = { response, text: () => text, ended, close: () => response.destroy() }
    pages.push(page)
    return page
  }
  const within = (page: Page, wanted: string, timeout = 1500) =>
    expect.poll(page.text, { timeout, interval: 20 }).toContain(wanted)

  it('tells within a second of the commit, once, and nobody else', async () => {
    const [own, twin, others] = [await open(patient), await open(patient), await open(doctor)]
    expect(own.response.headers['content-type']).toContain('text/event-stream')
    await within(own, 'retry: 2000')
    const before = performance.now()
    const id = await told(patient)
    await within(own, `id: ${id}\nevent: notification\ndata: {"id":"${id}"`)
    await within(twin, id)
    expect(performance.now() - before).toBeLessThan(1300)
    await new Promise((resolve) => setTimeout(resolve, 1600))
    expect(own.text().split(`id: ${id}\n`)).toHaveLength(2)
    expect(others.text()).not.toContain(id)
  })

  it('tells of what was written by a transaction that took its time', async () => {
    const page = await open(patient)
    await within(page, 'retry')
    const [early, late] = [randomUUID(), randomUUID()]
    const insert = (id: string, age: string) =>
      look(
        `INSERT INTO messages (id, user_id, channel, kind, subject, body, status, dedupe_key, created_at)
         VALUES ($1, $2, 'in-app', 'bill-issued', 'x', 'x', 'sent', $3, clock_timestamp() - $4::interval)`,
        [id, patient.userId, id, age],
      )
    await insert(early, '0 seconds')
    await within(page, early)
    await insert(late, '5 seconds')
    await within(page, late)
  })

  it('goes on where the page lost it', async () => {
    const ids = [await told(patient), await told(patient), await told(patient)]
    const page = await open(patient, { 'Last-Event-ID': ids[0]! })
    await within(page, ids[2]!)
    expect(page.text()).toContain(`id: ${ids[1]}\n`)
    expect(page.text()).not.toContain(`id: ${ids[0]}\n`)
    expect(page.text().indexOf(ids[1]!)).toBeLessThan(page.text().indexOf(ids[2]!))
  })

  it('does not hand out what followed somebody else’s notification', async () => {
    const foreign = await told(doctor)
    const own = await told(patient)
    const page = await open(patient, { 'Last-Event-ID': foreign })
    await within(page, 'retry')
    await new Promise((resolve) => setTimeout(resolve, 900))
    expect(page.text()).not.toContain(own)
  })

  it.each([
    ['the account is disabled', 'UPDATE users SET disabled_at = now() WHERE id = $1'],
    ['the session is ended', 'UPDATE sessions SET revoked_at = now() WHERE user_id = $1'],
    ['the screen is locked', 'UPDATE sessions SET locked_at = now() WHERE user_id = $1'],
    ['nobody is at work', `UPDATE sessions SET active_at = now() - interval '15 minutes' WHERE user_id = $1`],
    [
      'the session has lasted its time',
      `UPDATE sessions SET created_at = now() - interval '12 hours' WHERE user_id = $1`,
    ],
    ['the role is another', `UPDATE users SET role = 'patient' WHERE id = $1`],
  ])('ends within a second when %s', async (_when, statement) => {
    const who = await aDoctor()
    const page = await open(who)
    await within(page, 'retry')
    await look(statement, [who.userId])
    const before = performance.now()
    await page.ended
    expect(performance.now() - before).toBeLessThan(1500)
    expect(page.text()).toContain('event: ended\ndata: {}\n\n')
    expect((await open(who)).response.statusCode).toBe(401)
  })

  it('leaves the other sessions of the person alone', async () => {
    const who = await aDoctor()
    const other = await signedIn(who)
    const [first, second] = [await open(who), await open(other)]
    await look('UPDATE sessions SET revoked_at = now() WHERE id = $1', [who.sessionId])
    await first.ended
    const id = await told(who)
    await within(second, id)
  })

  it('is open five times for a person and no more, until one is closed', async () => {
    const who = await aDoctor()
    const opened = await Promise.all(Array.from({ length: 7 }, () => open(who)))
    const statuses = opened.map(({ response }) => response.statusCode).sort()
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429])
    const live = opened.find(({ response }) => response.statusCode === 200)!
    live.close()
    await expect.poll(async () => (await open(who)).response.statusCode, { timeout: 3000 }).toBe(200)
  })

  it('answers HEAD without staying open', async () => {
    const { port } = server.address() as AddressInfo
    const reply = await fetch(`http://127.0.0.1:${port}/api/notifications/stream`, {
      method: 'HEAD',
      headers: { Authorization: `Bearer ${doctor.token}` },
    })
    expect(reply.status).toBe(200)
    expect(reply.headers.get('content-type')).toContain('text/event-stream')
  })

  it('gives a sign of life every fifteen seconds', async () => {
    const page = await open(doctor)
    await within(page, ': still here\n\n', 17_000)
  })

  it('ends when the server stops, and takes nobody after that', async () => {
    const page = await open(doctor)
    await within(page, 'retry')
    stopEvents()
    await page.ended
    expect(page.text()).not.toContain('event: ended')
    expect((await open(doctor)).response.statusCode).toBe(503)
  })
})
