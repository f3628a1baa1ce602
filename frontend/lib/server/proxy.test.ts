/** @jest-environment node */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { clientAddress } from './clientAddress'
import { settleForwarded } from './forwardedFor'
import { forward } from './proxy'

let upstream: http.Server
let api: string
let seen: http.IncomingMessage
let answer: (request: http.IncomingMessage, response: http.ServerResponse) => void

beforeAll(async () => {
  upstream = http.createServer((request, response) => {
    seen = request
    answer(request, response)
  })
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  api = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`
})
afterAll(() => new Promise((resolve) => upstream.close(resolve)))

const ask = (path: string, init?: RequestInit) => forward(new Request(`http://hms.test${path}`, init), api)

describe('the way to the API', () => {
  it('passes method, path, query, body and cookies on', async () => {
    answer = (request, response) => void request.pipe(response)
    const init = { method: 'POST', body: '{"a":1}', headers: { cookie: 's=1', 'content-type': 'application/json' } }
    const response = await ask('/api/patients?q=a%20b', init)
    expect(await response.text()).toBe('{"a":1}')
    expect(seen).toMatchObject({ method: 'POST', url: '/api/patients?q=a%20b' })
    expect(seen.headers).toMatchObject({ cookie: 's=1', 'content-type': 'application/json' })
  })

  it('stays with the API whatever the path claims', async () => {
    answer = (_, response) => void response.end('here')
    const response = await ask('//evil.example/api')
    expect(await response.text()).toBe('here')
  })

  it('hands back status and every cookie, and no header of the connection', async () => {
    answer = (_, response) => {
      response.writeHead(201, {
        'set-cookie': ['a=1; HttpOnly', 'b=2'],
        'keep-alive': 'timeout=9',
        'x-request-id': 'r',
      })
      response.end()
    }
    const response = await ask('/api/auth/login', { method: 'POST', body: '{}' })
    expect(response.status).toBe(201)
    expect(response.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2'])
    expect(response.headers.get('x-request-id')).toBe('r')
    expect(response.headers.has('keep-alive')).toBe(false)
  })

  it('lets events through one by one, uncompressed', async () => {
    let finish = () => {}
    answer = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('data: 1\n\n')
      finish = () => void response.end('data: 2\n\n')
    }
    const response = await ask('/api/notifications/stream')
    const reader = response.body!.getReader()
    const first = await reader.read()
    expect(new TextDecoder().decode(first.value)).toBe('data: 1\n\n')
    expect(response.headers.get('cache-control')).toBe('no-store, no-transform')
    finish()
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('data: 2\n\n')
  })

  it('says unavailable when the API is down', async () => {
    const response = await forward(new Request('http://hms.test/api/settings'), 'http://127.0.0.1:1')
    expect(response.status).toBe(503)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({ code: 'unavailable', status: 503, instance: '/api/settings' })
  })
})

describe("a client's address", () => {
  it.each([
    ['is the socket’s when nobody stands between', '6.6.6.6', 0, '203.0.113.7'],
    ['also when the header is a chain', '1.1.1.1, 2.2.2.2', 0, '203.0.113.7'],
    ['is what one proxy of ours saw', '6.6.6.6, 198.51.100.4', 1, '198.51.100.4'],
    ['is what the outer of two saw', '6.6.6.6, 198.51.100.4, 10.0.0.1', 2, '198.51.100.4'],
    ['falls back to what there is', undefined, 2, '203.0.113.7'],
  ])('%s', (_, header, hops, expected) => {
    expect(clientAddress(header, '::ffff:203.0.113.7', hops)).toBe(expected)
  })

  it('replaces what the client claims, host and protocol too', () => {
    const headers: http.IncomingHttpHeaders = {
      'x-forwarded-for': '6.6.6.6',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
    }
    settleForwarded({ headers, socket: { remoteAddress: '203.0.113.7' } } as never, 0)
    expect(headers).toEqual({ 'x-forwarded-for': '203.0.113.7' })
  })
})
