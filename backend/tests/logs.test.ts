// @covers ASVS-14.2.4, ASVS-16.2.4, ASVS-16.2.5, ASVS-16.3.3, ASVS-16.3.4, ASVS-16.4.1
import { drop } from './support/ownDatabase.ts'
import { figure } from './support/figure.ts'
import { randomUUID } from 'node:crypto'
import { readFileSync, readlinkSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endProcesses, type RealApi, type RealProcess, startApi, startProcess } from './support/realProcess.ts'
import { aPatientsWord, aSecret, found } from './support/sentinels.ts'

const { look, observer } = await import('./support/observer.ts')
const { aDoctor, anAdmin, aPatient } = await import('./support/people.ts')
const { inCareOf } = await import('./support/care.ts')
const { db } = await import('../src/config/database.ts')

/** Patients' words and secrets that were sent in; none may come out. */
const words: string[] = []
const phi = () => {
  const word = aPatientsWord()
  words.push(word)
  return word
}
const secret = () => {
  const word = aSecret()
  words.push(word)
  return word
}

async function postgresLog(): Promise<string> {
  const [row] = await look<{ folder: string }>(`SELECT current_setting('data_directory') AS folder`)
  const [pid] = readFileSync(join(row!.folder, 'postmaster.pid'), 'utf8').split('\n')
  return readlinkSync(`/proc/${pid}/fd/2`)
}

/** A mail server that quotes in its refusal whom and what it refuses. */
function chattyMailServer(): Promise<{ url: string; bounced: () => number; stop: () => void }> {
  let bounced = 0
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, session, done) {
      stream.resume().on('end', () => {
        bounced++
        const whom = session.envelope.rcptTo.map(({ address }) => address).join()
        done(Object.assign(new Error(`5.1.1 <${whom}> unknown, about ${words.at(0)}`), { responseCode: 550 }))
      })
    },
  })
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.server.address() as { port: number }
      resolve({ url: `smtp://127.0.0.1:${port}`, bounced: () => bounced, stop: () => server.close() })
    }),
  )
}

let api: RealApi, troubled: RealApi, worker: RealProcess
let mail: Awaited<ReturnType<typeof chattyMailServer>>
let logFile: string, logBegan: number
const everything = () =>
  [api, troubled, worker].map((part) => part.output()).join('\n') + readFileSync(logFile).subarray(logBegan).toString()

beforeAll(async () => {
  logFile = await postgresLog()
  logBegan = statSync(logFile).size
  mail = await chattyMailServer()
  const env = {
    NODE_ENV: 'test',
    LOG_LEVEL: 'trace',
    SMTP_URL: mail.url,
    SLOW_QUERY_MS: '1',
    MAIL_FROM: `HMS <${randomUUID()}@test.example>`,
  }
  ;[api, troubled] = await Promise.all([startApi(env), startApi(env, 'tests/support/troubled.ts')])
  worker = startProcess('src/worker.ts', env)
})
afterAll(async () => {
  await endProcesses()
  mail.stop()
  await db.close()
  await observer.end()
  await drop()
})

type Ask = { token?: string; body?: unknown; headers?: Record<string, string>; method?: string }

async function ask(
  path: string,
  { token, body, headers = {}, method = body === undefined ? 'GET' : 'POST' }: Ask = {},
) {
  const reply = await fetch(`${api.url}${path}`, {
    method,
    body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
    headers: {
      'Content-Type': 'application/json',
      'User-Agent': phi(),
      Cookie: `other=${secret()}`,
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
      ...headers,
    },
  })
  return { status: reply.status, body: (await reply.json().catch(() => null)) as Record<string, any> | null }
}

const aRecord = () => ({
  firstName: phi(),
  lastName: phi(),
  dateOfBirth: '1984-05-17',
  gender: 'female',
  email: `${phi()}@test.example`,
  address: { line1: phi(), city: phi(), country: phi() },
  emergencyContact: { name: phi(), phone: '555 0100' },
  medicalHistory: { allergies: [phi()], conditions: [phi()], medications: [], notes: phi() },
})

