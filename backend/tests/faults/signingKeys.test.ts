// @covers ASVS-11.2.2, ASVS-9.1.1
import { drop } from '../support/ownDatabase.ts'
import { authApi } from '@hms/contract/auth'
import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashPassword } from '../../src/utils/password.ts'
import { goodPassword } from '../support/accounts.ts'
import { runsServer } from '../support/cluster/hospital.ts'
import { send } from '../support/cluster/http.ts'
import { type Api, startApi } from '../support/cluster/nodes.ts'
import { databaseEnv } from '../support/cluster/postgres.ts'
import { long } from '../support/cluster/size.ts'
import { report } from '../support/faults/figures.ts'
import { figure } from '../support/figure.ts'
import { look, observer } from '../support/observer.ts'

/**
 * The key that signs access tokens is replaced in the order that docs/operations.md tells: known everywhere, then used, then the old one
 * removed. People sign in, refresh and work all the while, at whichever process takes them.
 */

const { server, logs } = runsServer('signing-keys')
const RATE = 50
const STAGE_MS = long ? 10_000 : 1500

const aKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`
const newKey = aKey('k9')
let oldKey: string
let email: string
let serving: Api[] = []
let count = 0

beforeAll(async () => {
  oldKey = server.secrets.HMS_KEYS
  email = `admin-${randomUUID()}@test.example`
  await look(
    `INSERT INTO users (email, role, first_name, last_name, password_hash) VALUES ($1, 'admin', 'Ada', 'Byron', $2)`,
    [email, await hashPassword(goodPassword)],
  )
})
afterAll(async () => {
  await Promise.all(serving.map((api) => api.stop()))
  await observer.end()
  await drop()
})

/** A database of its own: in the others there is data that is sealed with the old key, and would miss it. */
const { DATABASE_URL = '', DATABASE_OWNER_URL = '', DATABASE_SUPERUSER_URL = '' } = process.env
const database = { DATABASE_URL, DATABASE_OWNER_URL, DATABASE_SUPERUSER_URL }

const start = (ring: string) =>
  startApi({
    name: `api-${++count}`,
    env: { ...databaseEnv(server), ...database, WORKER: 'off', HMS_KEYS: ring },
    logs,
  })

/** Replaces the processes one after the other, as a deployment does: the new one serves before the old one stops. */
async function roll(ring: string): Promise<void> {
  const next = await Promise.all(serving.map(() => start(ring)))
  for (const [place, before] of [...serving].entries()) {
    const after = next[place]!
    serving = serving.map((api) => (api === before ? after : api))
    // What it has been asked already, it answers.
    await sleep(200)
    await before.stop()
  }
}

interface Client {
  token: string
  refreshToken: string
}

let turn = 0
/** Whichever process comes next: one that signed a token is seldom the one that reads it. */
const anywhere = () => serving[turn++ % serving.length]!.url
const kidOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()).kid as string
const cookieOf = (headers: Headers) => /hms_refresh=([^;]+)/.exec(headers.getSetCookie().join(';'))?.[1] ?? ''

/** Tokens as a reply has them. */
function clientOf(reply: { status: number; body: { accessToken: string }; headers: Headers }): Client {
  expect(reply.status).toBe(200)
  return { token: reply.body.accessToken, refreshToken: cookieOf(reply.headers) }
}

const signIn = async (url: string) =>
  clientOf(await send(url, authApi.login, { body: { email, password: goodPassword }, from: '10.1.2.3' }))
const refresh = async ({ refreshToken }: Client, url = anywhere()) =>
  clientOf(await send(url, authApi.refresh, { headers: { Cookie: `hms_refresh=${refreshToken}` } }))

/** Fifty requests a second from people of this moment, a new token now and then. */
function load(clients: Client[]) {
  const outcomes: (number | string)[] = []
  const pending = new Set<Promise<unknown>>()
  let isOver = false
  const work = async (at: number) => {
    const place = at % clients.length
    if (at % 23 === 0) clients[place] = await refresh(clients[place]!)
    const reply = await send(anywhere(), authApi.me, { as: clients[place]! })
    outcomes.push(reply.status)
  }
  const pace = (async () => {
    for (let at = 1; !isOver; at++) {
      const one = work(at).catch((error: Error) => outcomes.push(error.message))
      pending.add(one)
      void one.finally(() => pending.delete(one))
      await sleep(1000 / RATE)
    }
  })()
  return {
    outcomes,
    async stop() {
      isOver = true
      await pace
      await Promise.all(pending)
    },
  }
}

describe('a signing key', () => {
  it('is replaced without a failed request, and what the old one signed is refused once it is removed', async () => {
    serving = await Promise.all([start(oldKey), start(oldKey)])
    const clients = await Promise.all(Array.from({ length: 6 }, (_, i) => signIn(serving[i % 2]!.url)))
    const early = clients[0]!
    // Of these nobody refreshes one token twice at once, so each keeps its place.
    const running = load(clients)
    await sleep(STAGE_MS)
    await roll(`${oldKey},${newKey}`)
    expect(kidOf((await refresh(await signIn(anywhere()))).token)).not.toBe('k9')
    await sleep(STAGE_MS)
    await roll(`${newKey},${oldKey}`)
    await sleep(STAGE_MS)
    await running.stop()
    const failed = running.outcomes.filter((outcome) => outcome !== 200)
    report('signing key replaced', { requests: running.outcomes.length, failed: failed.length })
    figure('requests-failed-while-keys-rotate', failed.length, { of: running.outcomes.length })
    expect(failed).toEqual([])
    expect(running.outcomes.length).toBeGreaterThan(20)
    const late = await refresh(clients[1]!)
    expect(kidOf(late.token)).toBe('k9')
    expect((await send(anywhere(), authApi.me, { as: early })).status).toBe(200)

    await roll(newKey)
    const replies = await Promise.all(serving.map(({ url }) => send(url, authApi.me, { as: early })))
    const accepted = replies.filter(({ status }) => status !== 401).length
    figure('tokens-accepted-after-their-key-is-gone', accepted, { of: replies.length })
    expect(accepted).toBe(0)
    for (const { url } of serving) expect((await send(url, authApi.me, { as: late })).status).toBe(200)
    const goesOn = await refresh(late)
    expect((await send(anywhere(), authApi.me, { as: goesOn })).status).toBe(200)
  })
})
