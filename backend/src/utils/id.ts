import { v7 } from 'uuid'

/** A new UUID that grows with time (RFC 9562, version 7), so that fresh rows stand together in an index. */
export function newId(): string {
  return v7()
}
