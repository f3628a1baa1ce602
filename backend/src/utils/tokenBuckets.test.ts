import { describe, expect, it } from 'vitest'
import { TokenBuckets } from './tokenBuckets.ts'

describe('a bucket of requests', () => {
  it('gives a minute’s worth at once, then as many as time allows, to each by themself', () => {
    let now = 0
    const buckets = new TokenBuckets(60, () => now)
    const taken = (who: string) => Array.from({ length: 70 }, () => buckets.take(who)).filter((wait) => wait === 0)
    expect([taken('ada').length, taken('ben').length]).toEqual([60, 60])
    now += 5000
    expect(taken('ada').length).toBe(5)
    now += 3_600_000
    expect(taken('ada').length).toBe(60)
  })

  it('says how long to wait, in whole seconds, and keeps its word', () => {
    let now = 0
    const buckets = new TokenBuckets(2, () => now)
    expect([buckets.take('ada'), buckets.take('ada'), buckets.take('ada')]).toEqual([0, 0, 30])
    now += 29_000
    expect(buckets.take('ada')).toBe(1)
    now += 1000
    expect(buckets.take('ada')).toBe(0)
  })

  it('gives everything where there is no limit', () => {
    const buckets = new TokenBuckets(0)
    expect(Array.from({ length: 1000 }, () => buckets.take('ada')).every((wait) => wait === 0)).toBe(true)
  })
})
