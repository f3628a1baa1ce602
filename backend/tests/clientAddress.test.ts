// @covers ASVS-4.1.3, ASVS-15.3.4
import { drop } from './support/ownDatabase.ts'
import { figure } from './support/figure.ts'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, request as ask, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../src/app.ts'
import { db } from '../src/config/database.ts'
import { EnvError, readEnv } from '../src/config/env.ts'
import { forgeableAddresses, parseTrustProxy, type TrustProxy } from '../src/config/trustProxy.ts'
import { auditRows } from './support/accounts.ts'
import { observer } from './support/observer.ts'

const PROXY = '127.0.0.2'
const STRANGER = '127.0.0.3'
/** Tries for one account from one network. */
const LIMIT = 10

/** The API as it is reached by whoever finds it, believing as many proxies, or the ones named. */
async function listening(trustProxy: TrustProxy): Promise<Server> {
  const server = createServer(createApp({ trustProxy })).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

const servers: Server[] = []
let counting: Server, naming: Server
beforeAll(async () => {
  ;[counting, naming] = await Promise.all([listening(1), listening([PROXY])])
  servers.push(counting, naming)
})
afterAll(async () => {
  for (const server of servers) server.close()
  await db.close()
  await observer.end()
  await drop()
})

/** A sign-in that fails, from one of this machine's addresses; the status and the address in the audit log. */
async function signIn(
  server: Server,
  from: string,
  headers: Record<string, string>,
  email = `${randomUUID()}@x.example`,
) {
  const requestId = randomUUID()
  const { port } = server.address() as AddressInfo
  const options = { host: '127.0.0.1', port, localAddress: from, method: 'POST', path: '/api/auth/login' }
  const all = { 'Content-Type': 'application/json', 'X-Request-Id': requestId, ...headers }
  const sent = ask({ ...options, headers: all, agent: false })
  sent.end(JSON.stringify({ email, password: 'not the right one at all' }))
  const [reply] = await once(sent, 'response')
  reply.resume()
  await once(reply, 'end')
  const [row] = await auditRows(requestId)
  return { status: reply.statusCode as number, address: row?.client_address as string | undefined }
}

describe('the address of a client', () => {
  const claims = {
    Forwarded: 'for=6.6.6.6',
    'X-Real-IP': '6.6.6.6',
    'X-Client-IP': '6.6.6.6',
    'CF-Connecting-IP': '6.6.6.6',
  }

  it('is what the only proxy has written last, whatever the client has written before', async () => {
    const headers = { 'X-Forwarded-For': '6.6.6.6, 7.7.7.7, 203.0.113.9', ...claims }
    expect(await signIn(counting, PROXY, headers)).toEqual({ status: 401, address: '203.0.113.9' })
  })

  it('is nothing that other headers say', async () => {
    expect((await signIn(counting, STRANGER, claims)).address).toBe(STRANGER)
  })

  it('is what a proxy says that is named', async () => {
    const headers = { 'X-Forwarded-For': '6.6.6.6, 203.0.113.9' }
    expect((await signIn(naming, PROXY, headers)).address).toBe('203.0.113.9')
  })

  it('is their own, of those who reach the API past the proxies that are named', async () => {
    const headers = { 'X-Forwarded-For': `203.0.113.9, ${PROXY}`, ...claims }
    expect((await signIn(naming, STRANGER, headers)).address).toBe(STRANGER)
  })
})

describe('the limits of guessing', () => {
  const tries = async (count: number, each: (i: number) => Promise<{ status: number }>) => {
    const statuses: number[] = []
    for (let i = 0; i < count; i++) statuses.push((await each(i)).status)
    const refused = statuses.filter((status) => status === 429).length
    figure('guesses-past-the-limit', Math.max(0, count - refused - LIMIT), { of: count })
    return refused
  }

  it('hold for whoever changes X-Forwarded-For, Forwarded and X-Real-IP at each try', async () => {
    const email = `${randomUUID()}@x.example`
    const refused = await tries(LIMIT + 3, (i) => {
      const address = `198.51.100.${i}`
      return signIn(
        naming,
        STRANGER,
        { 'X-Forwarded-For': address, Forwarded: `for=${address}`, 'X-Real-IP': address },
        email,
      )
    })
    expect(refused).toBe(3)
  })

  it('hold behind the proxy for whoever writes further addresses before their own', async () => {
    const email = `${randomUUID()}@x.example`
    const refused = await tries(LIMIT + 3, (i) =>
      signIn(counting, PROXY, { 'X-Forwarded-For': `198.51.100.${i}, 203.0.113.77` }, email),
    )
    expect(refused).toBe(3)
  })

  it('hold for whoever goes through the addresses of their own IPv6 network, and no others', async () => {
    const email = `${randomUUID()}@x.example`
    const from = (network: string, i: number) => ({ 'X-Forwarded-For': `2001:db8:7:${network}:${i + 1}::${i + 7}` })
    expect(await tries(LIMIT + 3, (i) => signIn(naming, PROXY, from('a', i), email))).toBe(3)
    expect((await signIn(naming, PROXY, from('b', 1), email)).status).toBe(401)
  })
})

describe('TRUST_PROXY', () => {
  it.each([
    ['0', 0],
    ['2', 2],
    ['10.0.3.0/24', ['10.0.3.0/24']],
    ['10.0.3.7, fd00:3::/64,loopback', ['10.0.3.7', 'fd00:3::/64', 'loopback']],
  ])('may be %s', (value, expected) => {
    expect(parseTrustProxy(value)).toEqual(expected)
    expect(() => createApp({ trustProxy: expected })).not.toThrow()
  })

  it.each(['11', '-1', 'true', '0.0.0.0/0', '::/0', '10.0.0.0/33', '10.0.3', 'proxy.example', '10.0.3.7,', '1/2/3'])(
    'may not be %s',
    (value) => {
      const env = {
        TRUST_PROXY: value,
        DATABASE_URL: 'postgres://hms_app:x@127.0.0.1/hms',
        HMS_KEYS: process.env.HMS_KEYS,
      }
      expect(() => readEnv(env)).toThrow(EnvError)
      expect(() => readEnv(env)).toThrow(/TRUST_PROXY must be a number of proxies from 0 to 10, or the addresses/)
    },
  )

  it.each([
    ['0.0.0.0', 2, true],
    ['10.0.3.9', 1, true],
    ['127.0.0.1', 2, false],
    ['0.0.0.0', 0, false],
    ['0.0.0.0', ['10.0.3.0/24'], false],
  ])('is complained about where %s listens and %s are believed: %s', (host, trusted, complained) => {
    expect(forgeableAddresses(host, trusted) !== null).toBe(complained)
  })
})
