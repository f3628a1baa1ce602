import type { Socket } from 'node:net'
import type pg from 'pg'
import { databaseCode } from './databaseErrors.ts'
import { databaseObserver } from './databaseObserver.ts'
import type { Actor, WriteTx } from './database.ts'
import { env } from './runtime.ts'

const statementNames = new Map<string, string>()
function statementName(text: string): string | undefined {
  if (!env.preparedStatements) return undefined
  const known = statementNames.get(text)
  if (known) return known
  const name = `s${statementNames.size}`
  statementNames.set(text, name)
  return name
}

const socketOf = (client: pg.PoolClient) => (client as unknown as { connection: { stream: Socket } }).connection.stream

/** What PostgreSQL answers to whatever comes after a statement that failed. */
const AFTERMATH = '25P02'

/** One transaction on one connection. Statements that are issued in one go travel in one packet. */
export class UnitOfWork implements Omit<WriteTx, 'prisma'> {
  readonly writing = true
  /** Begins the transaction; null where it has begun already. */
  readonly opening: string | null = 'BEGIN'
  accounted = false
  readonly patientIds = new Set<string>()
  /** The commit is on its way: whether it happens is known only from its answer. */
  committing = false
  actor!: Actor
  readonly #client: pg.PoolClient
  #failure: unknown
  #abandoned: Error | undefined
  #held = false
  #answeredAt = 0
  #ended: Promise<void> | undefined

  constructor(client: pg.PoolClient) {
    this.#client = client
  }

  /** Loaded when a deed asks for it, which few do: Prisma's compiler of queries takes tens of megabytes. */
  async prisma(): Promise<never> {
    return (await import('./prismaBridge.ts')).prisma as never
  }

  async many<T extends object>(text: string, values: readonly unknown[] = []): Promise<T[]> {
    return (await this.query(text, values)).rows as T[]
  }

  async one<T extends object>(text: string, values: readonly unknown[] = []): Promise<T | null> {
    return ((await this.query(text, values)).rows[0] as T | undefined) ?? null
  }

  async run(text: string, values: readonly unknown[] = []): Promise<number> {
    return (await this.query(text, values)).rowCount ?? 0
  }

  send(text: string, values: readonly unknown[] = []): void {
    void this.query(text, values)
  }

  markAudited(patientIds: readonly string[]): void {
    this.accounted = true
    for (const id of patientIds) this.patientIds.add(id)
  }

  withoutAudit(_reason: string): void {
    this.accounted = true
  }

  /** Sends a prepared statement together with whatever else is issued before the event loop turns. */
  query(text: string, values: readonly unknown[]): Promise<pg.QueryResult> {
    if (this.#ended) throw new Error('The transaction has ended')
    return this.#issue(text, values)
  }

  #issue(text: string, values: readonly unknown[]): Promise<pg.QueryResult> {
    this.#hold()
    const sentAt = performance.now()
    const answer = this.#client.query({ name: statementName(text), text, values: values as unknown[] })
    // Also handled here, so that a failure which nobody awaits comes up at the commit and not as an unhandled one.
    answer.then(
      ({ rowCount }) => this.#answered(text, sentAt, rowCount ?? 0),
      (error: unknown) => (this.#failure ??= error),
    )
    return answer
  }

  /** What an error stands for: where PostgreSQL only says that something failed before, that; and our own hanging up. */
  causeOf(error: unknown): unknown {
    if (this.#abandoned) return this.#abandoned
    return databaseCode(error) === AFTERMATH ? (this.#failure ?? error) : error
  }

  /**
   * Ends the transaction.
   * @throws what a statement failed with that nobody awaited; after an error that the work has swallowed PostgreSQL
   * answers COMMIT by rolling back, and says so only in the tag
   */
  commit(): Promise<void> {
    this.committing ||= !this.#ended
    return (this.#ended ??= this.#end())
  }

  endReading(): void {
    this.#ended ??= this.#end()
    this.#ended.catch(() => undefined)
  }

  async #end(): Promise<void> {
    const { command } = await this.#issue('COMMIT', [])
    if (command !== 'COMMIT') throw this.#failure ?? new Error('The transaction was undone')
  }

  /** Cuts the connection; whatever waits for an answer fails. */
  abandon(reason: Error): void {
    this.#abandoned = reason
    socketOf(this.#client).destroy(reason)
  }

  #hold(): void {
    if (this.#held) return
    this.#held = true
    const socket = socketOf(this.#client)
    socket.cork()
    process.nextTick(() => {
      this.#held = false
      socket.uncork()
    })
  }

  /** Answers come one after the other: a statement's own time begins when the one before it was answered. */
  #answered(text: string, sentAt: number, rows: number): void {
    const now = performance.now()
    databaseObserver.onStatement({ text, ms: now - Math.max(sentAt, this.#answeredAt), rows })
    this.#answeredAt = now
  }
}
