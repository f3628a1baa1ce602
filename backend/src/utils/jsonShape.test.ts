import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { isOvergrown, MOST_DEPTH, MOST_VALUES } from './jsonShape.ts'

const overgrown = (text: string) => isOvergrown(Buffer.from(text))
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

describe('the shape of a JSON text', () => {
  it('may be as deep and as wide as we say, and no more', () => {
    expect([overgrown(nested(MOST_DEPTH)), overgrown(nested(MOST_DEPTH + 1))]).toEqual([false, true])
    const list = (length: number) => JSON.stringify(new Array<number>(length).fill(1))
    expect([overgrown(list(MOST_VALUES)), overgrown(list(MOST_VALUES + 1))]).toEqual([false, true])
    const object = Object.fromEntries(Array.from({ length: MOST_VALUES + 1 }, (_, index) => [`k${index}`, 1]))
    expect(overgrown(JSON.stringify(object))).toBe(true)
  })

  it('is not taken from what stands within texts', () => {
    expect(overgrown(JSON.stringify({ note: '[{,'.repeat(20_000) }))).toBe(false)
    expect(overgrown(JSON.stringify({ note: '\\"'.repeat(99) + '['.repeat(99) }))).toBe(false)
    expect(overgrown(`"\\\\"${nested(MOST_DEPTH + 1)}`)).toBe(true)
  })

  it('can be told of half a text, too', () => {
    expect([overgrown(''), overgrown('"abc'), overgrown('"abc\\'), overgrown('}}}')]).toEqual([
      false,
      false,
      false,
      false,
    ])
  })
})
