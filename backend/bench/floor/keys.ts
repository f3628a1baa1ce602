import { randomBytes } from 'node:crypto'
import type { KeyRing } from '../../src/config/keys.ts'
import type { Unit } from './unit.ts'

export interface Keys {
  contact: string | null
  clinical: string | null
}

const contextOf = (patientId: string, scope: string) => `patient-key|${patientId}|${scope}`

/** The keys that row-level security shows, unwrapped, by patient. */
export async function keysOf(unit: Unit, ring: KeyRing, patientIds: string[]): Promise<Map<string, Keys>> {
  const rows = await unit.rows<{ patient_id: string; scope: keyof Keys; key_id: string; wrapped: Buffer }>(
    'SELECT patient_id, scope, key_id, wrapped FROM patient_keys WHERE patient_id = ANY($1)',
    [patientIds],
  )
  const found = new Map<string, Keys>()
  for (const { patient_id, scope, key_id, wrapped } of rows) {
    const keys = found.get(patient_id) ?? { contact: null, clinical: null }
    keys[scope] = ring.unwrap({ keyId: key_id, wrapped }, contextOf(patient_id, scope)).toString('base64')
    found.set(patient_id, keys)
  }
  return found
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
