// @covers ASVS-1.2.4, ASVS-1.3.3, ASVS-2.2.1, ASVS-15.3.1, ASVS-16.5.1
import { drop } from './support/ownDatabase.ts'
import { figure } from './support/figure.ts'
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import type { EndpointSpec } from '@hms/contract/endpoint'
import { may, roles } from '@hms/contract/permissions'
import type { z } from 'zod'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFuzzed } from './support/fuzz/client.ts'
import { fromSchema } from './support/fuzz/fromSchema.ts'
import { type Operation, operations, type Place, wrongWith } from './support/fuzz/operations.ts'
import { injections, leak, operators } from './support/fuzz/payloads.ts'

const { look, observer } = await import('./support/observer.ts')
const { aDoctor, anAdmin, aPatient, signedIn } = await import('./support/people.ts')
const { db } = await import('../src/config/database.ts')

/** Requests of each kind to each operation; `npm run test:fuzz` takes 200 and every payload, `npm test` has no time for it. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 8)
const PAYLOADS = Number(process.env.FUZZ_PAYLOADS ?? 3)
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000)
const LONG = 600_000
/** Longer than anything here takes, shorter than what the payloads ask the database to sleep. */
const SLEPT_MS = 4500

type Person = Awaited<ReturnType<typeof anAdmin>>
let fuzzed: Awaited<ReturnType<typeof startFuzzed>>
const people = {} as Record<string, Person>
let ids: string[] = []

beforeAll(async () => {
  console.log(`seed ${SEED}, ${RUNS} requests of each kind to each of ${operations.length} operations`)
  fuzzed = await startFuzzed()
  const [admin, doctor, patient, otherDoctor, otherPatient] = await Promise.all([
    anAdmin(),
    aDoctor(),
    aPatient(),
    aDoctor(),
    aPatient(),
  ])
  Object.assign(people, { admin, doctor, patient })
  const visitTypes = await look<{ id: string }>('SELECT id FROM visit_types LIMIT 2')
  ids = [otherDoctor.doctorId, otherDoctor.userId, otherPatient.patientId, otherPatient.userId]
  ids.push(patient.patientId, doctor.doctorId, ...visitTypes.map(({ id }) => id))
})
afterAll(async () => {
  fuzzed.stop()
  await db.close()
  await observer.end()
  await drop()
})

/**
 * Somebody whose role may do it, with a session of their own: some operations end it. What others have made of the
 * hospital's rules for signing in keeps nobody out, and the session has just shown who it is.
 */
async function callerOf({ permission }: EndpointSpec): Promise<Person | null> {
  if (permission === 'public') return null
  const role = roles.find((each) => people[each] && may(each, permission) && each !== 'patient')
  await look(`UPDATE hospital_settings SET second_factor_roles = '{}'`)
  const caller = await signedIn(people[role ?? 'patient']!)
  await look('UPDATE sessions SET proved_at = now() WHERE id = $1', [caller.sessionId])
  return caller
}

const address = (path: string, params: Record<string, unknown>) =>
  `/api${path.replace(/:(\w+)/g, (_all, name: string) => encodeURIComponent(String(params[name] ?? randomUUID())))}`

const queryOf = (query: Record<string, unknown>) =>
  Object.entries(query)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
    .join('&')

type Parts = Partial<Record<Place, any>>

/** An address of its own each time, so that the limits on guessing are not what answers. */
const anAddress = () => `10.${[1, 2, 3].map(() => Math.floor(Math.random() * 250) + 1).join('.')}`

async function send({ endpoint }: Operation, parts: Parts, token: string | null) {
  const query = parts.query ? `?${typeof parts.query === 'string' ? parts.query : queryOf(parts.query)}` : ''
  return fuzzed.ask({
    method: endpoint.method.toUpperCase(),
    path: address(endpoint.path, parts.path ?? {}) + query,
    token,
    body:
      parts.body === undefined ? undefined : typeof parts.body === 'string' ? parts.body : JSON.stringify(parts.body),
    headers: { 'X-Forwarded-For': anAddress() },
  })
}

const accepts = (schema: z.ZodType | undefined, value: unknown) => !schema || schema.safeParse(value).success

/** Of what looks right, one in some hundred is, where fields hang together; after so many draws there is none. */
const MOST_DRAWS = 50_000

