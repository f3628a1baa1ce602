// @covers 45CFR164.312(a)(2)(iv), GDPR-Art32, ASVS-11.1.1, ASVS-13.3.4
import { drop } from './support/ownDatabase.ts'
import { isDeepStrictEqual } from 'node:util'
import { figure } from './support/figure.ts'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { authApi } from '@hms/contract/auth'
import { billingApi } from '@hms/contract/billing'
import { keyApi } from '@hms/contract/keys'
import { patientApi } from '@hms/contract/patients'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { call } from './support/call.ts'
import { send } from './support/cluster/http.ts'
import { challengeOf, codeOf, withTotp } from './support/factors.ts'
import { look, observer } from './support/observer.ts'
import { aColleague, anAdmin, type Person } from './support/people.ts'
import { endProcesses, launchApi, startApi } from './support/realProcess.ts'

const { db } = await import('../src/config/database.ts')
const { rotateInTurns } = await import('../src/services/keyService/index.ts')
const { systemContext } = await import('../src/utils/context.ts')
const { dataClassification } = await import('../src/models/dataClassification.ts')

const OLD = process.env.HMS_KEYS!
const oldId = OLD.slice(0, OLD.indexOf(':'))
const aKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`
const NEW = aKey('fresh')

let admin: Person
beforeAll(async () => {
  admin = await anAdmin()
})
afterEach(endProcesses)
afterAll(async () => {
  await db.close()
  await observer.end()
  await drop()
})

const details = {
  firstName: 'Keyed',
  lastName: 'Person',
  dateOfBirth: '1980-02-03',
  gender: 'female' as const,
  phone: '+1 555 0199',
}

async function aRecord(): Promise<string> {
  const reply = await call(patientApi.create, { as: admin, body: details })
  expect(reply.status).toBe(201)
  return reply.body.id
}
const read = (id: string) => call(patientApi.get, { as: admin, params: { id } })

/** Runs `src/keys.ts` as a process of its own. */
async function keysCommand(ring: string, ...args: string[]): Promise<{ code: number | null; said: string }> {
  const script = fileURLToPath(new URL('../src/keys.ts', import.meta.url))
  const env = { ...process.env, HMS_KEYS: ring, LOG_LEVEL: 'silent' }
  const child = spawn(process.execPath, [script, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text))
  await once(child, 'close')
  return { code: child.exitCode, said }
}

describe('a start of the API', () => {
  it.each([
    ['no keys at all', { HMS_KEYS: '' }, 'HMS_KEYS is not set'],
    ['a key that is too short', { HMS_KEYS: 'k1:c2hvcnQ=' }, 'HMS_KEYS must be a comma-separated list'],
    ['an id twice', { HMS_KEYS: `${OLD},${OLD}` }, 'names the same key id twice'],
  ])('is refused with %s', async (_what, env, words) => {
    const api = await launchApi({ NODE_ENV: 'test', ...env })
    await once(api.child, 'close')
    expect(api.child.exitCode).not.toBe(0)
    expect(api.output()).toContain(words)
    expect(api.output()).not.toContain(OLD.slice(OLD.indexOf(':') + 1))
  })

  it('is refused without a key that something is sealed with, and names it; so is a worker', async () => {
    await aRecord()
    for (const script of ['src/server.ts', 'src/worker.ts']) {
      const started = await launchApi({ NODE_ENV: 'test', HMS_KEYS: NEW }, script)
      await once(started.child, 'close')
      expect(started.child.exitCode).toBe(1)
      expect(started.output()).toContain(`HMS_KEYS does not hold ${oldId}`)
    }
  })

  it('is refused with another key under the same id', async () => {
    const api = await launchApi({ NODE_ENV: 'test', HMS_KEYS: aKey(oldId) })
    await once(api.child, 'close')
    expect(api.child.exitCode).toBe(1)
    expect(api.output()).toContain(`HMS_KEYS has another key under the id ${oldId}`)
  })
})

describe('a key that fails while people work', () => {
  /** What stands in the record's row, as bytes. */
  const row = async (id: string) => (await look('SELECT * FROM patients WHERE id = $1', [id]))[0]

  it.each([
    ['is not in the ring', `key_id = 'gone'`],
    ['does not open what it sealed', `wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1)`],
  ])('and %s: 503 to reading and writing, and nothing is written', async (_what, change) => {
    const id = await aRecord()
    await look(`UPDATE patient_keys SET ${change} WHERE patient_id = $1`, [id])
    const before = await row(id)
    const bills = () => look('SELECT FROM billing WHERE patient_id = $1', [id])
    for (const reply of [
      await read(id),
      await call(patientApi.update, { as: admin, params: { id }, body: { phone: '+1 555 0100' } }),
      await call(billingApi.create, {
        as: admin,
        body: { patientId: id, description: 'Care', lines: [{ description: 'Care', unitPrice: '10' }] },
      }),
    ]) {
      expect([reply.status, reply.problem.code]).toEqual([503, 'unavailable'])
      expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0)
      expect(JSON.stringify(reply.problem)).not.toMatch(/gone|wrapped|0199|key/)
    }
    const [after, billed] = [await row(id), await bills()]
    const written = billed.length + (isDeepStrictEqual(after, before) ? 0 : 1)
    figure('bad-rows-without-keys', written, { of: 1 })
    expect([after, billed]).toEqual([before, []])
  })
})

describe('the sealing functions of the database', () => {
  const id = '00000000-0000-4000-8000-000000000001'
  const seal = (key: string | null, text: string | null = 'text') =>
    look<{ bytes: Buffer | null }>(`SELECT hms_seal($1, $2, $3::uuid, 'patients.phone') AS bytes`, [
      text,
      key,
      id,
    ]).then(([found]) => found!.bytes)
  const open = (bytes: Buffer, key: string | null, field = 'patients.phone', patient = id) =>
    look<{ text: string }>('SELECT hms_open($1, $2, $3::uuid, $4) AS text', [bytes, key, patient, field]).then(
      ([found]) => found!.text,
    )

  it('take no missing key for an answer: an error, never NULL, plain text or garbage', async () => {
    const bytes = (await seal('right'))!
    expect(bytes.includes('text')).toBe(false)
    expect(await open(bytes, 'right')).toBe('text')
    const bad = [seal(null), open(bytes, null), open(bytes, 'wrong'), open(bytes, '')]
    const answered = (await Promise.allSettled(bad)).filter(({ status }) => status === 'fulfilled')
    figure('fields-sealed-with-a-bad-key', answered.length, { of: bad.length })
    await expect(seal(null)).rejects.toMatchObject({ code: 'HM001' })
    await expect(open(bytes, null)).rejects.toMatchObject({ code: 'HM001' })
    await expect(open(bytes, 'wrong')).rejects.toMatchObject({ code: '39000' })
    await expect(open(bytes, '')).rejects.toMatchObject({ code: '39000' })
    await expect(open(bytes, 'right', 'patients.address')).rejects.toMatchObject({ code: 'HM002' })
    const other = '00000000-0000-4000-8000-000000000002'
    await expect(open(bytes, 'right', 'patients.phone', other)).rejects.toMatchObject({ code: 'HM002' })
    expect(await seal('right', null)).toBeNull()
  })

  it('seal the same words differently each time', async () => {
    const [one, two] = [(await seal('right'))!, (await seal('right'))!]
    expect(one.equals(two)).toBe(false)
  })
})

describe('what is stored', () => {
  it('is found by a keyed hash only where there is much to guess: telephone numbers, and codes that are random', () => {
    const hashed = dataClassification.filter(({ stored }) => stored === 'keyed-hash')
    expect(hashed.map(({ table, column }) => `${table}.${column}`).sort()).toEqual([
      'patients.phone_index',
      'recovery_codes.code_hash',
      'refresh_tokens.token_hash',
    ])
  })

  it('differs for two patients with the same words', async () => {
    const ids = [await aRecord(), await aRecord()]
    const rows = await look<{ phone: Buffer }>('SELECT phone FROM patients WHERE id = ANY ($1)', [ids])
    expect(rows[0]!.phone.equals(rows[1]!.phone)).toBe(false)
  })

  it('says of every value that the ring wraps or seals how it comes under another key', () => {
    const ringed = dataClassification.filter(({ stored }) => ['wrapped', 'sealed-by-key-ring'].includes(stored))
    expect(ringed.map(({ table, column }) => `${table}.${column}`).sort()).toEqual([
      'auth_challenges.id_token',
      'idempotency_keys.response',
      'patient_keys.wrapped',
      'retained_keys.wrapped',
      'sessions.id_token',
      'totp_factors.secret',
    ])
  })
})

/** What the tests above have broken. */
const mend = () =>
  look('DELETE FROM patient_keys WHERE patient_id IN (SELECT id FROM patients WHERE last_name = $1)', ['Person'])

/** As releases before wrote them: without the key's id. */
const unnameIndexes = () =>
  look(
    'UPDATE patients SET phone_index = substr(phone_index, octet_length(phone_index) - 31) WHERE phone_index IS NOT NULL',
  )

describe('an administrator', () => {
  const ring = () => call(keyApi.status, { as: admin })

  it('sees which keys are missing, and by what', async () => {
    await mend()
    const id = await aRecord()
    await look(`UPDATE patient_keys SET key_id = 'gone' WHERE patient_id = $1`, [id])
    expect((await ring()).body.keys.find((key) => key.id === 'gone')).toMatchObject({
      held: false,
      current: false,
      removable: false,
      uses: [{ kind: 'patient-keys', rows: 2 }],
    })
    expect((await call(keyApi.rotate, { as: admin })).body).toMatchObject({ toKey: oldId, finishedAt: null })
    await rotateInTurns(systemContext('job-of-the-test'))
    const { rotation } = (await ring()).body
    expect(rotation).toMatchObject({
      failure: 'The key ring does not hold the key gone',
      finishedAt: expect.any(String),
    })
  })

  it('has the worker seal what is left with the current key, once; both ends are recorded', async () => {
    await mend()
    const id = await aRecord()
    await unnameIndexes()
    expect((await ring()).body.left).toBeGreaterThan(0)
    const begun = await call(keyApi.rotate, { as: admin })
    expect(begun.status).toBe(200)
    expect((await call(keyApi.rotate, { as: admin })).body.id).toBe(begun.body.id)
    expect(await look(`SELECT FROM graphile_worker.jobs WHERE key = 'rotate-keys'`)).toHaveLength(1)
    await rotateInTurns(systemContext('job-of-the-test'))
    const after = (await ring()).body
    expect(after).toMatchObject({
      left: 0,
      rotation: { id: begun.body.id, failure: null, finishedAt: expect.any(String) },
    })
    expect(after.keys.find((key) => key.current)).toMatchObject({ id: oldId, held: true })
    expect((await read(id)).body.phone).toBe(details.phone)
    const rows = await look(
      'SELECT operation, actor_role, actor_id FROM audit_events WHERE resource_id = $1 AND operation LIKE $2 ORDER BY seq',
      [begun.body.id, 'keys.%'],
    )
    expect(rows).toEqual([
      { operation: 'keys.rotate', actor_role: 'admin', actor_id: admin.userId },
      { operation: 'keys.rotated', actor_role: 'system', actor_id: null },
    ])
  })

  it('has to prove anew who is asking, and nobody else may', async () => {
    await look(`UPDATE sessions SET proved_at = now() - interval '11 minutes' WHERE id = $1`, [admin.sessionId])
    expect((await call(keyApi.rotate, { as: admin })).problem.code).toBe('step-up-required')
    await look('UPDATE sessions SET proved_at = now() WHERE id = $1', [admin.sessionId])
    const nurse = await aColleague('nurse')
    expect((await call(keyApi.status, { as: nurse })).status).toBe(403)
    expect((await call(keyApi.rotate, { as: nurse })).status).toBe(403)
  })
})

describe('a rotation', () => {
  const ring = `${NEW},${OLD}`
  const status = async (keys: string) => {
    const { said } = await keysCommand(keys, 'status', '--json')
    return JSON.parse(said.slice(0, said.lastIndexOf('}') + 1))
  }
  const patientOf = (userId: string) =>
    look<{ id: string; version: number; key: string }>(
      'SELECT id, version, hms_key_in_front(phone_index) AS key FROM patients WHERE user_id = $1',
      [userId],
    ).then(([row]) => row!)

  it(
    'leaves records, numbers, apps and codes as good as before, changes no version, and lets the old key go',
    { timeout: 60_000 },
    async () => {
      // What the tests above have broken.
      await look('DELETE FROM patient_keys WHERE patient_id IN (SELECT id FROM patients WHERE last_name = $1)', [
        'Person',
      ])
      const guarded = await withTotp()
      const { id } = await patientOf(guarded.userId)
      await call(patientApi.update, { as: guarded.as, params: { id }, body: { phone: '+1 555 0142' } })
      await unnameIndexes()
      const found = async () => (await call(patientApi.list, { as: admin, query: { q: '+1 555 0142' } })).body.items
      expect((await found()).map((entry) => entry.id)).toEqual([id])
      const before = (await call(patientApi.get, { as: guarded.as, params: { id } })).body

      const done = await keysCommand(ring, 'rotate')
      expect(done).toMatchObject({ code: 0, said: expect.stringContaining('Nothing is left') })
      expect(await look('SELECT DISTINCT key_id FROM patient_keys')).toEqual([{ key_id: 'fresh' }])
      expect((await patientOf(guarded.userId)).key).toBe('fresh')
      const after = await status(ring)
      expect(after.left).toBe(0)
      const removable = after.keys.map((key: { id: string; removable: boolean }) => [key.id, key.removable])
      expect(Object.fromEntries(removable)).toEqual({ fresh: false, [oldId]: true })
      expect(await keysCommand(ring, 'rotate')).toMatchObject({ code: 0, said: expect.stringContaining('0 rows are') })
      // This process has the old key alone: it cannot open what is of the new one, and says so.
      expect((await call(patientApi.get, { as: guarded.as, params: { id } })).status).toBe(503)
      const { url } = await startApi({ NODE_ENV: 'test', HMS_KEYS: NEW })
      const origin = new URL(url).origin
      // A code on paper, of which nobody but its owner knew what it is, is good without the key that it was hashed with.
      const challenge = await challengeOf(guarded.email)
      const proof = { challenge, recoveryCode: guarded.recoveryCodes[0]! }
      const reply = await send(origin, authApi.verifyLogin, { body: proof })
      expect(reply.status).toBe(200)
      const as = { token: reply.body.accessToken }
      expect((await send(origin, patientApi.get, { as, params: { id } })).body).toEqual(before)
      // So is the app.
      const again = { challenge: await challengeOf(guarded.email), totp: codeOf(guarded.secret) }
      expect((await send(origin, authApi.verifyLogin, { body: again })).status).toBe(200)
    },
  )
})
