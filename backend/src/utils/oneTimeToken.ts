import { keys } from '../config/runtime.ts'
import { isUuid } from './id.ts'

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

/** Row id and MAC of what has the shape of a token; null for what cannot be one. */
function partsOf(token: string): { id: string; mac: string } | null {
  const [, id = '', mac = ''] = /^(.{36})\.([\w-]{43})$/.exec(token) ?? []
  return isUuid(id) ? { id, mac } : null
}

/** The row that a token names; whether it is genuine is `isGenuine`'s to say. Null for what cannot be a token. */
export function rowIdOf(token: string): string | null {
  return partsOf(token)?.id ?? null
}

export function isGenuine(token: string, row: OneTimeTokenRow): boolean {
  return keys.verifiesMac('one-time-token', bound(row), Buffer.from(partsOf(token)?.mac ?? '', 'base64url'))
}
