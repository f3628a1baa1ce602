import { join } from 'node:path'
import { BackupError } from './backupError.ts'
import type { Part } from './manifest.ts'
import { type OpenSet, type Opener, openSet } from './openSet.ts'
import { readRows } from './sealedFile.ts'
import { findSet, setsIn } from './sets.ts'

export interface Verified {
  name: string
  takenAt: string
  tables: number
  rows: number
  bytes: number
  /** The set whose patients' keys were looked at; null when none are kept any more for that time. */
  keysOf: string | null
  /** Whether it was looked at who made it. */
  signatureChecked: boolean
}

/**
 * Decrypts every file of a backup and of the patients' keys that belong to it, and compares all with the manifests:
 * hashes, counts, the form of each row.
 *
 * @throws BackupError naming everything that is wrong
 */
export async function verifyBackup(path: string, opener: Opener): Promise<Verified> {
  const { folder, name } = await findSet(path)
  const kept = await setsIn(folder, 'keys')
  const keysOf = kept.includes(name) ? name : (kept.findLast((other) => other > name) ?? null)
  const data = await openSet(folder, 'sets', name, opener)
  const keySets = keysOf ? [await openSet(folder, 'keys', keysOf, opener)] : []
  const problems: string[] = []
  for (const set of [data, ...keySets]) problems.push(...(await problemsOf(set, opener)))
  if (problems.length > 0) throw new BackupError(`The backup ${name} cannot be relied on`, problems)
  if (!keysOf) throw new BackupError(`No patients' keys belong to ${name}: what is sealed in it cannot be read`)
  const parts = [data, ...keySets].flatMap(({ manifest }) => manifest.parts)
  const sum = (of: (part: Part) => number) => parts.reduce((total, part) => total + of(part), 0)
  return {
    name,
    takenAt: data.manifest.takenAt,
    tables: parts.length,
    rows: sum((part) => part.rows),
    bytes: sum((part) => part.bytes),
    keysOf,
    signatureChecked: opener.keys !== null,
  }
}

async function problemsOf({ path, manifest }: OpenSet, { identities }: Opener): Promise<string[]> {
  const problems: string[] = []
  for (const part of manifest.parts) {
    await readRows(join(path, part.file), part, identities).catch((error: Error) => problems.push(error.message))
  }
  return problems
}
