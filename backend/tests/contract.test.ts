// @covers ASVS-1.5.2, ASVS-2.2.1, ASVS-2.2.2, ASVS-8.2.1, ASVS-15.3.3, ASVS-15.3.5, ASVS-15.3.6, ASVS-15.3.7
// @covers ASVS-16.3.2
import { figure } from './support/figure.ts'
import { randomUUID } from 'node:crypto'
import { api } from '@hms/contract'
import type { EndpointSpec } from '@hms/contract/endpoint'
import { may, roles } from '@hms/contract/permissions'
import { beforeAll, describe, expect, it } from 'vitest'
import { call } from './support/call.ts'
import { look } from './support/observer.ts'
import { oneOfEach, type Person } from './support/people.ts'

/** Every operation of the API; a new one is tested here from its first day. */
const operations = Object.entries(api).flatMap(([domain, endpoints]) =>
  Object.entries<EndpointSpec>(endpoints).map(([verb, endpoint]) => ({ name: `${domain}.${verb}`, endpoint })),
)
const guarded = operations.filter(({ endpoint }) => endpoint.permission !== 'public')
const forbidden = guarded.flatMap(({ name, endpoint }) =>
  roles
    .filter((role) => endpoint.permission !== 'public' && !may(role, endpoint.permission))
    .map((role) => ({ name, endpoint, role })),
)

const people = {} as Record<(typeof roles)[number], Person>
beforeAll(async () => void Object.assign(people, await oneOfEach()))

const params = { id: randomUUID() }

describe('every operation', () => {
  it('has a permission, a summary and an address of its own', () => {
    const addresses = operations.map(({ endpoint }) => `${endpoint.method} ${endpoint.path}`)
    expect(new Set(addresses).size).toBe(addresses.length)
    expect(operations.filter(({ endpoint }) => !endpoint.permission || !endpoint.summary)).toEqual([])
  })

  it.each(operations)('$name is bound: its method is not refused', async ({ endpoint }) => {
    if (endpoint.reply === 'event-stream') return
    const reply = await call(endpoint, { params })
    figure('declared-operations-missing', reply.status === 405 ? 1 : 0, { of: 1 })
    expect(reply.status).not.toBe(405)
    expect(reply.status).toBeLessThan(500)
  })

  it.each(guarded)('$name asks strangers to sign in', async ({ endpoint }) => {
    const reply = await call(endpoint, { params })
    expect([reply.status, reply.problem.code]).toEqual([401, 'not-signed-in'])
  })

  it.each(guarded)('$name takes no forged token', async ({ endpoint }) => {
    const reply = await call(endpoint, { params, headers: { Authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' } })
    expect([reply.status, reply.problem.code]).toEqual([401, 'session-ended'])
  })

  it.each(forbidden)(
    '$name is refused to the role $role, and the refusal is recorded once',
    async ({ endpoint, role }) => {
      const requestId = randomUUID()
      const reply = await call(endpoint, { as: people[role], params, headers: { 'X-Request-Id': requestId } })
      expect([reply.status, reply.problem.code]).toEqual([403, 'not-permitted'])
      const rows = await look('SELECT outcome, actor_id FROM audit_events WHERE request_id = $1', [requestId])
      expect(rows).toEqual([{ outcome: 'refused', actor_id: people[role].userId }])
    },
  )
})

describe('operations with a body', () => {
  const withBody = operations.filter(({ endpoint }) => endpoint.body)
  const caller = (endpoint: EndpointSpec) => {
    const permission = endpoint.permission
    return permission === 'public' ? null : people[roles.findLast((role) => may(role, permission)) ?? 'admin']
  }

  it.each(withBody)('$name refuses unknown fields, operators and polluted prototypes', async ({ endpoint }) => {
    const bodies = [
      {
        id: randomUUID(),
        role: 'admin',
        passwordHash: 'x',
        verified: true,
        createdAt: '2026-01-01T00:00:00Z',
        surprise: 1,
      },
      JSON.parse('{"__proto__": {"role": "admin"}, "constructor": {"prototype": {"role": "admin"}}}'),
      { where: { not: null }, AND: [] },
      [],
      'text',
    ]
    for (const rawBody of bodies) {
      const headers = { 'Content-Type': 'application/json' }
      const reply = await call(endpoint, { as: caller(endpoint), params, rawBody: JSON.stringify(rawBody), headers })
      figure('odd-bodies-accepted', reply.status < 300 ? 1 : 0, { of: 1 })
      expect([400, 422]).toContain(reply.status)
      expect(reply.headers['content-type']).toContain('application/problem+json')
    }
    figure('prototypes-polluted', ({} as { role?: string }).role === undefined ? 0 : 1, { of: bodies.length })
    expect(({} as { role?: string }).role).toBeUndefined()
  })
})

describe('operations with a query', () => {
  it.each(operations.filter(({ endpoint }) => endpoint.query && endpoint.permission !== 'public'))(
    '$name refuses unknown, repeated and nested parameters',
    async ({ endpoint }) => {
      const permission = endpoint.permission
      const as = permission === 'public' ? null : people[roles.findLast((role) => may(role, permission)) ?? 'admin']
      for (const query of [{ surprise: '1' }, { limit: ['1', '2'] }, { 'limit[gt]': '1' }, { patientid: params.id }]) {
        const reply = await call(endpoint, { as, params, query: query as never })
        figure('odd-queries-accepted', reply.status < 300 ? 1 : 0, { of: 1 })
        expect(reply.status).toBe(422)
      }
    },
  )
})
