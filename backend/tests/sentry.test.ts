// @covers ASVS-14.2.3, ASVS-16.2.3
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { db } from '../src/config/database.ts'
import { toEvent } from '../src/services/sentry.ts'
import { endProcesses, type RealApi, startApi } from './support/realProcess.ts'
import { aPatientsWord, aSecret, found } from './support/sentinels.ts'
import { type SentryStandIn, startSentry } from './support/sentryStandIn.ts'

let sentry: SentryStandIn
let troubled: RealApi
const words: string[] = []
const a = (word: string) => (words.push(word), word)

beforeAll(async () => {
  sentry = await startSentry()
  troubled = await startApi({ NODE_ENV: 'test', SENTRY_DSN: sentry.dsn }, 'tests/support/troubled.ts')
})
afterAll(async () => {
  await endProcesses()
  sentry.stop()
  await db.close()
})

const trouble = (kind: string) =>
  fetch(`${troubled.url}/trouble/${a(aPatientsWord())}?q=${a(aPatientsWord())}`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'X-Request-Id': `trouble-${kind}`,
      Authorization: `Bearer ${a(aSecret())}`,
      Cookie: `hms_access=${a(aSecret())}`,
      'User-Agent': a(aPatientsWord()),
    },
    body: JSON.stringify({ kind, word: a(aPatientsWord()), password: a(aSecret()) }),
  })

describe('what goes to Sentry', () => {
  it('is every fault, with kind, code, place, pattern of the address, version and request id', async () => {
    const { kinds } = (await (await fetch(`${troubled.url}/ready`)).json()) as { kinds: string[] }
    const faults = kinds.filter((kind) => !['slow', 'slow-prisma', 'never-caught', 'unique', 'exclude'].includes(kind))
    for (const kind of faults) await trouble(kind)
    const ids = () => sentry.events().map(({ tags }) => tags.requestId as string)
    await expect.poll(() => ids().sort(), { timeout: 10_000 }).toEqual(faults.map((kind) => `trouble-${kind}`).sort())
    const check = sentry.events().find(({ tags }) => tags.requestId === 'trouble-check')!
    expect(check).toMatchObject({
      level: 'error',
      platform: 'node',
      environment: 'test',
      release: expect.stringMatching(/^hms@\d/),
      transaction: 'POST /api/trouble/:word',
      tags: { code: '23514', problem: 'internal', constraint: expect.stringMatching(/^patients_/) },
    })
    const json = sentry.events().find(({ tags }) => tags.requestId === 'trouble-json')!
    const files = json.exception.values[0].stacktrace.frames.map(({ filename }: { filename: string }) => filename)
    expect(files).toContain('backend/tests/support/troubled.ts')
    expect(files.filter((name: string) => name.startsWith('/'))).toEqual([])
  })

  it('is also the error that ends the process, before it ends', async () => {
    await trouble('never-caught')
    await expect.poll(() => troubled.child.exitCode, { timeout: 5000 }).toBe(1)
    expect(sentry.events().at(-1)).toMatchObject({ logger: 'an error was not caught' })
  })

  it('holds none of the patients’ words and secrets, in any form', () => {
    expect(sentry.events().length).toBeGreaterThan(8)
    expect(words.length).toBeGreaterThan(50)
    expect(found(words, sentry.said())).toEqual([])
    for (const event of sentry.events()) {
      const allowed = 'event_id timestamp platform level logger transaction exception tags release environment'.split(
        ' ',
      )
      expect(Object.keys(event).filter((name) => !allowed.includes(name))).toEqual([])
    }
  })
})

describe('a line of a stack', () => {
  const framesOf = (...at: string[]) =>
    toEvent({ text: 'x', error: { name: 'Error', at }, requestId: undefined }).exception!.values![0]!.stacktrace!.frames

  it.each([
    [
      'at book (backend/src/a.ts:3:4)',
      { function: 'book', filename: 'backend/src/a.ts', lineno: 3, colno: 4, in_app: true },
    ],
    ['at async backend/src/a.ts:3:4', { filename: 'backend/src/a.ts', lineno: 3 }],
    ['at Parser.parse (node_modules/pg/a.js:1:2)', { function: 'Parser.parse', in_app: false }],
    ['at new Promise (<anonymous>)', { function: 'new Promise', filename: '<anonymous>' }],
  ])('%s is understood', (line, frame) => {
    expect(framesOf(line)).toMatchObject([frame])
  })
})
