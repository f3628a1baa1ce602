/**
 * Where backups stand:
 *   <folder>/sets/20261123T023000Z/    everything but patients' keys
 *   <folder>/keys/20261123T023000Z/    patients' keys of the same moment, for a shorter time
 * each with one file a table and `manifest.json.age`. What has no manifest is not finished and counts for nothing.
 */
import { existsSync } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { BackupError } from './backupError.ts'

export const MANIFEST = 'manifest.json.age'
export type Kind = 'sets' | 'keys'

const shape = /^\d{8}T\d{6}Z$/

/** The name of the set that is taken now, as `20261123T023000Z`; names sort as their times do. */
export const setName = (now: Temporal.Instant): string =>
  now.toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '')

export function timeOf(name: string): Temporal.Instant {
  return Temporal.Instant.from(name.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
}

export const folderOf = (folder: string, kind: Kind, name: string): string => join(folder, kind, name)
export const unfinished = (folder: string, kind: Kind, name: string): string =>
  join(folder, kind, `.${name}.unfinished`)

async function entries(path: string): Promise<string[]> {
  return existsSync(path) ? readdir(path) : []
}

/** The finished sets, oldest first. */
export async function setsIn(folder: string, kind: Kind): Promise<string[]> {
  const names = await entries(join(folder, kind))
  return names.filter((name) => shape.test(name) && existsSync(join(folder, kind, name, MANIFEST))).sort()
}

/** Removes what a backup that was cut short has left. Only while no other one runs. */
export async function removeUnfinished(folder: string): Promise<void> {
  for (const kind of ['sets', 'keys'] as const) {
    const left = (await entries(join(folder, kind))).filter((name) => name.endsWith('.unfinished'))
    for (const name of left) await rm(join(folder, kind, name), { recursive: true, force: true })
  }
}

/** Removes what is older than it is to be kept, but never the newest. @returns how many went. */
export async function prune(folder: string, kind: Kind, keepDays: number, now: Temporal.Instant): Promise<number> {
  const oldest = now.subtract({ hours: keepDays * 24 })
  const old = (await setsIn(folder, kind))
    .slice(0, -1)
    .filter((name) => Temporal.Instant.compare(timeOf(name), oldest) < 0)
  for (const name of old) await rm(folderOf(folder, kind, name), { recursive: true })
  return old.length
}

export interface FoundSet {
  /** The folder that BACKUP_DIR names, or one that was copied from it. */
  folder: string
  name: string
}

/**
 * What a person means by a path: a set, or a folder of sets, of which the newest is taken.
 * @throws BackupError when there is none
 */
export async function findSet(path: string): Promise<FoundSet> {
  const given = resolve(path)
  const known = await stat(given).catch(() => null)
  if (!known) throw new BackupError(`There is no ${given}`)
  if (shape.test(basename(given)) && basename(resolve(given, '..')) === 'sets') {
    return { folder: resolve(given, '../..'), name: basename(given) }
  }
  const newest = (await setsIn(given, 'sets')).at(-1)
  if (newest) return { folder: given, name: newest }
  throw new BackupError(`There is no backup in ${given}`, [
    'Name the folder that holds sets/ and keys/, or one of the folders in sets/.',
  ])
}