describe('what the API, the worker and PostgreSQL write to their logs', () => {
  it('says of accounts neither who they are nor what opens them', async () => {
    const email = `${phi()}@test.example`
    const password = `${secret()} Lanterns`
    const person = { email, password, firstName: phi(), lastName: phi() }
    expect((await ask('/auth/register', { body: person })).status).toBe(201)
    expect((await ask('/auth/register', { body: person })).status).toBe(409)
    expect((await ask('/auth/login', { body: { email, password } })).status).toBe(200)
    expect((await ask('/auth/login', { body: { email, password: secret() } })).status).toBe(401)
    expect((await ask('/auth/password/forgot', { body: { email } })).status).toBeLessThan(300)
    expect((await ask('/auth/password/reset', { body: { token: secret(), password } })).status).toBeGreaterThan(399)
    expect((await ask('/auth/me', { token: secret() })).status).toBe(401)
  })

  it('says nothing of records, visits and bills', async () => {
    const [admin, doctor, patient] = await Promise.all([
      anAdmin(),
      aDoctor({ firstName: phi() }),
      aPatient({ lastName: phi() }),
    ])
    await inCareOf(doctor, patient)
    words.push(admin.token, doctor.token, patient.token)
    const { token } = admin
    expect((await ask('/patients', { token, body: aRecord() })).status).toBe(201)
    expect((await ask(`/patients?q=${phi()}`, { token })).status).toBe(200)
    const change = { address: aRecord().address, medicalHistory: aRecord().medicalHistory }
    expect(
      (await ask(`/patients/${patient.patientId}`, { token: doctor.token, body: change, method: 'PATCH' })).status,
    ).toBeLessThan(500)
    const at = new Date(Date.now() + 7 * 86_400_000)
    at.setUTCMinutes(0, 0, 0)
    const visit = {
      patientId: patient.patientId,
      doctorId: doctor.doctorId,
      appointmentDate: at.toISOString(),
      notes: phi(),
    }
    expect((await ask('/appointments', { token, body: visit })).status).toBe(201)
    expect((await ask('/appointments', { token, body: { ...visit, notes: phi() } })).status).toBe(409)
    const bill = {
      patientId: patient.patientId,
      description: phi(),
      lines: [{ description: phi(), unitPrice: '12.00' }],
    }
    const headers = { 'Idempotency-Key': phi() }
    expect((await ask('/billing', { token, body: bill, headers })).status).toBe(201)
    const license = phi()
    const aColleague = () => ({
      user: { email: `${phi()}@test.example`, firstName: phi(), lastName: phi() },
      specialization: phi(),
      licenseNumber: license,
    })
    expect((await ask('/doctors', { token, body: aColleague() })).status).toBe(201)
    expect((await ask('/doctors', { token, body: aColleague() })).status).toBe(409)
  })

  it('says nothing of what was refused', async () => {
    const { token } = await anAdmin()
    words.push(token)
    const refused = [
      await ask('/patients', { token, body: { ...aRecord(), gender: phi(), [phi()]: phi() } }),
      await ask('/patients', { token, body: `{"firstName": ${phi()}` }),
      await ask('/patients', { token, body: JSON.stringify({ firstName: phi().repeat(10_000) }) }),
      await ask('/patients', { token, body: phi(), headers: { 'Content-Type': `text/${phi()}` } }),
      await ask(`/patients/${phi()}`, { token }),
      await ask(`/${phi()}?name=${phi()}`, { token }),
      await ask(`/patients?cursor=${phi()}&${phi()}=1`, { token }),
      await ask(`/patients/${randomUUID()}`, { token, headers: { 'X-Request-Id': `${phi()} of somebody` } }),
    ]
    for (const { status } of refused) expect([400, 404, 413, 415, 422]).toContain(status)
  })

  it('has the shape of errors of every kind, and nothing of what they say', async () => {
    const { kinds } = (await (await fetch(`${troubled.url}/ready`)).json()) as { kinds: string[] }
    for (const kind of kinds.filter((name) => name !== 'never-caught')) {
      const reply = await fetch(`${troubled.url}/trouble/${phi()}?${phi()}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Request-Id': `trouble-${kind}`, Cookie: secret() },
        body: JSON.stringify({ kind, word: phi() }),
      })
      expect([kind, reply.status < 300]).toEqual([kind, ['slow', 'slow-prisma', 'left-alone'].includes(kind)])
    }
    await fetch(`${troubled.url}/ready`)
    await expect.poll(() => troubled.events().at(-1)).toMatchObject({ route: '/api/ready' })
    const of = (kind: string) => troubled.events().filter(({ requestId }) => requestId === `trouble-${kind}`)
    expect(of('check').map(({ error }) => error)).toContainEqual(
      expect.objectContaining({
        code: '23514',
        constraint: expect.stringMatching(/^patients_/),
        at: expect.any(Array),
      }),
    )
    expect(of('slow')).toContainEqual(
      expect.objectContaining({ msg: 'slow statement', statement: 'SELECT pg_sleep(0.12), $1::text AS given' }),
    )
    expect(of('slow-prisma')).toContainEqual(
      expect.objectContaining({ statement: expect.stringMatching(/FROM "public"."users" WHERE .*\$1/), rows: 0 }),
    )
    expect(of('left-alone')).toContainEqual(expect.objectContaining({ msg: 'a promise was left alone' }))
    expect(of('frames').at(-1)).toMatchObject({ route: '/api/trouble/:word', status: 500, problem: 'internal' })
  })

  it('says nothing of the error that ends a process', async () => {
    const body = JSON.stringify({ kind: 'never-caught', word: phi() })
    await fetch(`${troubled.url}/trouble/x`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })
    await expect.poll(() => troubled.child.exitCode).toBe(1)
    expect(troubled.events().at(-1)).toMatchObject({ msg: 'an error was not caught', error: { name: 'Error' } })
  })

  it('says nothing of mails that come back', async () => {
    await expect.poll(() => mail.bounced(), { timeout: 10_000 }).toBeGreaterThan(0)
    const bounces = () => look<{ n: number }>(`SELECT count(*)::int AS n FROM messages WHERE status = 'failed'`)
    await expect.poll(async () => (await bounces())[0]!.n, { timeout: 10_000 }).toBeGreaterThan(0)
  })

  it('is one event a line, whatever is sent', async () => {
    const strange = [
      'GET /api/patients?q=%0d%0a{"level":60} HTTP/1.1\r\nHost: x\r\nUser-Agent: \u001b[2J\u001b[31m\r\nX-Request-Id: a\u0085b\r\n',
      'GET /api/%e2%80%a8%1b[31m HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: "},{"\u00e2\u0080\u00a8\r\n',
      `GET /api/patients HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(1_000_000)}\r\n`,
      'GET /api/patients HTTP/1.1\r\nHost: x\r\nReferer: "\\"}\n{"level":60,"msg":"forged"}\r\n',
      'OH /no HTTP/9.9\r\n',
      'FORGED\u2028 /api HTTP/1.1\r\nHost: x\r\n',
    ]
    const { port } = new URL(api.url)
    for (const request of strange) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () => socket.end(`${request}Connection: close\r\n\r\n`))
        socket
          .resume()
          .once('close', () => resolve())
          .once('error', () => resolve())
      })
    }
    await ask('/health')
    await expect.poll(() => api.events().at(-1)).toMatchObject({ route: '/health', status: 200 })
    for (const event of [...api.events(), ...worker.events(), ...troubled.events()]) {
      expect(event).toMatchObject({ level: expect.any(Number), time: expect.any(String), msg: expect.any(String) })
      expect(event.msg).not.toBe('forged')
    }
    // eslint-disable-next-line no-control-regex -- these are what must not be there
    const broken = api.output().match(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/g)
    figure('broken-lines-in-logs', broken?.length ?? 0, { of: api.events().length })
    // eslint-disable-next-line no-control-regex -- these are what must not be there
    expect(api.output()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/)
  })

  it('tells of every request what kind it was and how it ended', () => {
    const routes = api.events().filter(({ msg }) => msg === 'request')
    expect(routes).toContainEqual(
      expect.objectContaining({
        method: 'GET',
        route: '/patients/:id',
        status: 404,
        role: 'admin',
        problem: 'not-found',
      }),
    )
    expect(routes).toContainEqual(expect.objectContaining({ route: 'none', status: 404 }))
    expect(routes.every(({ requestId, ms }) => typeof requestId === 'string' && typeof ms === 'number')).toBe(true)
  })

  it('holds none of the patients’ words and secrets that were sent, in any form', async () => {
    await Promise.all([api.stop(), worker.stop()])
    const { DATABASE_URL = '', HMS_KEYS = '' } = process.env
    words.push(decodeURIComponent(new URL(DATABASE_URL).password), HMS_KEYS.split(':')[1]!.split(',')[0]!)
    const said = everything()
    expect(words.length).toBeGreaterThan(100)
    expect(said.length).toBeGreaterThan(10_000)
    figure('words-in-logs', found(words, said).length, { of: words.length })
    expect(found(words, said)).toEqual([])
    expect(said).not.toMatch(/eyJ[\w-]+\.[\w-]+\.[\w-]+/)
  })
})

describe('the search for words', () => {
  it('finds them in every form', () => {
    const word = aPatientsWord()
    const forms = [
      word,
      Buffer.from(word).toString('hex'),
      ...['', 'a', 'ab'].map((before) => Buffer.from(`${before}${word} and more`).toString('base64')),
    ]
    for (const form of forms) expect(found([word], `{"msg":"${form}"}`)).toEqual([word])
  })
})
