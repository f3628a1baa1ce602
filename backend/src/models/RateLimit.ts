import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { db } from '../config/database.ts'
import { keys } from '../config/runtime.ts'
import { authIdentity } from '../utils/context.ts'

/** Each count is a transaction of its own, so that it stays when the request that it counts fails. */
const storeClient = {
  async query({ text, values }: { text: string; values: unknown[] }) {
    const rows = await db.write(authIdentity, (tx) => {
      tx.withoutAudit('counters hold no person, only keyed hashes')
      return tx.many(text, values)
    })
    return { rows, rowCount: rows.length }
  },
}

const seconds = (ms: number) => Math.max(1, Math.ceil(ms / 1000))

/** So many points in so many seconds from the first one on, for each subject. */
export class RateLimit {
  readonly #name: string
  readonly #points: number
  readonly #store: RateLimiterPostgres

  constructor(name: string, points: number, duration: number) {
    this.#name = name
    this.#points = points
    this.#store = new RateLimiterPostgres({
      storeClient,
      storeType: 'client',
      tableName: 'rate_limits',
      tableCreated: true,
      keyPrefix: name,
      points,
      duration,
      // The nightly housekeeping does it.
      clearExpiredByTimeout: false,
    })
  }

  /** Addresses and accounts are not to be read out of the table. */
  #key(subject: string): string {
    return keys.mac('rate-limit', `${this.#name}|${subject}`).toString('base64url')
  }

  /** Seconds until there is another try; 0 when there is one now. */
  async wait(subject: string): Promise<number> {
    const state = await this.#store.get(this.#key(subject))
    return state && state.consumedPoints >= this.#points ? seconds(state.msBeforeNext) : 0
  }

  /** Counts one, or several at once. @returns 0, or the seconds to wait when that was one too many. */
  async count(subject: string, points = 1): Promise<number> {
    try {
      await this.#store.consume(this.#key(subject), points)
      return 0
    } catch (refused) {
      if (refused instanceof RateLimiterRes) return seconds(refused.msBeforeNext)
      throw refused
    }
  }

  /** Takes a count back, of a try that turned out to be right. */
  async giveBack(subject: string): Promise<void> {
    await this.#store.reward(this.#key(subject), 1)
  }
}
