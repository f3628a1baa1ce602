// @covers ASVS-16.4.1, ASVS-16.2.4
import { drop } from './support/ownDatabase.ts'
import { api as contract } from '@hms/contract'
import type { EndpointSpec } from '@hms/contract/endpoint'
import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { z } from 'zod'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endProcesses, type RealApi, startApi } from './support/realProcess.ts'
import { aPatientsWord, found } from './support/sentinels.ts'

const { observer } = await import('./support/observer.ts')
const { anAdmin, signedIn } = await import('./support/people.ts')
const { db } = await import('../src/config/database.ts')

/** What the API writes as it runs in production, with strings that break lines, terminals and JSON wherever there is room. */

const word = aPatientsWord()
const forged = '{"level":60,"msg":"forged"}'
const nasty = [
  `${word}\r\n${forged}\r\n`,
  `${word}\n${forged}`,
  `\u001b[2J\u001b[31m${word}\u001b]0;title\u0007`,
  `${word}\u2028${forged}\u2029\u0085`,
  `"},${forged},{"a":"${word}\\`,
  `${word}\u0000\ud800\uffff`,
]
const headerNames = [
  'User-Agent',
  'Referer',
  'Origin',
  'Cookie',
  'Authorization',
  'X-Request-Id',
  'X-Forwarded-For',
  'X-HMS-Request',
  'Idempotency-Key',
  'If-None-Match',
  'Content-Type',
  'Accept-Language',
  'Sec-Fetch-Site',
  'Host',
]

let server: RealApi
beforeAll(async () => {
  server = await startApi({ LOG_LEVEL: 'info', SLOW_QUERY_MS: '1', REQUESTS_PER_MINUTE: '0' })
})
afterAll(async () => {
  await endProcesses()
  await Promise.all([db.close(), observer.end()])
  await drop()
})

/** Bytes as they are, as no client library sends them. */
const raw = (request: string) =>
  new Promise<void>((resolve) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write(request))
    socket
      .resume()
      .once('close', () => resolve())
      .once('error', () => resolve())
  })

const endpoints = Object.values(contract)
  .flatMap((domain) => Object.values<EndpointSpec>(domain))
  // How the service is, is asked every few seconds, and logged only when it is not well.
  .filter(({ path, reply }) => reply !== 'event-stream' && reply !== 'redirect' && !/^\/(health|ready)$/.test(path))

/** Names of all fields that a schema knows, at any depth. */
function fieldsOf(schema: z.ZodType | undefined): string[] {
  if (!schema) return []
  const names = new Set<string>()
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    for (const name of Object.keys((node as { properties?: object }).properties ?? {})) names.add(name)
    Object.values(node).forEach(walk)
  }
  walk(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }))
  return [...names]
}

const filled = (names: readonly string[], text: string) => Object.fromEntries(names.map((name) => [name, text]))

const requests = () => server.events().filter(({ msg }) => msg === 'request')

describe('each line of the log is one event in JSON', () => {
  it('whatever stands in a header', async () => {
    const { token } = await anAdmin()
    for (const name of headerNames) {
      for (const text of nasty) {
        const others = { Host: 'x', Authorization: `Bearer ${token}`, [name]: text }
        const lines = Object.entries(others).map(([header, value]) => `${header}: ${value}`)
        await raw(`GET /api/patients HTTP/1.1\r\n${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`)
      }
      await raw(
        `GET /api/patients HTTP/1.1\r\nHost: x\r\n${name}: ${'x'.repeat(1_000_000)}\r\nConnection: close\r\n\r\n`,
      )
    }
  })

  it('whatever stands in a field of a path, a query or a body, of every operation, once for each request', async () => {
    const admin = await anAdmin()
    const ids: string[] = []
    let { token } = admin
    for (const [n, endpoint] of endpoints.entries()) {
      const text = nasty[n % nasty.length]!
      const id = randomUUID()
      const path = endpoint.path.replace(/:\w+/g, encodeURIComponent(text.toWellFormed()))
      const query = new URLSearchParams(filled(fieldsOf(endpoint.query), text))
      const reply = await fetch(`${server.url}${path}?${query}`, {
        method: endpoint.method.toUpperCase(),
        body: endpoint.body ? JSON.stringify({ ...filled(fieldsOf(endpoint.body), text), [text]: text }) : null,
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}`, 'X-Request-Id': id },
      })
      await reply.arrayBuffer()
      ids.push(id)
      // Some operations end the session.
      if (reply.status === 401) ({ token } = await signedIn(admin))
    }
    const id = randomUUID()
    const body = JSON.stringify({ email: word.repeat(30_000), password: nasty[0] })
    const headers = { 'Content-Type': 'application/json', 'X-Request-Id': id }
    expect((await fetch(`${server.url}/auth/login`, { method: 'POST', body, headers })).status).toBe(413)
    ids.push(id)
    await expect.poll(() => requests().some(({ requestId }) => requestId === id)).toBe(true)
    const counted = Map.groupBy(requests(), ({ requestId }) => requestId)
    expect(ids.filter((each) => counted.get(each)?.length !== 1)).toEqual([])
    expect(requests().filter(({ status }) => Number(status) >= 500)).toEqual([])
  })

  it('and says nothing of what was sent', () => {
    for (const event of server.events()) {
      expect(event).toMatchObject({ level: expect.any(Number), time: expect.any(String), msg: expect.any(String) })
      expect(event.msg).not.toBe('forged')
      expect(event.level).toBeLessThan(60)
    }
    // eslint-disable-next-line no-control-regex -- these are what must not be there
    expect(server.output()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/)
    expect(found([word], server.output())).toEqual([])
  })
})
