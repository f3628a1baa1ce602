// @covers ASVS-6.3.2, ASVS-6.4.1
import { figure } from './support/figure.ts'
import { randomUUID } from 'node:crypto'
import { authApi } from '@hms/contract/auth'
import { setupApi } from '@hms/contract/setup'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { drop } from './support/ownDatabase.ts'

// After the line above has named this file's own database.
const { db } = await import('../src/config/database.ts')
const { env } = await import('../src/config/runtime.ts')
const { newSetUpLink, setUp } = await import('../src/services/setupService.ts')
const { authIdentity, systemContext } = await import('../src/utils/context.ts')
const { anAddress, anEmail, auditRows, from, goodPassword, signIn } = await import('./support/accounts.ts')
const { call } = await import('./support/call.ts')
const { look, observer } = await import('./support/observer.ts')

afterAll(async () => {
  await Promise.all([db.close(), observer.end()])
  await drop()
})

beforeEach(async () => {
  await look('ALTER TABLE audit_events DISABLE TRIGGER USER')
  await look('TRUNCATE users, setup_links, rate_limits CASCADE')
  await look('ALTER TABLE audit_events ENABLE TRIGGER USER')
})

const now = () => Temporal.Now.instant()
const aLink = async (at = now()) => (await newSetUpLink(systemContext('test', at)))!
const tokenIn = (link: string) => new URLSearchParams(new URL(link).hash.slice(1)).get('token')!
const aPerson = () => ({ email: anEmail(), password: goodPassword, firstName: 'Ada', lastName: 'Byron' })
const setUpWith = (token: string, person = aPerson(), headers: Record<string, string> = {}) =>
  call(setupApi.create, { body: { token, ...person }, headers: { ...from(anAddress()), ...headers } })
const admins = () => look(`SELECT id FROM users WHERE role = 'admin'`)

