import { randomBytes } from 'node:crypto'

/** One entry for HMS_KEYS, named after the day. */
export function newKey() {
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '')
  return `k${day}-${randomBytes(2).toString('hex')}:${randomBytes(32).toString('base64')}`
}
