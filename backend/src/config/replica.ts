import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { describeError, logger } from '../utils/logger.ts'
import { createPool } from './pool.ts'
import { env } from './runtime.ts'
import { UnitOfWork } from './unitOfWork.ts'

/** How long we wait for a connection to the replica, and for everything that is asked of it; in milliseconds. */
const CONNECT_PATIENCE_MS = 1000
const READ_PATIENCE_MS = 2500
/** How far behind the replica may be, and how often it is asked whether it has caught up. */
const LAG_PATIENCE_MS = 100
const LAG_LOOK_MS = 4
/** How long nothing is asked of a replica that was away, or too far behind. */
const REST_AWAY_MS = 5000
const REST_BEHIND_MS = 500

/**
 * Up to where the primary's log holds what it has acknowledged: as far as it is flushed, or, where commits do not wait
 * for that, as far as it is written.
 */
const POSITION = `SELECT CASE WHEN current_setting('synchronous_commit') = 'off' THEN pg_current_wal_insert_lsn()
                              ELSE pg_current_wal_flush_lsn() END::text AS position, current_user::text AS role`
const CAUGHT_UP = `SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= $1::pg_lsn AS "caughtUp",
                          current_user = $2 AS "sameRole"`

interface Place {
  position: string
  role: string
}

/** A statement that waits to be run on the primary. */
export interface Kept {
  text: string
  values: readonly unknown[]
}

/** A transaction on the replica. The one thing that it writes, its audit row, is kept for the primary. */
export class ReplicaUnitOfWork extends UnitOfWork {
  override readonly opening = null
  readonly kept: Kept[] = []

  override send(text: string, values: readonly unknown[] = []): void {
    this.kept.push({ text, values })
  }
}

/** Everything acknowledged has not arrived there in time. */
class Behind extends Error {}

/** Row-level security would let somebody else's role see other rows than the one whose safety is looked at on the primary. */
class OtherRole extends Error {}

/**
 * Waits until the replica shows everything up to a position of the primary; in the transaction of the work, so that a
 * pooler cannot lead the two to different servers.
 */
async function caughtUp(client: pg.PoolClient, { position, role }: Place): Promise<void> {
  for (const began = performance.now(); ; await sleep(LAG_LOOK_MS)) {
    const { rows } = await client.query<{ caughtUp: boolean | null; sameRole: boolean }>(CAUGHT_UP, [position, role])
    if (!rows[0]?.sameRole) throw new OtherRole()
    if (rows[0].caughtUp) return
    if (performance.now() - began > LAG_PATIENCE_MS) throw new Behind()
  }
}

async function isRolledBack(client: pg.PoolClient): Promise<boolean> {
  return client.query('ROLLBACK').then(
    () => true,
    () => false,
  )
}

function explain(error: unknown): void {
  if (error instanceof Behind) logger.debug('the replica is behind')
  else if (error instanceof OtherRole)
    logger.error('DATABASE_REPLICA_URL names another role than DATABASE_URL; not used')
  else logger.warn({ error: describeError(error) }, 'the replica cannot be asked')
}

/**
 * A copy of the database that follows it. Whoever reads there sees everything that anybody was told is done before the
 * question came: the primary says how far its log goes, and the replica has to have come that far. So it does not matter
 * which process, or who, has written.
 */
class Replica {
  readonly #pool: pg.Pool
  readonly #primary: pg.Pool
  /** Since the process started, in milliseconds. A hint that saves waiting; no answer depends on it. */
  #restsUntil = 0

  constructor(url: string, primary: pg.Pool) {
    this.#pool = createPool(url, CONNECT_PATIENCE_MS)
    this.#primary = primary
  }

  /** Does the work there. @returns null where the primary has to be asked: away, too far behind, or it came out badly. */
  async attempt<T>(work: (tx: ReplicaUnitOfWork, client: pg.PoolClient) => Promise<T>): Promise<T | null> {
    if (performance.now() < this.#restsUntil) return null
    try {
      const { rows } = await this.#primary.query<Place>(POSITION)
      return await this.#transact(rows[0]!, work)
    } catch (error) {
      explain(error)
      this.#restsUntil = performance.now() + (error instanceof Behind ? REST_BEHIND_MS : REST_AWAY_MS)
      return null
    }
  }

  /** What the work itself throws is no fault of the replica's: null, without a rest. */
  async #transact<T>(
    place: Place,
    work: (tx: ReplicaUnitOfWork, client: pg.PoolClient) => Promise<T>,
  ): Promise<T | null> {
    const client = await this.#pool.connect()
    const tx = new ReplicaUnitOfWork(client)
    const impatience = setTimeout(() => tx.abandon(new Error('timeout exceeded')), READ_PATIENCE_MS)
    let broken = false
    try {
      await client.query('BEGIN READ ONLY')
      await caughtUp(client, place)
      const [outcome] = await Promise.allSettled([work(tx, client)])
      if (outcome.status === 'fulfilled') {
        await tx.commit()
        return outcome.value
      }
      await client.query('ROLLBACK')
      return null
    } catch (error) {
      broken = !(error instanceof Behind && (await isRolledBack(client)))
      throw error
    } finally {
      clearTimeout(impatience)
      client.release(broken)
    }
  }

  close(): Promise<void> {
    return this.#pool.end()
  }
}

/** The replica that the environment names, if it names one. */
export function openReplica(primary: pg.Pool): Replica | null {
  return env.databaseReplicaUrl ? new Replica(env.databaseReplicaUrl, primary) : null
}
