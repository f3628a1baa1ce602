// @covers ASVS-1.1.1, ASVS-2.4.1, ASVS-4.2.1, ASVS-6.3.1, ASVS-15.2.2
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { request as ask, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import request from 'supertest'

// Read at start: few enough to be reached here.
vi.stubEnv('RECORDS_PER_HOUR', '20')
const { authApi } = await import('@hms/contract/auth')
const { patientApi } = await import('@hms/contract/patients')
const { createApp } = await import('../src/app.ts')
const { SharedAllowance } = await import('../src/services/sharedAllowance.ts')
const { createHttpServer, PATIENCE } = await import('../src/utils/httpServer.ts')
const { app, call } = await import('./support/call.ts')
const { anAdmin, aPatient } = await import('./support/people.ts')

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` })

describe('whoever asks without pause', () => {
  it('is told to wait, while others are served', async () => {
    const small = createApp({ requestsPerMinute: 6 })
    const [one, other] = await Promise.all([anAdmin(), anAdmin()])
    const me = (token: string) => request(small).get('/api/auth/me').set(bearer(token))
    const statuses = []
    for (let tries = 0; tries < 8; tries++) statuses.push((await me(one.token)).status)
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429, 429])
    const refused = await me(one.token)
    expect(refused.body.code).toBe('too-many-requests')
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1)
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(10)
    expect((await me(other.token)).status).toBe(200)
  })

  it('is counted by network as long as nobody is signed in, whatever address they claim', async () => {
    const small = createApp({ requestsPerMinute: 3, trustProxy: 0 })
    const statuses = []
    for (let tries = 0; tries < 5; tries++) {
      const claims = {
        'X-Forwarded-For': `6.6.6.${tries}`,
        'X-Real-IP': `6.6.7.${tries}`,
        Forwarded: `for=6.6.8.${tries}`,
      }
      statuses.push((await request(small).get('/api/auth/me').set(claims)).status)
    }
    expect(statuses).toEqual([401, 401, 401, 429, 429])
  })
})

describe('opening records', () => {
  it('comes to an end for one person, and not for others', async () => {
    const [one, other, patient] = await Promise.all([anAdmin(), anAdmin(), aPatient()])
    const read = (as: typeof one) => call(patientApi.get, { as, params: { id: patient.patientId } })
    let refused = null
    let opened = 0
    for (; opened < 40 && !refused; opened++) {
      const reply = await read(one)
      if (reply.status !== 200) refused = reply
      // The count is made behind the reader's back.
      await sleep(5)
    }
    expect(refused).toMatchObject({ status: 429, problem: { code: 'too-many-requests' } })
    expect(Number(refused!.headers['retry-after'])).toBeGreaterThan(3000)
    expect(opened).toBeGreaterThan(20)
    expect(opened).toBeLessThan(30)
    expect((await read(other)).status).toBe(200)
  })
})

describe('an allowance', () => {
  /** As two processes have it, or one that has started again. */
  const two = (perHour: number, step: number) => {
    const name = `test-${randomUUID()}`
    return [new SharedAllowance(name, perHour, step), new SharedAllowance(name, perHour, step)] as const
  }
  const take = async (allowance: InstanceType<typeof SharedAllowance>, times: number) => {
    const waits = []
    for (let taken = 0; taken < times; taken++) {
      waits.push(await allowance.take('ada'))
      await sleep(3)
    }
    return waits.filter((wait) => wait === 0).length
  }

  it('is one for all processes, and outlives each of them', async () => {
    const [first, second] = two(10, 1)
    expect(await take(first, 7)).toBe(7)
    expect(await take(second, 7)).toBe(3)
    expect(await take(first, 2)).toBe(0)
  })

  it('that is counted in steps is exceeded by less than a step in each process', async () => {
    const [first, second] = two(100, 10)
    const taken = (await take(first, 70)) + (await take(second, 70))
    expect(taken).toBeGreaterThanOrEqual(100)
    expect(taken).toBeLessThan(120)
  })

  it('is not used up by many at once', async () => {
    const [first, second] = two(10, 1)
    const waits = await Promise.all(Array.from({ length: 40 }, (_, turn) => [first, second][turn % 2]!.take('ada')))
    expect(waits.filter((wait) => wait === 0).length).toBe(10)
  })
})

describe('before anybody is asked who they are', () => {
  const send = (body: string, headers: Record<string, string> = {}) =>
    request(app)
      .post('/api/patients')
      .set({ 'Content-Type': 'application/json', ...headers })
      .send(body)
  const nested = (depth: number) => `{"address":${'['.repeat(depth)}${']'.repeat(depth)}}`

  it.each([
    ['large', `{"firstName":"${'x'.repeat(300_000)}"}`, 413],
    ['deep', nested(10_000), 413],
    ['wide', JSON.stringify(Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`, 1]))), 413],
  ])('a body that is too %s is refused', async (_what, body, status) => {
    const reply = await send(body)
    expect([reply.status, reply.type]).toEqual([status, 'application/problem+json'])
  })

  it('a body is refused that says that it is larger than anything we take, unread', async () => {
    const server = createHttpServer(app).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const headers = { 'Content-Type': 'application/json', 'Content-Length': 50 * 1024 * 1024 }
    const sent = ask({ port, host: '127.0.0.1', method: 'POST', path: '/api/nothing', headers })
    sent.on('error', () => undefined)
    sent.write('{"a":')
    const [reply] = await once(sent, 'response')
    expect(reply.statusCode).toBe(413)
    sent.destroy()
    server.closeAllConnections()
    server.close()
  })

  it('a body is refused that hides its shape in another encoding', async () => {
    for (const charset of ['utf-16le', 'utf-16', 'utf-32', 'utf-7', '"UTF-16"'])
      expect((await send('{}', { 'Content-Type': `application/json; charset=${charset}` })).status).toBe(415)
    for (const charset of ['utf-8', 'UTF-8', '"utf-8"'])
      expect((await send('{}', { 'Content-Type': `application/json; charset=${charset}` })).status).toBe(401)
  })

  it('a body that unpacks to something too large is refused', async () => {
    const { gzipSync } = await import('node:zlib')
    const reply = await request(app)
      .post('/api/patients')
      .set({ 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' })
      .serialize((raw: unknown) => raw as string)
      .send(gzipSync(JSON.stringify({ firstName: 'x'.repeat(5_000_000) })) as unknown as string)
    expect(reply.status).toBe(413)
  })
})

