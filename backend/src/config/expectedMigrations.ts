import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../../prisma/migrations/', import.meta.url))

/** The migrations that this version of the program was written for. Newer ones in the database do it no harm. */
export function expectedMigrations(): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
}
