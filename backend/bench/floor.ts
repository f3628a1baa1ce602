/**
 * What Express and PostgreSQL can do at best with the same work: the same transactions as the product (context, the same
 * rows read and written, encrypted and decrypted, audit row, commit) as prepared statements under the same role and
 * policies, and around them nothing: no check of the token, of the input or of the reply, no headers, no rules.
 */
import express, { type Request, type Response } from 'express'
import pg from 'pg'
import { readEnv } from '../src/config/env.ts'
import { KeyRing } from '../src/config/keys.ts'
import { perform, transactions, whoOf } from './floor/transactions.ts'

const env = readEnv()
const ring = new KeyRing(env.keys)
const pool = new pg.Pool({
  connectionString: env.databaseUrl,
  max: env.databasePoolMax,
  application_name: 'hms-floor',
  pipeline: true,
} as pg.PoolConfig)
pool.on('error', () => {})

const app = express()
app.set('etag', false)
app.disable('x-powered-by')

for (const transaction of transactions) {
  app[transaction.method](transaction.path, express.json(), async (req: Request, res: Response) => {
    const who = whoOf(req.get('authorization')!.slice('Bearer '.length))
    const asked = {
      id: String(req.params.id ?? ''),
      query: req.query as Record<string, string>,
      body: req.body as unknown,
    }
    const client = await pool.connect()
    try {
      res.status(transaction.status).json(await perform(client, ring, transaction, who, asked))
    } finally {
      client.release()
    }
  })
}

app.get('/ready', (_req, res) => void res.status(204).end())

const server = app.listen(env.apiPort, env.apiHost)

process.once('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
  void pool.end().then(() => process.exit(0))
})
