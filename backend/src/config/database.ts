import type { Role } from '@hms/contract/permissions'
import { LRUCache } from 'lru-cache'
import type pg from 'pg'
import type { Identity, UserIdentity } from '../utils/context.ts'
import { Problem } from '../utils/problem.ts'
import { currentClient } from './currentClient.ts'
import { databaseObserver } from './databaseObserver.ts'
import { isConnectionLost, isRetryable, translateDatabaseError } from './databaseErrors.ts'
import { createPool, REQUEST_PATIENCE_MS, SYSTEM_PATIENCE_MS } from './pool.ts'
import type { ReadPrisma, WritePrisma } from './prismaBridge.ts'
import { openReplica } from './replica.ts'
import { env } from './runtime.ts'
import { UnitOfWork } from './unitOfWork.ts'

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
  /** Prisma on this transaction's connection; loaded when it is first asked for. */
  prisma(): Promise<ReadPrisma>
  /** Runs a prepared statement. `text` has to be one of few: each is prepared once per connection. */
  many<T extends object = Row>(text: string, values?: readonly unknown[]): Promise<T[]>
  /** The first row, or null. */
  one<T extends object = Row>(text: string, values?: readonly unknown[]): Promise<T | null>
  /** Runs a statement whose answer nobody needs before the commit, which fails when it failed. */
  send(text: string, values?: readonly unknown[]): void
  /** Patients whom the audit rows of this transaction name so far. */
  readonly patientIds: ReadonlySet<string>
  /** Says that the deed left its trace, and about whom. */
  markAudited(patientIds: readonly string[]): void
  /** Says why this work leaves none: it concerns no patient and no user. */
  withoutAudit(reason: string): void
  /**
   * Has the end of the transaction travel along with what was sent so far, which spares the database a turn. For work that
   * leaves nothing behind, not even an audit row, and asks nothing more.
   */
  endReading(): void
}

/** A transaction that may change things. */
export interface WriteTx extends Omit<ReadTx, 'prisma'> {
  prisma(): Promise<WritePrisma>
  readonly writing: true
  /** Runs a prepared statement and tells how many rows it touched. */
  run(text: string, values?: readonly unknown[]): Promise<number>
}

type Mode = 'read' | 'write'
type Links = Pick<Actor, 'patientId' | 'doctorId'>

const pool = createPool(env.databaseUrl)
const replica = openReplica(pool)

/**
 * Which patient or doctor a user was when last seen. Only a guess, which lets work begin before the database has answered
 * who is asking: the answer is awaited before anything is committed or told, and a wrong guess is made good.
 */
const lastLinks = new LRUCache<string, Links>({ max: 20_000 })
const linksKey = ({ userId, role }: UserIdentity) => `${role}/${userId}`

/** Tells the database who is asking. @throws Problem `session-ended`, `session-locked`, `mfa-required`, `step-up-required` */
async function enter(tx: UnitOfWork, mode: Mode, identity: Identity): Promise<Links> {
  if (identity.kind === 'app') {
    void tx.query('SELECT hms_begin($1, $2)', [mode, identity.role])
    return { patientId: null, doctorId: null }
  }
  const { userId, sessionId, role, needs = { factor: true, proof: false } } = identity
  const row = await tx.one<
    Links & { entered: boolean; missing: 'session-locked' | 'mfa-required' | 'step-up-required' | null }
  >(
    `SELECT entered, patient_id AS "patientId", doctor_id AS "doctorId", missing
       FROM hms_begin_awake($1, $2, $3, $4, $5, $6)`,
    [mode, sessionId, userId, role, needs.factor, needs.proof],
  )
  if (!row?.entered) throw new Problem('session-ended')
  if (row.missing) throw new Problem(row.missing)
  const links = { patientId: row.patientId, doctorId: row.doctorId }
  lastLinks.set(linksKey(identity), links)
  return links
}

function actorOf(identity: Identity, links: Links): Actor {
  if (identity.kind === 'app') return { userId: null, sessionId: null, role: identity.role, ...links }
  const { userId, sessionId, role } = identity
  return { userId, sessionId, role, ...links }
}

/** Work began for another patient or doctor than the user now is; it is undone and done again. */
class WrongGuess extends Error {}

/** The connection went away before the commit was sent: nothing was done. */
class ConnectionLost extends Error {}

async function perform<T>(tx: UnitOfWork, mode: Mode, identity: Identity, work: (tx: never) => Promise<T>): Promise<T> {
  if (tx.opening) void tx.query(tx.opening, [])
  const entering = enter(tx, mode, identity)
  entering.catch(() => undefined)
  const guess = identity.kind === 'user' ? lastLinks.get(linksKey(identity)) : undefined
  tx.actor = actorOf(identity, guess ?? (await entering))
  // Awaited inside: a Prisma call runs where it is awaited, not where it is written.
  const [outcome] = await Promise.allSettled([(async () => await work(tx as never))()])
  const { patientId, doctorId } = await entering
  if (patientId !== tx.actor.patientId || doctorId !== tx.actor.doctorId) throw new WrongGuess()
  if (outcome.status === 'rejected') throw outcome.reason
  if (!tx.accounted) throw new Error('A deed without an audit row')
  return outcome.value
}

