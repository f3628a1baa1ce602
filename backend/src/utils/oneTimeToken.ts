import { keys } from '../config/runtime.ts'

/** The row behind a link that sets a password. */
export interface OneTimeTokenRow {
  id: string
  purpose: string
  userId: string
}

const bound = ({ purpose, id, userId }: OneTimeTokenRow) => `${purpose}|${id}|${userId}`

/**
 * The token of a row, for the link that is being sent: `<row id>.<MAC>`. It is derived anew whenever it is needed and
 * stored nowhere, so that neither the database nor the queue holds a way into an account.
 */
export function oneTimeTokenFor(row: OneTimeTokenRow): string {
  return `${row.id}.${keys.mac('one-time-token', bound(row)).toString('base64url')}`
}

const shape = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([\w-]{43})$/

/** The row that a token names; whether it is genuine is `isGenuine`'s to say. Null for what cannot be a token. */
export function rowIdOf(token: string): string | null {
  return shape.exec(token)?.[1] ?? null
}

export function isGenuine(token: string, row: OneTimeTokenRow): boolean {
  const mac = shape.exec(token)?.[2] ?? ''
  return keys.verifiesMac('one-time-token', bound(row), Buffer.from(mac, 'base64url'))
}
