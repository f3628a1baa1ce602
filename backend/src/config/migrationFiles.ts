/** The migrations of this version, as they stand in their folder. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { MigrationList } from '@prisma/schema-engine-wasm'

export const prismaDir = fileURLToPath(new URL('../../prisma/', import.meta.url))
const folder = join(prismaDir, 'migrations')

/** In their order. */
function migrationNames(): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}

/** The migrations that this version of the program was written for. Newer ones in the database do it no harm. */
export function expectedMigrations(): string[] {
  return existsSync(folder) ? migrationNames() : []
}

/** What the tables are to be, in Prisma's words. */
export function readSchema() {
  const path = join(prismaDir, 'schema.prisma')
  return { path, content: readFileSync(path, 'utf8') }
}

/** Every migration that this version brings, with the checksum that Prisma keeps of an applied one. */
export function knownMigrations(): { name: string; checksum: string }[] {
  return readMigrations().migrationDirectories.map(({ path, migrationFile }) => ({
    name: path,
    checksum: createHash('sha256').update(migrationFile.content.value).digest('hex'),
  }))
}

/** All of them, or `only` those named, as the engine takes them. */
export function readMigrations(only?: ReadonlySet<string>): MigrationList {
  const names = migrationNames().filter((name) => !only || only.has(name))
  const lockPath = join(folder, 'migration_lock.toml')
  return {
    baseDir: folder,
    lockfile: { path: 'migration_lock.toml', content: existsSync(lockPath) ? readFileSync(lockPath, 'utf8') : null },
    shadowDbInitScript: '',
    migrationDirectories: names.map((path) => ({
      path,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(join(folder, path, 'migration.sql'), 'utf8') },
      },
    })),
  }
}

/** What prepares the job queue's tables, which migrating includes. */
const jobsPreparation = new URL('../jobs/prepare.ts', import.meta.url)

/** A short name for the exact content of the migration folder, and of what is done after it. */
export function migrationsHash(): string {
  const hash = createHash('sha256').update(readFileSync(jobsPreparation))
  for (const { path, migrationFile } of readMigrations().migrationDirectories) {
    hash.update(`${path}\0${migrationFile.content.value}\0`)
  }
  return hash.digest('hex').slice(0, 12)
}
