import { v7 } from 'uuid'

/** A new UUID that grows with time (RFC 9562, version 7), so that fresh rows stand together in an index. */
export function newId(): string {
  return v7()
}

const shape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Whether a text has the shape of a UUID as we write them, in small letters; `anyCase` takes those of others, too. */
export function isUuid(text: string, { anyCase = false } = {}): boolean {
  return shape.test(anyCase ? text.toLowerCase() : text)
}
