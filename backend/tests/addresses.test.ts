// @covers ASVS-3.5.3, ASVS-8.2.1, ASVS-8.3.1, ASVS-13.4.3
import { api } from '@hms/contract'
import type { EndpointSpec } from '@hms/contract/endpoint'
import { randomUUID } from 'node:crypto'
import { Router } from 'express'
import request, { type Test } from 'supertest'
import { beforeAll, describe, expect, it } from 'vitest'
import { bind } from '../src/routes/bind.ts'
import { app } from './support/call.ts'
import { figure } from './support/figure.ts'
import { aPatient, type Person } from './support/people.ts'

const operations = Object.values(api).flatMap((domain) => Object.values<EndpointSpec>(domain))
const guarded = operations.filter(({ permission, reply }) => permission !== 'public' && reply !== 'event-stream')
const pathOf = ({ path }: EndpointSpec) => `/api${path.replace(/:\w+/g, () => randomUUID())}`

/** Other ways to write an address, which some servers take for the same. */
const spellings: [string, (path: string) => string][] = [
  ['with a slash behind', (path) => `${path}/`],
  ['with two slashes', (path) => path.replace('/api/', '/api//')],
  ['in capitals', (path) => path.toUpperCase()],
  ['with a capital', (path) => path.replace(/^\/api\/(.)/, (_all, first: string) => `/api/${first.toUpperCase()}`)],
  ['with an ending', (path) => `${path}.json`],
  ['with a script’s ending', (path) => `${path}.js`],
  ['with an index', (path) => `${path}/index`],
  ['with dots that are encoded', (path) => path.replace('/api/', '/api/x/%2e%2e/')],
  ['with a slash that is encoded', (path) => path.replace('/api/', '/api%2f')],
  ['with a backslash', (path) => path.replace('/api/', '/api\\')],
  ['with a parameter of its own', (path) => `${path};admin=1`],
  ['with an end that is encoded', (path) => `${path}%00`],
]

let patient: Person
beforeAll(async () => {
  patient = await aPatient()
})

const ask = (method: EndpointSpec['method'] | 'head' | 'options', path: string): Test => request(app)[method](path)

describe('an address that is written in another way', () => {
  it.each(spellings)('%s lets nobody in', async (how, write) => {
    const entered: string[] = []
    const turn = spellings.findIndex(([each]) => each === how)
    // Every operation in a third of the spellings, every spelling with a third of the operations.
    const asked = guarded.filter((_, index) => (index + turn) % 3 === 0)
    for (const endpoint of asked) {
      const path = write(pathOf(endpoint))
      const { status } = await ask(endpoint.method, path)
      if (![400, 401, 404, 405].includes(status)) entered.push(`${endpoint.method} ${path} → ${status}`)
    }
    figure('undeclared-addresses-entered', entered.length, { of: asked.length })
    expect(entered).toEqual([])
  })

  it('gets a patient no further than the one that is declared', async () => {
    for (const [, write] of spellings) {
      const reply = await ask('get', write('/api/users')).set('Authorization', `Bearer ${patient.token}`)
      expect([400, 403, 404]).toContain(reply.status)
    }
  })
})

describe('a method that is not declared', () => {
  it('reaches nothing, by HEAD, OPTIONS or a header that names another', async () => {
    for (const endpoint of guarded) {
      const path = pathOf(endpoint)
      const head = await ask('head', path)
      expect([path, [401, 405].includes(head.status)]).toEqual([path, true])
      const options = await ask('options', path)
      expect([path, options.status, options.text]).toEqual([
        path,
        expect.any(Number),
        expect.not.stringContaining('items'),
      ])
      const names = ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override']
      const claims = Object.fromEntries(names.map((name) => [name, endpoint.method.toUpperCase()]))
      const reply = await ask('post', path).set(claims)
      expect([path, [400, 401, 405, 415].includes(reply.status)]).toEqual([path, true])
    }
  })

  it('is none of ours: what is declared is all there is', () => {
    expect(() =>
      bind(Router(), { method: 'get', path: '/forgotten', summary: 'x' } as EndpointSpec, (() => null) as never),
    ).toThrow('get /forgotten has no permission')
  })
})
