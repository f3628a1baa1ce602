import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type CanonicalEvent, canonicalForm, chainHash, GENESIS, rowHash } from './auditChain.ts'

interface Vector {
  says: string
  event: CanonicalEvent
  canonicalForm?: string
  rowHash: string
  ordinal: string
  chainHash: string
}

const vectors = JSON.parse(
  readFileSync(new URL('../../../docs/audit-chain-vectors.json', import.meta.url), 'utf8'),
) as { genesis: string; events: Vector[] }

describe('the canonical form of an audit row', () => {
  it.each(vectors.events)('is hashed as documented: $says', ({ event, rowHash: hash, canonicalForm: form }) => {
    expect(rowHash(event).toString('hex')).toBe(hash)
    if (form) expect(canonicalForm(event).toString('hex')).toBe(form)
  })

  it('differs for every two of them, and when any value changes', () => {
    const [, whole] = vectors.events
    const { event } = whole!
    const changed = Object.entries(event).map(([name, value]) => ({
      ...event,
      [name]: Array.isArray(value) ? [...value, ''] : `${value}0`,
    })) as CanonicalEvent[]
    const hashes = [...vectors.events.map(({ event }) => event), ...changed].map((it) => rowHash(it).toString('hex'))
    expect(new Set(hashes).size).toBe(hashes.length)
  })
})

it('chains the rows from a fixed beginning', () => {
  expect(GENESIS.toString('hex')).toBe(vectors.genesis)
  let head: Buffer = GENESIS
  for (const { ordinal, rowHash: row, chainHash: link } of vectors.events) {
    head = chainHash(BigInt(ordinal), head, Buffer.from(row, 'hex'))
    expect(head.toString('hex')).toBe(link)
  }
})
