/** Chance that depends on nothing but its place: the same row gets the same values in every run, in any order. */

/** Mixes two whole numbers to 32 even bits (the finaliser of MurmurHash3). */
export function mix(a: number, b: number): number {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** One of a list, by the place of the row and the topic. */
export function pick<T>(items: readonly T[], row: number, topic: number): T {
  return items[mix(row, topic) % items.length] as T
}

/** In [0, 1). */
export const share = (row: number, topic: number) => mix(row, topic) / 2 ** 32

export type Kind = 'user' | 'doctor' | 'patient' | 'visit' | 'bill' | 'payment' | 'visitType'
const kinds: Record<Kind, string> = {
  user: '1',
  doctor: '2',
  patient: '3',
  visit: '4',
  bill: '5',
  payment: '6',
  visitType: '7',
}

/** A UUID of version 7: in order of time, as the application makes them, and unique by kind and number. */
export function idOf(kind: Kind, number: number, epochMs: number): string {
  const time = epochMs.toString(16).padStart(12, '0')
  const chance = mix(number, 7)
  const first = (0x7000 | (chance & 0xfff)).toString(16)
  const second = (0x8000 | ((chance >>> 12) & 0x3fff)).toString(16)
  const rest = kinds[kind] + number.toString(16).padStart(11, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-${first}-${second}-${rest}`
}

export function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}

/** A moment as PostgreSQL reads it, to the second. */
export const sqlTime = (epochMs: number) => `${new Date(epochMs).toISOString().slice(0, 19)}Z`
export const sqlDate = (epochMs: number) => new Date(epochMs).toISOString().slice(0, 10)