/** A first try has no more behind it than this. */
const FRESH_MS = 50

/** The pool has the patience of a whole request: whoever has used up a part of theirs, on a connection lost, has less. */
async function connectWithin(patienceMs: number): Promise<pg.PoolClient> {
  const connecting = pool.connect()
  if (patienceMs > REQUEST_PATIENCE_MS - FRESH_MS) return connecting
  let impatience: NodeJS.Timeout | undefined
  const given = new Promise<never>((_resolve, reject) => {
    impatience = setTimeout(() => {
      // Comes too late, if at all.
      connecting.then((client) => client.release()).catch(() => undefined)
      reject(new Error('timeout exceeded'))
    }, patienceMs)
  })
  return Promise.race([connecting, given]).finally(() => clearTimeout(impatience))
}

async function attempt<T>(
  mode: Mode,
  identity: Identity,
  work: (tx: never) => Promise<T>,
  patienceMs: number,
): Promise<T> {
  const asked = performance.now()
  const client = await connectWithin(patienceMs)
  const waited = performance.now() - asked
  databaseObserver.onAcquire(waited)
  const tx = new UnitOfWork(client)
  const impatience = setTimeout(() => tx.abandon(new Error('timeout exceeded')), Math.max(patienceMs - waited, 1))
  let broken = false
  try {
    const result = await currentClient.run(client, () => perform(tx, mode, identity, work))
    await tx.commit()
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch(() => (broken = true))
    const cause = tx.causeOf(error)
    throw broken && isConnectionLost(cause) && !tx.committing ? new ConnectionLost('', { cause }) : cause
  } finally {
    clearTimeout(impatience)
    client.release(broken)
  }
}

const TRIES = 5

/**
 * Whether the same work may succeed a moment later. A lost connection is tried once more, for it may have been cut while
 * it was idle, unless the commit was on its way: then nobody knows whether it happened.
 */
function isWorthAnotherTry(error: unknown, tried: number): boolean {
  if (error instanceof ConnectionLost) return tried === 1
  return (error instanceof WrongGuess || isRetryable(error)) && tried < TRIES
}

async function transact<T>(
  mode: Mode,
  identity: Identity,
  work: (tx: never) => Promise<T>,
  began = performance.now(),
): Promise<T> {
  const patience = identity.role === 'system' ? SYSTEM_PATIENCE_MS : REQUEST_PATIENCE_MS
  for (let tried = 1; ; tried++) {
    const ended = (outcome: 'committed' | 'refused' | 'failed') =>
      databaseObserver.onTransaction({ mode, ms: performance.now() - began, tries: tried, outcome })
    try {
      const result = await attempt(mode, identity, work, patience - (performance.now() - began))
      ended('committed')
      return result
    } catch (error) {
      if (isWorthAnotherTry(error, tried)) {
        if (isRetryable(error)) await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** tried))
        continue
      }
      const known = translateDatabaseError(error instanceof ConnectionLost ? error.cause : error)
      ended(known instanceof Problem && known.status < 500 ? 'refused' : 'failed')
      throw known
    }
  }
}

/** Reads on the replica and then has the primary commit the audit row, which also asks there whether the session lives. */
async function readReplica<T>(identity: Identity, work: (tx: ReadTx) => Promise<T>): Promise<T> {
  const began = performance.now()
  const there = await replica?.attempt(async (tx, client) => {
    const result = await currentClient.run(client, () => perform(tx, 'read', identity, work))
    return { result, kept: tx.kept }
  })
  if (!there) return transact('read', identity, work, began)
  const record = async (tx: ReadTx) => {
    for (const { text, values } of there.kept) tx.send(text, values)
    tx.withoutAudit('the row is among what was kept, unless the work has said why there is none')
  }
  await transact('read', identity, record, began)
  return there.result
}

/**
 * The only ways to the data: transactions whose first statement says who is asking, one each but for `readReplica`.
 * Work that leaves no audit row and does not say why is rolled back.
 *
 * `work` may be run again, so it does nothing that a rollback cannot undo.
 *
 * @throws Problem `session-ended` when the identity is no longer valid; `session-locked` when nobody was at work for too
 * long or the screen was locked; `mfa-required`, `step-up-required` when its session
 * has not shown what the deed needs; `unavailable` when the database is away, does not
 * answer in time or conflicts do not settle; what a constraint of the database stands for.
 */
export const db = {
  read: <T>(identity: Identity, work: (tx: ReadTx) => Promise<T>): Promise<T> => transact('read', identity, work),
  write: <T>(identity: Identity, work: (tx: WriteTx) => Promise<T>): Promise<T> => transact('write', identity, work),
  /**
   * Like `read`, of a replica where there is one that has caught up. For lists and reports; never for free times, for
   * money, or on the way to a decision.
   */
  readReplica,
  /** Connections of this process: all, those at rest, and work that waits for one. */
  connections: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
  /** Waits for running work and closes the connections. */
  close: async (): Promise<void> => void (await Promise.all([pool.end(), replica?.close()])),
}
