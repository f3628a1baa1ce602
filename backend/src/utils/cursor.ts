import type { z } from 'zod'
import { invalidField } from './problem.ts'

/** Makes the opaque place in a list from the ordering values of its last row. */
export function encodeCursor(values: readonly string[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url')
}

/**
 * Reads a cursor; `shapes` are what the database has to be able to read its values as.
 * @throws Problem `invalid` when it is not one of ours.
 */
export function decodeCursor(cursor: string | undefined, shapes: readonly z.ZodType[]): string[] | null {
  if (cursor === undefined) return null
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    const fits = (value: unknown, index: number) =>
      typeof value === 'string' && !value.includes('\0') && shapes[index]!.safeParse(value).success
    if (Array.isArray(values) && values.length === shapes.length && values.every(fits)) return values
  } catch {
    // Falls through: what is not JSON is not a cursor either.
  }
  throw invalidField('/query/cursor', 'Not a cursor of this list')
}

/**
 * Cuts a page out of `limit + 1` rows.
 * @param place the ordering values of a row, as strings that compare in SQL like the row's own
 */
export function toPage<T>(
  rows: T[],
  limit: number,
  place: (row: T) => string[],
): { items: T[]; nextCursor: string | null } {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last ? encodeCursor(place(last)) : null }
}
