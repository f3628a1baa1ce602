import { randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { KeyRing } from '../../src/config/keys.ts'

export type Scope = 'contact' | 'clinical'

interface Known {
  wrapped: Buffer | null
  key: string | null
}

const contextOf = (patientId: string, scope: Scope) => `patient-key|${patientId}|${scope}`

/** As many as the product keeps; used, as there, only where row-level security shows the row they were unwrapped from. */
const unwrapped = new LRUCache<string, Known>({ max: 20_000 })

export const knownKey = (patientId: string, scope: Scope): Known =>
  unwrapped.get(`${patientId}/${scope}`) ?? { wrapped: null, key: null }

/** @returns false when this very key was known already */
export function learn(ring: KeyRing, patientId: string, scope: Scope, keyId: string, wrapped: Buffer): boolean {
  if (knownKey(patientId, scope).wrapped?.equals(wrapped)) return false
  const key = ring.unwrap({ keyId, wrapped }, contextOf(patientId, scope)).toString('base64')
  unwrapped.set(`${patientId}/${scope}`, { wrapped, key })
  return true
}

/** Fresh keys, and the rows to store of them. */
export function makeKeys(ring: KeyRing, patientId: string) {
  const scopes = ['contact', 'clinical'] as const
  const made = scopes.map(() => randomBytes(32))
  const wrapped = made.map((key, n) => ring.wrap(key, contextOf(patientId, scopes[n]!)))
  return {
    contact: made[0]!.toString('base64'),
    clinical: made[1]!.toString('base64'),
    rows: [patientId, scopes, wrapped.map(({ keyId }) => keyId), wrapped.map((key) => key.wrapped)],
  }
}
