import { RateLimit } from '../models/RateLimit.ts'
import { reportFault } from '../utils/faults.ts'
import { LRUCache } from 'lru-cache'

interface Account {
  /** Deeds that the database has not been told of. */
  untold: number
  /** Nothing more before this; milliseconds of the monotonic clock. */
  closedUntil: number
}

const MOST_SUBJECTS = 20_000

/**
 * So many deeds an hour for each person, whichever process they reach and however often those start again. The count is
 * in the database, which is told of every `step` deeds at once: so what is done many times a minute costs no write each
 * time, and the bound holds but for less than `step` deeds in each process. With a step of 1 a deed waits for the count,
 * otherwise it is made behind its back.
 */
export class SharedAllowance {
  readonly #perHour: number
  readonly #step: number
  readonly #limit: RateLimit
  readonly #accounts = new LRUCache<string, Account>({ max: MOST_SUBJECTS })

  /** @param perHour 0 for no limit */
  constructor(name: string, perHour: number, wantedStep: number) {
    this.#perHour = perHour
    this.#step = Math.max(1, Math.min(wantedStep, Math.floor(perHour / 10)))
    this.#limit = new RateLimit(name, perHour, 3600)
  }

  /** Counts one. @returns 0, or the seconds to wait when it is one too many. */
  async take(subject: string): Promise<number> {
    if (this.#perHour === 0) return 0
    const account = this.#accounts.get(subject) ?? { untold: 0, closedUntil: 0 }
    this.#accounts.set(subject, account)
    const left = account.closedUntil - performance.now()
    if (left > 0) return Math.ceil(left / 1000)
    if (++account.untold < this.#step) return 0
    const told = this.#tell(subject, account)
    if (this.#step === 1) return told
    told.catch((error: unknown) => reportFault('an allowance was not counted', error))
    return 0
  }

  async #tell(subject: string, account: Account): Promise<number> {
    const deeds = account.untold
    account.untold = 0
    const wait = await this.#limit.count(subject, deeds)
    if (wait > 0) account.closedUntil = performance.now() + wait * 1000
    return wait
  }
}