/** So many values of a part that the schema of the contract takes, drawn until they are found. */
function valid(operation: Operation, place: Place, count: number, seed: number): any[] {
  const schema = operation.schemas[place]
  if (!schema) return [undefined]
  const { params, query, body } = operation.endpoint
  const zod = { path: params, query, body }[place]
  const drawn = fromSchema(schema, ids)
  const numRuns = Math.max(100, count * 12)
  const good: any[] = []
  for (let draws = 0; good.length < count && draws < MOST_DRAWS; draws += numRuns) {
    const candidates = fc.sample(drawn, { numRuns, seed: seed + draws })
    good.push(...candidates.map((each) => JSON.parse(JSON.stringify(each))).filter((each) => accepts(zod, each)))
  }
  return good.slice(0, count)
}

function validRequests(operation: Operation, count: number, seed = SEED): Parts[] {
  const lists = (['path', 'query', 'body'] as const).map(
    (place) => [place, valid(operation, place, count, seed)] as const,
  )
  if (lists.some(([, list]) => list.length === 0)) return []
  return Array.from({ length: count }, (_, turn) =>
    Object.fromEntries(lists.map(([place, list]) => [place, list[turn % list.length]])),
  )
}

/** Requests like a good one but for one thing. */
function spoilt({ schemas, endpoint }: Operation, good: Parts, turn: number): Parts | null {
  const places = (['path', 'query', 'body'] as const).filter((place) => schemas[place])
  const place = places[turn % places.length]
  if (!place) return null
  if (place === 'path') {
    const strange = ['not-an-id', "1' OR '1'='1", '%00', '..%2f..%2fetc', '0', '-1', 'null', '[object Object]']
    const name = /:(\w+)/.exec(endpoint.path)![1]!
    return { ...good, path: { ...good.path, [name]: strange[turn % strange.length] } }
  }
  if (place === 'query') {
    const [name = 'limit'] = Object.keys(schemas.query!.properties)
    const unnamed = ['surprise=1', `${name}[gt]=1`, `${name}.not=1`, '__proto__=1', 'constructor=1']
    // Where others add to the query what they like, as providers do, only what is named can be wrong.
    const isLoose = accepts(endpoint.query, { ...good.query, surprise: '1' })
    const strange = [`${name}=1&${name}=2`, ...(isLoose ? [] : unnamed)]
    const rest = queryOf(good.query ?? {})
    return { ...good, query: [rest, strange[turn % strange.length]].filter(Boolean).join('&') }
  }
  return { ...good, body: spoiltBody(good.body, turn, endpoint) }
}

function spoiltBody(body: unknown, turn: number, endpoint: EndpointSpec): unknown {
  const record = (typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {}) as Record<
    string,
    unknown
  >
  const names = Object.keys(record)
  const name = names[turn % Math.max(1, names.length)] ?? 'surprise'
  const without = Object.fromEntries(Object.entries(record).filter(([each]) => each !== name))
  const text = (value: Record<string, unknown>, more: string) =>
    JSON.stringify(value).replace(/\}$/, `${names.length ? ',' : ''}${more}}`)
  const choices: unknown[] = [
    { ...record, surprise: 1 },
    { ...record, [name]: operators[turn % operators.length] },
    without,
    { ...record, [name]: null },
    text(record, '"__proto__":{"role":"admin"}'),
    text(record, '"constructor":{"prototype":{"role":"admin"}}'),
    {
      ...record,
      id: randomUUID(),
      role: 'admin',
      passwordHash: 'x',
      createdAt: '2026-01-01T00:00:00Z',
      verified: true,
    },
    [record],
    '"text"',
    'null',
    `${JSON.stringify(record)}}`,
    { ...record, [name]: '\u0000' },
    { ...record, [name]: 'x'.repeat(100_000) },
  ]
  const choice = choices[turn % choices.length]
  // What the schema takes after all is no wrong request.
  const parsed = typeof choice === 'string' ? undefined : choice
  return parsed !== undefined && accepts(endpoint.body, parsed) ? { ...record, surprise: 1 } : choice
}

const tally = {
  wrong: 0,
  through: 0,
  valid: 0,
  done: 0,
  invalid: 0,
  injected: 0,
  operations: new Set<string>(),
  unmatched: [] as string[],
}
afterAll(() => {
  const { valid: good, done, invalid, injected, unmatched } = tally
  figure('operations-without-made-up-requests', operations.length - tally.operations.size + unmatched.length, {
    of: operations.length,
  })
  figure('answers-that-the-contract-does-not-foresee', tally.wrong, { of: good + invalid })
  figure('statements-that-got-through', tally.through, { of: injected })
  console.log(
    `${tally.operations.size} of ${operations.length} operations; ${good} valid requests (${done} done), ${invalid} invalid, ${injected} injections; ` +
      `no valid value found for: ${unmatched.join(', ') || 'none'}`,
  )
})

