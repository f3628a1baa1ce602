/**
 * The API's own beginning and end of a request, with routes between that fail in every way, each with the word of the
 * request in what is thrown. Run as a process of its own.
 */
import { createServer } from 'node:http'
import express, { type RequestHandler } from 'express'
import { z } from 'zod'
import { db, type WriteTx } from '../../src/config/database.ts'
import { env } from '../../src/config/runtime.ts'
import { logSlowStatements } from '../../src/config/slowStatements.ts'
import { handleError, noSuchAddress } from '../../src/middleware/error.ts'
import { requestLog } from '../../src/middleware/requestLog.ts'
import { requestState } from '../../src/middleware/requestState.ts'
import { liveUntilStopped } from '../../src/processLife.ts'
import { reportFaultsToSentry } from '../../src/services/sentry.ts'
import { systemIdentity } from '../../src/utils/context.ts'

const write = (work: (tx: WriteTx) => Promise<unknown>) =>
  db.write(systemIdentity, (tx) => {
    tx.withoutAudit('trouble on purpose')
    return work(tx)
  })

const insertUser = `INSERT INTO users (email, role, first_name, last_name) VALUES ($1, 'patient', $2, $2)`
const insertPatient = `INSERT INTO patients (user_id, first_name, last_name, search_name, date_of_birth, gender)
                       VALUES ($1, $2, $2, $2, '1990-01-01', $3)`

const troubles: Record<string, (word: string) => unknown> = {
  unique: (word) =>
    write(async (tx) => [await tx.run(insertUser, [word, word]), await tx.run(insertUser, [word, word])]),
  check: (word) => write((tx) => tx.run(insertPatient, [null, word, word])),
  'foreign-key': (word) =>
    write((tx) => tx.run(insertPatient, ['0190a000-0000-7000-8000-000000000000', word, 'female'])),
  exclude: (word) =>
    write(async (tx) => {
      await tx.run(
        `CREATE TEMP TABLE held (word text, during tstzrange, EXCLUDE USING gist (word WITH =, during WITH &&)) ON COMMIT DROP`,
      )
      const hold = `INSERT INTO held VALUES ($1, tstzrange(now(), now() + interval '1 hour'))`
      return [await tx.run(hold, [word]), await tx.run(hold, [word])]
    }),
  cast: (word) =>
    write((tx) => tx.many('SELECT count(*) FROM users WHERE email = $1 AND $2::text::int > 0', [word, word])),
  prisma: (word) => write(async (tx) => (await tx.prisma()).patient.findMany({ where: { [word]: word } as object })),
  'prisma-value': (word) =>
    write(async (tx) => (await tx.prisma()).user.create({ data: { email: word, role: word } as never })),
  zod: (word) => z.strictObject({ name: z.literal('x') }).parse({ name: word, [word]: word }),
  json: (word) => JSON.parse(`{"name": ${word}`),
  frames: (word) => {
    throw new Error(`of ${word}\n    at ${word} (file:///${word}.ts:1:1)`)
  },
  changed: (word) => {
    const error = new Error(`first ${word}\n    at ${word} (file:///a.ts:1:1)`)
    error.message = 'changed'
    error.name = word
    throw Object.assign(error, { code: word.repeat(2), detail: word, cause: new Error(word) })
  },
  text: (word) => {
    throw word
  },
  object: (word) => {
    throw { message: word, status: 500, body: word }
  },
  slow: (word) => write((tx) => tx.many('SELECT pg_sleep(0.12), $1::text AS given', [word])),
  'slow-prisma': (word) => write(async (tx) => (await tx.prisma()).user.findMany({ where: { email: word } })),
  'left-alone': (word) => {
    void Promise.reject(new Error(word))
    return 'left alone'
  },
  'never-caught': (word) => {
    setTimeout(() => {
      throw new Error(word)
    })
    return 'on its way'
  },
}

const makeTrouble: RequestHandler = async (req, res) => {
  const { kind, word } = req.body as { kind: string; word: string }
  await troubles[kind]!(word)
  res.json({ word })
}

await reportFaultsToSentry(env)
// Whatever takes any time at all.
logSlowStatements(0.001)
const app = express()
app.use(requestState(() => Temporal.Now.instant()))
app.use(requestLog)
app.post('/api/trouble/:word', express.json(), makeTrouble)
app.get('/api/ready', (_req, res) => void res.json({ kinds: Object.keys(troubles) }))
app.use(noSuchAddress)
app.use(handleError)
const server = createServer(app).listen(env.apiPort, env.apiHost)

liveUntilStopped('the test', async () => {
  server.close()
  server.closeAllConnections()
  await db.close()
})
