/** Compares a database that is being restored with the one that was backed up, before it is committed. */
import { majorOf } from '../../config/serverRelease.ts'
import type { Catalogue } from '../../models/Catalogue.ts'
import type { Restoration } from '../../models/Restoration.ts'
import { BackupError } from './backupError.ts'
import type { Manifest, Part } from './manifest.ts'

/**
 * Each table has as many rows as the backup.
 *
 * @throws BackupError naming every table that has not
 */
export async function compareCounts(restoration: Restoration, parts: readonly Part[]): Promise<void> {
  const wrong: string[] = []
  for (const part of parts) {
    const count = await restoration.count(part)
    if (count !== part.rows) wrong.push(`${part.schema}.${part.table}: ${count} rows instead of ${part.rows}`)
  }
  if (wrong.length > 0) throw new BackupError('Not all rows arrived', wrong)
}

/** Constraints from PostgreSQL 18 on, before it only a property of the column, which the columns tell anyway. */
const NOT_NULL = /: NOT NULL \S+$/

/** What is here and was not there begins with +, what was there and is not here with -. */
function differencesOf(before: Catalogue, after: Catalogue): string[] {
  const linesOf = (catalogue: Catalogue, kind: string) =>
    new Set(catalogue[kind]?.filter((line) => kind !== 'constraints' || !NOT_NULL.test(line)))
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((kind) => {
    const [was, is] = [linesOf(before, kind), linesOf(after, kind)]
    return [
      ...[...was].filter((line) => !is.has(line)).map((line) => `- ${kind}: ${line}`),
      ...[...is].filter((line) => !was.has(line)).map((line) => `+ ${kind}: ${line}`),
    ]
  })
}

/**
 * Everything is as it was, on whatever release of PostgreSQL; the server's roles are its own, and how they differ is told.
 *
 * @returns where this database differs, which `accept` says may be so
 * @throws BackupError naming what differs, or a role of the API that row-level security would not bind
 */
export async function compareCatalogues(
  restoration: Restoration,
  manifest: Manifest,
  accept: boolean,
): Promise<string[]> {
  const now = await restoration.catalogue()
  const free = (now.roles ?? []).filter((line) => /^hms_app: .*\b(superuser|bypassrls)\b/.test(line))
  if (free.length > 0) throw new BackupError('The role hms_app is above row-level security here', free)
  const differences = differencesOf(manifest.catalogue, now)
  const ours = differences.filter((line) => !/^[+-] roles: /.test(line))
  if (ours.length > 0 && !accept) {
    const [there, here] = [manifest.serverNumber, await restoration.serverNumber()].map(majorOf)
    throw new BackupError('The restored database would not be the one that was backed up', [
      ...ours,
      ...(there === here
        ? []
        : [`It was made on PostgreSQL ${there}; ${here} may put the same things in other words.`]),
      'If you have looked at each and it may be so: add --accept-differences.',
    ])
  }
  return differences
}
