import pg from 'pg'
import type { KeyRing } from '../../src/config/keys.ts'
import { perform, transactions, whoOf } from '../floor/transactions.ts'
import type { Step } from './deeds.ts'

const routes = transactions.map((transaction) => ({
  transaction,
  method: transaction.method.toUpperCase(),
  pattern: new RegExp(`^${transaction.path.replace(':id', '([^/]+)')}$`),
}))

/** The floor's transactions on a connection to the database, without HTTP between. */
export class RawConnection {
  readonly #client: pg.Client
  readonly #ring: KeyRing

  private constructor(client: pg.Client, ring: KeyRing) {
    this.#client = client
    this.#ring = ring
  }

  static async open(url: string, ring: KeyRing): Promise<RawConnection> {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'hms-bench',
      pipeline: true,
    } as pg.ClientConfig)
    client.on('error', () => {})
    await client.connect()
    return new RawConnection(client, ring)
  }

  async perform(step: Step, token: string | null): Promise<{ status: number; body: string }> {
    const { pathname, searchParams } = new URL(step.path, 'http://floor')
    const route = routes.find(({ method, pattern }) => method === step.method && pattern.test(pathname))
    if (!route || !token) throw new Error(`The floor does not know ${step.method} ${pathname}`)
    const id = route.pattern.exec(pathname)?.[1] ?? ''
    const asked = { id, query: Object.fromEntries(searchParams), body: step.body }
    const result = await perform(this.#client, this.#ring, route.transaction, whoOf(token), asked)
    return { status: route.transaction.status, body: step.then ? JSON.stringify(result) : '' }
  }

  close(): void {
    this.#client.end().catch(() => undefined)
  }
}
