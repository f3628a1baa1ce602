import type { Role } from '@hms/contract/permissions'
import pg from 'pg'
import type { Identity } from '../utils/context.ts'
import { describeError, logger } from '../utils/logger.ts'
import { Problem } from '../utils/problem.ts'
import { isRetryable, translateDatabaseError } from './databaseErrors.ts'
import { currentClient, prisma, type ReadPrisma, type WritePrisma } from './prismaBridge.ts'
import { env } from './runtime.ts'

/** Who acts in this transaction, as the database has confirmed it. */
export interface Actor {
  userId: string | null
  sessionId: string | null
  role: Role | 'auth' | 'system'
  patientId: string | null
  doctorId: string | null
}

type Row = Record<string, unknown>

/** A transaction that reads. The database lets it add audit rows and change nothing. */
export interface ReadTx {
  readonly actor: Actor
  readonly prisma: ReadPrisma
  /** Runs a prepared statement. `text` has to be one of few: each is prepared once per connection. */
  many<T extends object = Row>(text: string, values?: readonly unknown[]): Promise<T[]>
  /** The first row, or null. */
  one<T extends object = Row>(text: string, values?: readonly unknown[]): Promise<T | null>
  /** Says that the deed left its trace; called by the audit service. */
  markAudited(): void
  /** Says why this work leaves none: it concerns no patient and no user. */
  withoutAudit(reason: string): void
}

/** A transaction that may change things. */
export interface WriteTx extends Omit<ReadTx, 'prisma'> {
  readonly prisma: WritePrisma
  readonly writing: true
  /** Runs a prepared statement and tells how many rows it touched. */
  run(text: string, values?: readonly unknown[]): Promise<number>
}

const DATE_OID = 1082
const types = {
  // A date has no zone; as a Date it would move with the server's.
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === DATE_OID ? (value: string) => value : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
}

const pool = new pg.Pool({
  connectionString: env.databaseUrl,
  max: env.databasePoolMax,
  // Long enough for hundreds of requests that arrive at once on a small and busy machine to take their turns.
  connectionTimeoutMillis: 30_000,
  idleTimeoutMillis: 30_000,
  application_name: 'hms',
  types,
})
pool.on('error', (error) => logger.warn({ error: describeError(error) }, 'idle database connection lost'))

const statementNames = new Map<string, string>()
function statementName(text: string): string | undefined {
  if (!env.preparedStatements) return undefined
  const known = statementNames.get(text)
  if (known) return known
  const name = `s${statementNames.size}`
  statementNames.set(text, name)
  return name
}

class UnitOfWork implements Omit<WriteTx, 'prisma'> {
  readonly writing = true
  readonly prisma = prisma as never
  accounted = false
  actor!: Actor
  readonly #client: pg.PoolClient

  constructor(client: pg.PoolClient) {
    this.#client = client
  }

  async #query(text: string, values: readonly unknown[]): Promise<pg.QueryResult> {
    return this.#client.query({ name: statementName(text), text, values: values as unknown[] })
  }

  async many<T extends object>(text: string, values: readonly unknown[] = []): Promise<T[]> {
    return (await this.#query(text, values)).rows as T[]
  }

  async one<T extends object>(text: string, values: readonly unknown[] = []): Promise<T | null> {
    return ((await this.#query(text, values)).rows[0] as T | undefined) ?? null
  }

  async run(text: string, values: readonly unknown[] = []): Promise<number> {
    return (await this.#query(text, values)).rowCount ?? 0
  }

  markAudited(): void {
    this.accounted = true
  }

  withoutAudit(_reason: string): void {
    this.accounted = true
  }
}

type Mode = 'read' | 'write'

async function enter(tx: UnitOfWork, mode: Mode, identity: Identity): Promise<Actor> {
  if (identity.kind === 'app') {
    await tx.one('SELECT hms_enter_as($1, $2)', [mode, identity.role])
    return { userId: null, sessionId: null, role: identity.role, patientId: null, doctorId: null }
  }
  const { userId, sessionId, role } = identity
  const row = await tx.one<{ patient_id: string | null; doctor_id: string | null }>(
    'SELECT patient_id, doctor_id FROM hms_enter($1, $2, $3, $4)',
    [mode, sessionId, userId, role],
  )
  if (!row) throw new Problem('session-ended')
  return { userId, sessionId, role, patientId: row.patient_id, doctorId: row.doctor_id }
}

async function attempt<T>(mode: Mode, identity: Identity, work: (tx: never) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  // A connection that dies between two statements would otherwise end the process.
  const onError = (error: Error) => {
    broken = error
  }
  client.on('error', onError)
  try {
    const tx = new UnitOfWork(client)
    await client.query('BEGIN')
    tx.actor = await enter(tx, mode, identity)
    // Awaited inside: a Prisma call runs where it is awaited, not where it is written.
    const result = await currentClient.run(client, async () => await work(tx as never))
    if (!tx.accounted) throw new Error('A deed without an audit row')
    await commit(client)
    return result
  } catch (error) {
    if (!broken) await client.query('ROLLBACK').catch((failure: Error) => (broken = failure))
    throw error
  } finally {
    client.off('error', onError)
    client.release(broken)
  }
}

/** After an error that the work has swallowed, PostgreSQL answers COMMIT by rolling back, and says so only in the tag. */
async function commit(client: pg.PoolClient): Promise<void> {
  const { command } = await client.query('COMMIT')
  if (command !== 'COMMIT') throw new Error('The transaction was undone')
}

const TRIES = 5

async function transact<T>(mode: Mode, identity: Identity, work: (tx: never) => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await attempt(mode, identity, work)
    } catch (error) {
      if (!isRetryable(error) || tried === TRIES) throw translateDatabaseError(error)
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** tried))
    }
  }
}

/**
 * The only ways to the data: one transaction each, whose first statement says who is asking.
 * Work that leaves no audit row and does not say why is rolled back.
 *
 * @throws Problem `session-ended` when the identity is no longer valid; `unavailable` when the database is away or
 * conflicts do not settle; what a constraint of the database stands for.
 */
export const db = {
  read: <T>(identity: Identity, work: (tx: ReadTx) => Promise<T>): Promise<T> => transact('read', identity, work),
  write: <T>(identity: Identity, work: (tx: WriteTx) => Promise<T>): Promise<T> => transact('write', identity, work),
  /** Waits for running work and closes the connections. */
  close: (): Promise<void> => pool.end(),
}