describe('what the contract allows', () => {
  it.each(operations)(
    '$name answers with what it says, whatever valid request it gets',
    async (operation) => {
      const requests = validRequests(operation, RUNS)
      if (requests.length === 0) tally.unmatched.push(operation.name)
      expect(requests, 'no valid request was found').toHaveLength(RUNS)
      let caller = await callerOf(operation.endpoint)
      for (const parts of requests) {
        const { status, type, text } = await send(operation, parts, caller?.token ?? null)
        const wrong = wrongWith(operation, status, type, text)
        tally.wrong += wrong.length
        expect(wrong, `${JSON.stringify(parts)} → ${status} ${text.slice(0, 300)}`).toEqual([])
        if (status < 300) tally.done++
        if (caller && (status === 401 || status === 403 || status === 204)) caller = await callerOf(operation.endpoint)
        tally.valid++
      }
      tally.operations.add(operation.name)
    },
    LONG,
  )
})

describe('what the contract does not allow', () => {
  const withInput = operations.filter(({ schemas }) => schemas.path ?? schemas.query ?? schemas.body)

  it.each(withInput)(
    '$name refuses as such, and nothing worse',
    async (operation) => {
      // Stripe signs what it sends; nothing else is even looked at.
      const caller = await callerOf(operation.endpoint)
      const good = validRequests(operation, 5)
      for (let turn = 0; turn < RUNS; turn++) {
        const parts = spoilt(operation, good[turn % Math.max(1, good.length)] ?? {}, turn + SEED)
        if (!parts) continue
        const { status, type, text } = await send(operation, parts, caller?.token ?? null)
        expect([400, 413, 422], `${JSON.stringify(parts).slice(0, 500)} → ${status} ${text.slice(0, 300)}`).toContain(
          status,
        )
        expect(wrongWith(operation, status, type, text)).toEqual([])
        tally.invalid++
      }
      expect(({} as { role?: string }).role).toBeUndefined()
    },
    LONG,
  )
})

/** Every text in a value, as a path to it. */
function texts(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value === 'string') return [path]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    texts(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  )
}

function replaced(value: any, [key, ...rest]: (string | number)[], text: string): any {
  if (key === undefined) return text
  const copy = Array.isArray(value) ? [...value] : { ...value }
  copy[key] = replaced(copy[key], rest, text)
  return copy
}

describe('statements that hide in a text', () => {
  it.each(operations.filter(({ schemas }) => schemas.path ?? schemas.query ?? schemas.body))(
    '$name takes for a text, or refuses',
    async (operation) => {
      const caller = await callerOf(operation.endpoint)
      const [good = {}] = validRequests(operation, 1)
      const named = { ...good, query: allNamed(operation, good.query) }
      for (const [at, path] of texts(named).entries()) {
        for (let turn = 0; turn < PAYLOADS; turn++) {
          const payload = injections[(at * 7 + turn + SEED) % injections.length]!
          const answer = await send(operation, replaced(named, path, payload), caller?.token ?? null)
          const told = `${path.join('.')} = ${payload} → ${answer.status} ${answer.text.slice(0, 300)}`
          const clean = answer.text.replaceAll(JSON.stringify(payload).slice(1, -1), '')
          if (answer.status >= 500 || leak.test(clean) || answer.ms >= SLEPT_MS) tally.through++
          expect(answer.status, told).toBeLessThan(500)
          expect(answer.text.replaceAll(JSON.stringify(payload).slice(1, -1), ''), told).not.toMatch(leak)
          expect(answer.ms, told).toBeLessThan(SLEPT_MS)
          tally.injected++
        }
      }
    },
    LONG,
  )

  it('have left every table where it was', async () => {
    const [row] = await look<{ users: string; patients: string }>(
      'SELECT (SELECT count(*) FROM users) AS users, (SELECT count(*) FROM patients) AS patients',
    )
    expect(Number(row!.users)).toBeGreaterThanOrEqual(5)
    expect(Number(row!.patients)).toBeGreaterThanOrEqual(2)
  })
})

/** The query with every parameter that the contract names, so that each gets its turn. */
function allNamed({ schemas }: Operation, query: Record<string, unknown> | undefined) {
  if (!schemas.query) return undefined
  const names = Object.keys(schemas.query.properties)
  return { ...Object.fromEntries(names.map((name) => [name, 'x'])), ...query }
}