describe('a connection', () => {
  let server: Server
  beforeAll(async () => {
    server = createHttpServer(app, {
      ...PATIENCE,
      headersTimeout: 400,
      requestTimeout: 800,
      connectionsCheckingInterval: 50,
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })

  /** Sends the text, drips the rest byte by byte, and returns all that comes back. */
  async function speak(text: string, drip = ''): Promise<{ said: string; ms: number }> {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    const begun = performance.now()
    let said = ''
    socket.on('data', (chunk) => (said += chunk)).on('error', () => undefined)
    const closed = once(socket, 'close')
    socket.write(text)
    const dripping = setInterval(() => socket.writable && socket.write(drip), 40)
    await closed
    clearInterval(dripping)
    return { said, ms: performance.now() - begun }
  }
  const head = 'POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n'

  it('on which the headers come byte by byte is ended', async () => {
    const { said, ms } = await speak('GET /api/health HTTP/1.1\r\nHost: x\r\nX-Slow: ', 'x')
    expect(said).toMatch(/^HTTP\/1\.1 408 .*"code":"too-slow"/s)
    expect(ms).toBeLessThan(3000)
  })

  it('on which the body comes byte by byte is ended', async () => {
    const { said, ms } = await speak(`${head}Content-Length: 5000\r\n\r\n{"email":"`, 'x')
    expect(said).toMatch(/^HTTP\/1\.1 408 /)
    expect(ms).toBeLessThan(4000)
  })

  it('with headers that are too large or too many is refused', async () => {
    const large = await speak(`GET /api/health HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`)
    expect(large.said).toMatch(/^HTTP\/1\.1 431 .*"code":"headers-too-large"/s)
    const many = Array.from({ length: 150 }, (_, index) => `X-H${index}: 1\r\n`).join('')
    const { said } = await speak(`GET /api/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${many}\r\n`)
    expect(said).toMatch(/^HTTP\/1\.1 431 .*"code":"headers-too-large"/s)
  })

  it('that speaks no HTTP is told so, and nothing about us', async () => {
    for (const text of [
      'hello\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      `${head}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`,
    ]) {
      const { said } = await speak(text)
      expect(said).toMatch(/^HTTP\/1\.1 400 .*"code":"bad-request"/s)
      expect(said).not.toMatch(/node|express|at \w/i)
    }
  })

  it('stays usable for others meanwhile', async () => {
    const slow = Array.from({ length: 50 }, () => speak('GET /api/health HTTP/1.1\r\nHost: x\r\nX-Slow: ', 'x'))
    const begun = performance.now()
    const { port } = server.address() as AddressInfo
    expect((await fetch(`http://127.0.0.1:${port}/api/health`)).status).toBe(200)
    expect(performance.now() - begun).toBeLessThan(2000)
    await Promise.all(slow)
  })
})

describe('guessing', () => {
  it('is counted by what the database holds, so a process that starts again forgets nothing', async () => {
    const { RateLimit } = await import('../src/models/RateLimit.ts')
    const name = `test-${randomUUID()}`
    const before = new RateLimit(name, 3, 3600)
    for (let tries = 0; tries < 3; tries++) expect(await before.count('ada')).toBe(0)
    expect(await new RateLimit(name, 3, 3600).wait('ada')).toBeGreaterThan(3000)
  })

  it('of passwords ends after ten tries from one network for one account, with the time to wait', async () => {
    const headers = { 'X-Forwarded-For': '10.77.1.2' }
    const body = { email: `${randomUUID()}@test.example`, password: 'not the right one at all' }
    const replies = []
    for (let tries = 0; tries < 12; tries++) replies.push(await call(authApi.login, { body, headers }))
    expect(replies.map(({ status }) => status).filter((status) => status === 401).length).toBeLessThanOrEqual(10)
    expect(replies.at(-1)).toMatchObject({ status: 429 })
    expect(Number(replies.at(-1)!.headers['retry-after'])).toBeGreaterThan(0)
  })
})
