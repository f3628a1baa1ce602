import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { PrismaClient } from '../generated/prisma/client.ts'
import { currentClient } from './currentClient.ts'
import { databaseObserver } from './databaseObserver.ts'

function boundClient(): pg.PoolClient {
  const client = currentClient.getStore()
  if (!client) throw new Error('Prisma was used outside db.read and db.write')
  return client
}

/** Prisma's own transactions become savepoints of the unit of work. */
const savepoints: Record<string, string> = {
  BEGIN: 'SAVEPOINT prisma',
  COMMIT: 'RELEASE SAVEPOINT prisma',
  ROLLBACK: 'ROLLBACK TO SAVEPOINT prisma',
}

function textOf(query: unknown): string {
  return typeof query === 'string' ? query : ((query as { text?: string }).text ?? '')
}

/** Sends a statement of Prisma's, and tells how long it took. */
function send(args: unknown[]): Promise<pg.QueryResult> {
  const client = boundClient()
  const sentAt = performance.now()
  const answer = (client.query as (...all: unknown[]) => Promise<pg.QueryResult>).apply(client, args)
  answer.then(
    ({ rowCount }) =>
      databaseObserver.onStatement({ text: textOf(args[0]), ms: performance.now() - sentAt, rows: rowCount ?? 0 }),
    () => undefined,
  )
  return answer
}

/**
 * A pool with no connections: it hands back the one that the unit of work has checked out, so that Prisma's
 * statements run in its transaction, under its identity.
 */
class BoundPool extends pg.Pool {
  override query(...args: unknown[]): never {
    return send(args) as never
  }

  override connect(): never {
    const facade = {
      query: (query: unknown) => send([savepoints[textOf(query)] ?? query]),
      on: () => facade,
      removeListener: () => facade,
      release: () => undefined,
    }
    return Promise.resolve(facade) as never
  }
}

/** The one Prisma client; it works only inside a unit of work. */
export const prisma = new PrismaClient({ adapter: new PrismaPg(new BoundPool()) })

type Model = Exclude<keyof typeof prisma, `$${string}` | symbol>

/**
 * Prisma merges `findUnique` calls of one tick into one query, also those of different requests: under row-level
 * security that would run one person's look-up as another. `findFirst` is never merged.
 */
type Merged = 'findUnique' | 'findUniqueOrThrow'
type Reads = 'findFirst' | 'findFirstOrThrow' | 'findMany' | 'count' | 'aggregate' | 'groupBy'

export type ReadPrisma = { [M in Model]: Pick<(typeof prisma)[M], Reads & keyof (typeof prisma)[M]> }
export type WritePrisma = { [M in Model]: Omit<(typeof prisma)[M], Merged> }
