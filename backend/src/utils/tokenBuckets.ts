import { LRUCache } from 'lru-cache'

interface Bucket {
  tokens: number
  /** Milliseconds of the monotonic clock. */
  filledAt: number
}

/** Subjects at a time; the one that was quiet longest is forgotten, whose bucket has long filled up again. */
const MOST_SUBJECTS = 20_000

/**
 * So many a minute for each subject, all at once if they like: a bucket that holds a minute's worth and fills evenly. It
 * lives in this process and costs a look into a map, so that it can stand before every request.
 */
export class TokenBuckets {
  readonly #perMinute: number
  readonly #clock: () => number
  readonly #buckets = new LRUCache<string, Bucket>({ max: MOST_SUBJECTS })

  /** @param perMinute 0 for no limit */
  constructor(perMinute: number, clock: () => number = () => performance.now()) {
    this.#perMinute = perMinute
    this.#clock = clock
  }

  /** Takes one. @returns 0, or the seconds until there is one again. */
  take(subject: string): number {
    if (this.#perMinute === 0) return 0
    const now = this.#clock()
    const bucket = this.#buckets.get(subject) ?? { tokens: this.#perMinute, filledAt: now }
    const gained = ((now - bucket.filledAt) / 60_000) * this.#perMinute
    bucket.tokens = Math.min(this.#perMinute, bucket.tokens + gained)
    bucket.filledAt = now
    this.#buckets.set(subject, bucket)
    if (bucket.tokens < 1) return Math.ceil(((1 - bucket.tokens) / this.#perMinute) * 60)
    bucket.tokens -= 1
    return 0
  }
}
