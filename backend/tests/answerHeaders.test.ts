// @covers ASVS-1.3.2, ASVS-3.2.1, ASVS-3.4.4, ASVS-3.4.5, ASVS-3.4.6, ASVS-3.5.8, ASVS-4.1.1, ASVS-13.4.4
// @covers ASVS-13.4.6, ASVS-14.2.2, ASVS-14.3.2, ASVS-16.5.1
import { isDeepStrictEqual } from 'node:util'
import { figure } from './support/figure.ts'
import { randomUUID } from 'node:crypto'
import { api } from '@hms/contract'
import type { EndpointSpec } from '@hms/contract/endpoint'
import request from 'supertest'
import { beforeAll, describe, expect, it } from 'vitest'
import { app } from './support/call.ts'
import { anAdmin, type Person } from './support/people.ts'

let admin: Person
beforeAll(async () => {
  admin = await anAdmin()
})

/** Exactly what every answer says of safety, over plain HTTP; over TLS `Strict-Transport-Security` joins it. */
const everywhere = {
  'content-security-policy': "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), browsing-topics=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
}

/** What speaks of this one answer and differs from one to the next. */
const ordinary = new Set([
  'allow',
  'cache-control',
  'connection',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
  'retry-after',
  'set-cookie',
  'transfer-encoding',
  'www-authenticate',
  'x-accel-buffering',
  'x-request-id',
])

const safetyOf = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !ordinary.has(name)))

const operations = Object.values(api)
  .flatMap((domain) => Object.values<EndpointSpec>(domain))
  .filter(({ reply }) => reply !== 'event-stream' && reply !== 'document')
const address = ({ path }: EndpointSpec) => `/api${path.replace(/:\w+/g, () => randomUUID())}`

describe('the headers of an answer', () => {
  it.each(operations)('to $method $path are these, signed in or not', async (endpoint) => {
    for (const token of [null, admin.token]) {
      const sent = request(app)[endpoint.method](address(endpoint))
      const { headers } = await (token ? sent.set('Authorization', `Bearer ${token}`) : sent)
      const right = isDeepStrictEqual(safetyOf(headers), everywhere) && headers['cache-control'] === 'no-store'
      figure('answers-with-other-headers', right ? 0 : 1, { of: 1 })
      expect(safetyOf(headers)).toEqual(everywhere)
      expect(headers['cache-control']).toBe('no-store')
    }
  })

  it.each([
    ['nothing there', 'get', '/api/nothing', '', 404],
    ['outside the API', 'get', '/nothing', '', 404],
    ['an address that cannot be decoded', 'get', '/api/patients/%E0%A4%A', '', 400],
    ['another method', 'put', '/api/patients', '', 405],
    ['a broken body', 'post', '/api/auth/login', '{"email":', 400],
    ['a body of another kind', 'post', '/api/auth/login', 'x=1', 415],
    ['a body that is too large', 'post', '/api/auth/login', `"${'x'.repeat(300_000)}"`, 413],
  ] as const)('are the same for %s', async (_what, method, path, body, status) => {
    const type = body.startsWith('x') ? 'text/plain' : 'application/json'
    const sent = request(app)[method](path).set('Content-Type', type)
    const reply = await (body ? sent.send(body) : sent)
    expect(reply.status).toBe(status)
    expect(safetyOf(reply.headers)).toEqual(everywhere)
    expect(reply.type).toBe('application/problem+json')
    figure('errors-that-tell-of-the-inside', /node_modules|\.ts:\d|SQLSTATE|prisma/i.test(reply.text) ? 1 : 0, {
      of: 1,
    })
    expect(Object.keys(JSON.parse(reply.text)).sort()).toEqual(
      ['code', 'instance', 'requestId', 'status', 'title', 'type'].sort(),
    )
  })

  it('let the page about the API run what it brings along, and nothing else', async () => {
    const { headers, text } = await request(app).get('/api/docs')
    expect(safetyOf(headers)).toEqual({
      ...everywhere,
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    })
    expect(text).not.toMatch(/<script(?![^>]* src=)|\son\w+=/i)
    const file = await request(app).get('/api/docs/swagger-ui.css')
    expect(file.status).toBe(200)
    expect(file.headers).toMatchObject(everywhere)
  })

  it('name no product and no version', async () => {
    for (const path of ['/api/health', '/api/nothing', '/nothing', '/api/docs']) {
      const { headers } = await request(app).get(path)
      expect(JSON.stringify(headers)).not.toMatch(/express|node\.?js|x-powered-by|"server"/i)
    }
  })

  it('forbid storing what is personal, also when an error is all there is', async () => {
    for (const path of ['/api/auth/me', '/api/patients', '/api/nothing', '/nothing'])
      expect((await request(app).get(path)).headers['cache-control']).toBe('no-store')
  })
})

describe('a TRACE request', () => {
  it('is refused everywhere, and shows nobody their cookies', async () => {
    for (const path of ['/', '/api/patients', '/api/nothing']) {
      const reply = await request(app).trace(path).set('Cookie', 'hms_access=secret')
      expect([reply.status, reply.text.includes('secret')]).toEqual([405, false])
    }
  })
})
