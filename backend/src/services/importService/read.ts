import type { z } from 'zod'
import { type Entry, firstIssue } from './bundle.ts'
import { UnreadableFile } from './unreadable.ts'

/**
 * A resource by its schema.
 * @throws UnreadableFile that names the place of what is wrong, not its value.
 */
export function read<T extends z.ZodType>(schema: T, entry: Entry): z.infer<T> {
  const parsed = schema.safeParse(entry.resource)
  if (!parsed.success) throw new UnreadableFile(`${entry.label}: ${firstIssue(parsed.error)}`)
  return parsed.data
}
