import { chmod, mkdir, rename, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeyRing } from '../../config/keys.ts'
import { Snapshot, type TableShape } from '../../models/Snapshot.ts'
import { z } from 'zod'
import { BackupError } from './backupError.ts'
import { ErasedEntry, writeRegister } from './erasures.ts'
import { APART, FORMAT, type Manifest, type Part, signManifest } from './manifest.ts'
import { hashFile, writeRows, writeText } from './sealedFile.ts'
import { folderOf, type Kind, MANIFEST, prune, removeUnfinished, setName, unfinished } from './sets.ts'

export interface BackupPlan {
  folder: string
  recipients: readonly string[]
  databaseUrl: string
  keepDays: number
  keepKeysDays: number
}

export interface MadeBackup {
  name: string
  folder: string
  rows: number
  bytes: number
  tables: number
  pruned: number
}

/** Tables that are copied at once: the database compresses nothing, so the second keeps our side busy. */
const COPIES_AT_ONCE = 2

/**
 * Takes one moment of the database into a new set: encrypted on the way, read back from the disk, and in its place only
 * when it is whole. Then old ones go.
 *
 * @throws BackupRunningError when one is running; BackupError when the disk does not give back what was written
 */
export async function createBackup(plan: BackupPlan, keys: KeyRing, now: Temporal.Instant): Promise<MadeBackup> {
  await statfs(plan.folder).catch(() => mkdir(plan.folder, { recursive: true, mode: 0o700 }))
  const snapshot = await Snapshot.open(plan.databaseUrl)
  const name = setName(now)
  try {
    await removeUnfinished(plan.folder)
    const facts = await snapshot.facts()
    const tables = await snapshot.tables()
    const erasures = z.array(ErasedEntry).parse(await snapshot.erasures())
    const shared = { ...facts, format: FORMAT, set: name, erasures } as const
    const nothing = { sequences: [], partitions: [], catalogue: {} }
    const apart = tables.filter(isApart)
    const keyParts = await writeParts(plan, 'keys', name, snapshot, apart)
    const rest = tables.filter((table) => !isApart(table))
    const parts = await writeParts(plan, 'sets', name, snapshot, rest)
    const outline = {
      sequences: await snapshot.sequences(),
      partitions: await snapshot.partitions(),
      catalogue: await snapshot.catalogue(),
    }
    await finish(plan, 'keys', { ...shared, kind: 'keys', parts: keyParts, ...nothing }, keys)
    // Last, because whoever sees it may rely on the keys of the same moment.
    await finish(plan, 'sets', { ...shared, kind: 'data', parts, ...outline }, keys)
    await writeRegister(plan.folder, erasures, keys)
    const pruned =
      (await prune(plan.folder, 'sets', plan.keepDays, now)) +
      (await prune(plan.folder, 'keys', plan.keepKeysDays, now))
    return { ...sumOf([...parts, ...keyParts]), name, folder: folderOf(plan.folder, 'sets', name), pruned }
  } finally {
    await snapshot.close()
    for (const kind of ['sets', 'keys'] as const) {
      await rm(unfinished(plan.folder, kind, name), { recursive: true, force: true })
    }
  }
}

const isApart = ({ schema, table }: TableShape) => APART.has(`${schema}.${table}`)

const sumOf = (parts: readonly Part[]) => ({
  rows: parts.reduce((sum, part) => sum + part.rows, 0),
  bytes: parts.reduce((sum, part) => sum + part.bytes, 0),
  tables: parts.length,
})

async function writeParts(
  plan: BackupPlan,
  kind: Kind,
  name: string,
  snapshot: Snapshot,
  tables: readonly TableShape[],
): Promise<Part[]> {
  const folder = unfinished(plan.folder, kind, name)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(join(plan.folder, kind), 0o700)
  const waiting = [...tables]
  const parts: Part[] = []
  const copy = async () => {
    const read = await snapshot.follow()
    for (let table = waiting.shift(); table; table = waiting.shift()) {
      const file = `${table.schema}.${table.table}.copy.zst.age`
      const sealed = await writeRows(join(folder, file), read(table), table.columns.length, plan.recipients)
      parts.push({ ...table, file, ...sealed })
    }
  }
  const copies = Array.from({ length: Math.min(COPIES_AT_ONCE, tables.length) }, copy)
  // Both have to have ended before the folder may be removed.
  const failed = (await Promise.allSettled(copies)).find((copied) => copied.status === 'rejected')
  if (failed) throw failed.reason
  return parts.sort((one, other) => (one.file < other.file ? -1 : 1))
}

async function finish(plan: BackupPlan, kind: Kind, manifest: Manifest, keys: KeyRing): Promise<void> {
  const folder = unfinished(plan.folder, kind, manifest.set)
  for (const { file, sha256 } of manifest.parts) {
    const { sha256: found } = await hashFile(join(folder, file))
    if (found !== sha256) throw new BackupError(`The disk does not give back what was written: ${join(folder, file)}`)
  }
  await writeText(join(folder, MANIFEST), signManifest(manifest, keys), plan.recipients)
  await rename(folder, folderOf(plan.folder, kind, manifest.set))
}
