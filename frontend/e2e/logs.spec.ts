// @covers ASVS-14.2.3, ASVS-16.2.5
import { expect, test } from '@playwright/test'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { connect } from 'node:net'
import { aPatientsWord, aSecret, found } from '../../backend/tests/support/sentinels.ts'
import { type SentryStandIn, startSentry } from '../../backend/tests/support/sentryStandIn.ts'
import { portOf, startWebServer, type WebServer } from './support/webServer.ts'

/** What was sent in by clients, and what the API has answered; none may stand in the log or go to Sentry. */
const words: string[] = []
const phi = () => (words.push(aPatientsWord()), words.at(-1)!)
const secret = () => (words.push(aSecret()), words.at(-1)!)

const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n'
/** Answers as an API, or as something between, that breaks at every point there is. */
const answers: Record<string, () => { says: string; thenHangsUp?: boolean }> = {
  fine: () => ({ says: `${head}Set-Cookie: hms_access=${secret()}\r\nContent-Length: 2\r\n\r\n{}` }),
  silent: () => ({ says: '', thenHangsUp: true }),
  half: () => ({ says: `${head}Content-Length: 500\r\n\r\n{"lastName":"${phi()}`, thenHangsUp: true }),
  garbage: () => ({ says: `${phi()} garbage\r\n\r\n`, thenHangsUp: true }),
  header: () => ({ says: `${head}X-${phi()}: \u0001\r\n\r\n`, thenHangsUp: true }),
  status: () => ({ says: `HTTP/1.1 999 ${phi()}\r\nContent-Length: 0\r\n\r\n`, thenHangsUp: true }),
  chunk: () => ({ says: `${head}Transfer-Encoding: chunked\r\n\r\nzz${phi()}\r\n`, thenHangsUp: true }),
  encoding: () => ({ says: `${head}Content-Encoding: gzip\r\nContent-Length: 41\r\n\r\n${phi()}`, thenHangsUp: true }),
}

/** The request never gets an ordinary answer: its socket is written to directly. */
async function startApi(): Promise<Server> {
  const server = createServer(({ url = '', socket }) => {
    const { says, thenHangsUp } = (answers[/^\/api\/([a-z]+)/.exec(url)?.[1] ?? ''] ?? answers.fine!)()
    socket.write(says, () => thenHangsUp && setTimeout(() => socket.destroy(), 30))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

let api: Server, sentry: SentryStandIn, web: WebServer

test.beforeAll(async () => {
  ;[api, sentry] = await Promise.all([startApi(), startSentry()])
  const address = `http://127.0.0.1:${portOf(api)}`
  web = await startWebServer({ API_URL: address, INTERNAL_API_URL: address, NEXT_PUBLIC_SENTRY_DSN: sentry.dsn })
})
test.afterAll(async () => {
  await web?.stop()
  sentry?.stop()
  api?.closeAllConnections()
  api?.close()
})

async function ask(path: string, { headers = {}, ...init }: RequestInit & { headers?: Record<string, string> } = {}) {
  const about = { 'User-Agent': phi(), Authorization: `Bearer ${secret()}`, Cookie: `hms_access=${secret()}` }
  const all = { ...init, headers: { ...about, ...headers }, redirect: 'manual', signal: AbortSignal.timeout(20_000) }
  const reply = await fetch(`${web.url}${path}`, all as RequestInit).catch(() => null)
  await reply?.text().catch(() => undefined)
  return reply?.status
}

/** What no client library would send. */
async function send(request: string): Promise<void> {
  const socket = connect(web.port, '127.0.0.1')
  socket.on('error', () => undefined).resume()
  const closed = once(socket, 'close')
  socket.end(request)
  await closed
}

test('what the web server prints names nobody, whatever clients send and the API answers', async () => {
  for (const kind of Object.keys(answers)) await ask(`/api/${kind}/${phi()}?q=${phi()}`)
  await ask(`/api/half/${phi()}`, { method: 'POST', body: JSON.stringify({ firstName: phi(), password: secret() }) })
  for (const path of [`/patients/${phi()}?q=${phi()}`, `/%E0%A4%A/${phi()}`, `/patients/%E0%A4%A${phi()}`])
    await ask(path)
  for (const url of [`http://${phi()}.example/a.png`, `/${phi()}.png`, '/icon.svg'])
    await ask(`/_next/image?url=${encodeURIComponent(url)}&w=64&q=75`)
  await ask(`/_next/data/${phi()}/patients.json`)
  // Calls of server actions, of which we have none.
  for (const action of [phi(), '7f'.repeat(21)])
    await ask(`/patients/${phi()}`, { method: 'POST', body: phi(), headers: { 'Next-Action': action } })
  const form = (field: string) => `--x\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n${phi()}\r\n--x--\r\n`
  for (const field of [`$ACTION_ID_${phi()}`, phi()])
    await ask('/sign-in', {
      method: 'POST',
      body: form(field),
      headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
    })
  const tree = encodeURIComponent(JSON.stringify(['', { children: [phi(), {}] }]))
  for (const state of [phi(), tree])
    await ask('/patients', { headers: { RSC: '1', 'Next-Router-State-Tree': state, 'X-Forwarded-Host': phi() } })
  await send(`GET /patients/${phi()} HTTP/1.1\r\nHost: ${phi()}\r\nX: \u0001\r\n\r\n`)
  await send(`FOO /${phi()} HTTP/9.9\r\n\r\n`)
  await send(`POST /api/fine HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz${phi()}\r\n`)
  await send(`POST /sign-in HTTP/1.1\r\nHost: x\r\nNext-Action: ${phi()}\r\nContent-Length: 500\r\n\r\n${phi()}`)
  await expect.poll(() => sentry.events().length).toBeGreaterThan(2)
  await web.stop()

  expect(words.length).toBeGreaterThan(80)
  expect(found(words, web.said())).toEqual([])
  const lines = web
    .said()
    .split('\n')
    .filter((line) => line.startsWith('{'))
  const told = lines.map((line) => JSON.parse(line) as { error?: { name: string }; causes?: { code?: string }[] })
  expect(told.map(({ error }) => error?.name)).toContain('Error')
  expect(told.flatMap(({ causes = [] }) => causes).map(({ code }) => code)).toContain('UND_ERR_SOCKET')
})

test('what goes to Sentry from the web server is the fault and its place', () => {
  expect(found(words, sentry.said())).toEqual([])
  for (const event of sentry.events()) {
    expect(event).toMatchObject({
      level: 'error',
      platform: 'node',
      environment: 'production',
      release: expect.stringMatching(/^hms@\d/),
      transaction: '/api/[...path]',
      tags: { kind: 'server' },
    })
    const allowed = 'event_id timestamp platform level transaction exception tags release environment'.split(' ')
    expect(Object.keys(event).filter((name) => !allowed.includes(name))).toEqual([])
  }
})