describe('the set-up link', () => {
  it('makes the first administrator, who is signed in, and leaves one row', async () => {
    const link = await aLink()
    expect(link.startsWith(`${env.publicUrl}/setup#token=`)).toBe(true)
    const person = aPerson()
    const requestId = randomUUID()
    const reply = await setUpWith(tokenIn(link), person, { 'X-Request-Id': requestId })
    expect([reply.status, reply.body.user.role, reply.body.user.email]).toEqual([201, 'admin', person.email])
    expect(reply.headers['set-cookie']).toHaveLength(3)
    const me = await call(authApi.me, { headers: { Authorization: `Bearer ${reply.body.accessToken}` } })
    expect(me.body.user.id).toBe(reply.body.user.id)
    expect((await signIn(person.email, goodPassword)).status).toBe(200)
    expect(await auditRows(requestId)).toMatchObject([
      { operation: 'setup.first-admin', outcome: 'success', resource_id: reply.body.user.id, actor_role: 'auth' },
    ])
  })

  it('is the only way in: no account is there that anybody could know of', async () => {
    await aLink()
    const guesses = [
      ['admin@demo.hms', 'Demo-Hospital-1'],
      ['admin@example.com', 'admin'],
      ['admin@localhost.example', 'password'],
      ['root@hospital.example', 'changeme'],
      ['hms_app@hospital.example', 'app'],
      ['admin@hospital.example', 'admin'],
    ] as const
    const replies = await Promise.all(guesses.map(([email, password]) => signIn(email, password)))
    figure('default-accounts-that-sign-in', replies.filter(({ status }) => status === 200).length, {
      of: replies.length,
    })
    expect(replies.map(({ status }) => status)).toEqual(guesses.map(() => 401))
    expect(await look('SELECT FROM users')).toEqual([])
  })

  it('is kept as a hash only', async () => {
    const token = tokenIn(await aLink())
    const [row] = await look<{ text: string; hash: string }>(
      `SELECT row_to_json(l)::text AS text, encode(token_hash, 'hex') AS hash FROM setup_links l`,
    )
    expect(row!.text).not.toContain(token)
    expect(row!.hash).not.toContain(Buffer.from(token).toString('hex'))
    expect(row!.hash).toHaveLength(64)
  })

  it('works once, and is gone for everybody afterwards', async () => {
    const token = tokenIn(await aLink())
    expect((await setUpWith(token)).status).toBe(201)
    for (const tried of [token, 'another-token-that-was-never-made']) {
      const reply = await setUpWith(tried)
      expect([reply.status, reply.problem.code]).toEqual([404, 'not-found'])
    }
    expect(await newSetUpLink(systemContext('test'))).toBeNull()
    expect(await look('SELECT FROM setup_links')).toHaveLength(0)
  })

  it('lets one of two win who open it at once', async () => {
    const token = tokenIn(await aLink())
    const replies = await Promise.all(Array.from({ length: 6 }, () => setUpWith(token)))
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(replies.filter(({ status }) => status === 404 || status === 422)).toHaveLength(5)
    expect(await admins()).toHaveLength(1)
  })

  it('leaves one administrator when starts make new links while it is used', async () => {
    for (let round = 0; round < 4; round++) {
      await look('TRUNCATE users, setup_links CASCADE')
      const token = tokenIn(await aLink())
      const [, link] = await Promise.all([setUpWith(token), newSetUpLink(systemContext('test'))])
      if (link) await setUpWith(tokenIn(link))
      expect(await admins()).toHaveLength(1)
    }
  })

  it('ends when a newer one is made', async () => {
    const old = tokenIn(await aLink())
    const token = tokenIn(await aLink())
    const reply = await setUpWith(old)
    expect([reply.status, reply.problem.code]).toEqual([422, 'invalid-token'])
    expect((await setUpWith(token)).status).toBe(201)
  })

  it('ends after a day', async () => {
    const token = tokenIn(await aLink(now().subtract({ hours: 24, seconds: 1 })))
    const requestId = randomUUID()
    expect((await setUpWith(token, aPerson(), { 'X-Request-Id': requestId })).problem.code).toBe('invalid-token')
    expect(await auditRows(requestId)).toMatchObject([{ operation: 'setup.first-admin', outcome: 'failed' }])
    expect(await admins()).toHaveLength(0)
    const late = tokenIn(await aLink(now().subtract({ hours: 23, minutes: 59 })))
    expect((await setUpWith(late)).status).toBe(201)
  })

  it('survives a password or an address that will not do', async () => {
    const token = tokenIn(await aLink())
    const weak = await setUpWith(token, { ...aPerson(), password: 'password1234' })
    expect([weak.status, weak.problem.errors?.[0]?.pointer]).toEqual([422, '/password'])
    const taken = aPerson()
    await call(authApi.register, { body: taken, headers: from(anAddress()) })
    expect((await setUpWith(token, taken)).problem.code).toBe('email-taken')
    expect(await admins()).toHaveLength(0)
    expect((await setUpWith(token)).status).toBe(201)
  })

  it('stops those who guess', async () => {
    await aLink()
    const address = from(anAddress())
    const body = { token: 'a-guess-that-is-long-enough', ...aPerson() }
    const statuses = new Set<number>()
    for (let i = 0; i < 32; i++) statuses.add((await call(setupApi.create, { body, headers: address })).status)
    expect([...statuses]).toEqual([422, 429])
  })

  it('stays closed when the database has an administrator who is disabled', async () => {
    await look(
      `INSERT INTO users (email, role, first_name, last_name, disabled_at) VALUES ($1, 'admin', 'A', 'B', now())`,
      [anEmail()],
    )
    const request = { ...systemContext('test'), identity: authIdentity }
    const nobody = { refreshToken: undefined, identity: null, device: undefined, fromOwnPage: false }
    await expect(setUp(request, { token: 'whatever-it-may-be-now', ...aPerson() }, nobody)).rejects.toMatchObject({
      code: 'not-found',
    })
  })
})
