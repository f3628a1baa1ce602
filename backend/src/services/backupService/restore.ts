import { join } from 'node:path'
import type { KeyRing } from '../../config/keys.ts'
import { knownMigrations } from '../../config/migrationFiles.ts'
import * as ErasureRegister from '../../models/ErasureRegister.ts'
import { Restoration } from '../../models/Restoration.ts'
import { inspectTarget } from '../../models/RestoreTarget.ts'
import { BackupError } from './backupError.ts'
import { compareCatalogues, compareCounts } from './compareRestored.ts'
import { type ErasedEntry, readRegister } from './erasures.ts'
import type { Manifest, Part } from './manifest.ts'
import { type OpenSet, openSet } from './openSet.ts'
import { readRows } from './sealedFile.ts'
import { findSet, type FoundSet, setsIn } from './sets.ts'

export interface RestorePlan {
  /** A set, or a folder of sets, of which the newest is taken. */
  path: string
  /** Name of the set of patients' keys; without it the newest there is, so that who was erased since stays erased. */
  keysOf?: string
  ownerUrl: string
  identities: readonly string[]
  keys: KeyRing
  /** Whether a database that was worked with may be replaced. */
  replace: boolean
  /** Whether a database may differ from the one that was backed up, in policies and the like. */
  acceptDifferences: boolean
  /** Brings the database to these migrations, or to the newest, and prepares the job queue. */
  migrate: (only?: ReadonlySet<string>) => Promise<void>
  /** Told what begins. */
  onStep?: (what: string) => void
}

export interface Restored {
  name: string
  keysOf: string
  takenAt: string
  hospital: string
  rows: number
  tables: number
  /** Patients whose sealed fields nobody can read, because they have no key: erased, or newer than the keys. */
  keyless: number
  /** Patients who were erased since the backup was made, and were erased again. */
  erasedAgain: number
  /** How many sealed fields were opened as a trial. */
  opened: number
  /** Where this database differs and that was accepted, or is for a person to judge. */
  differences: string[]
}

/** How many patients' fields are opened as a trial. */
const SAMPLES = 50

/**
 * Fills a database from a backup: in one transaction, compared with the backup before it is committed, so that a restore
 * that fails leaves the database as it was.
 *
 * @throws BackupError saying what stands in the way, or what differs
 */
export async function restoreBackup(plan: RestorePlan): Promise<Restored> {
  const step = plan.onStep ?? (() => undefined)
  const found = await findSet(plan.path)
  step(`Opening ${join(found.folder, 'sets', found.name)}`)
  const data = await openSet(found.folder, 'sets', found.name, plan)
  const keySet = await openKeySet(found, plan)
  const erased = await erasedBy(found, plan, [data, keySet])
  const only = new Set(data.manifest.migrations.map(({ name }) => name))
  refuseUnknownMigrations(data.manifest)
  await refuseTarget(plan, only)
  step('Preparing the tables as they were')
  await plan.migrate(only)
  const { former, ...filled } = await fill(plan, data, keySet, erased, step)
  step('Bringing the tables to this version')
  await plan.migrate()
  // Of a backup that is older than erasing, this is the first moment at which it can be done.
  const erasedAgain = filled.erasedAgain + (await ErasureRegister.apply(plan.ownerUrl, [...erased, ...former]))
  if (erasedAgain > 0) await ErasureRegister.sweep(plan.ownerUrl)
  const { set: name, takenAt, hospital } = data.manifest
  return { name, keysOf: keySet.manifest.set, takenAt, hospital, ...filled, erasedAgain }
}

/** Everybody of whom the file beside the backups, the newest keys or the backup itself say that they were erased. */
async function erasedBy(found: FoundSet, plan: RestorePlan, sets: readonly OpenSet[]): Promise<ErasedEntry[]> {
  const newest = (await setsIn(found.folder, 'keys')).at(-1)
  const last = newest ? [await openSet(found.folder, 'keys', newest, plan)] : []
  const entries = [
    ...(await readRegister(found.folder, plan.keys)),
    ...[...last, ...sets].flatMap(({ manifest }) => manifest.erasures),
  ]
  return [...new Map(entries.map((entry) => [entry.subject_hash, entry])).values()]
}

async function openKeySet(found: FoundSet, plan: RestorePlan): Promise<OpenSet> {
  const name = plan.keysOf ?? (await setsIn(found.folder, 'keys')).at(-1)
  if (!name) {
    throw new BackupError(`There are no patients' keys in ${join(found.folder, 'keys')}`, [
      'They are kept apart. Copy the folder keys/ beside sets/, too.',
    ])
  }
  return openSet(found.folder, 'keys', name, plan)
}

/** A backup is read by the version that made it, or a newer one. */
function refuseUnknownMigrations({ migrations }: Manifest): void {
  const known = new Map(knownMigrations().map(({ name, checksum }) => [name, checksum]))
  const unknown = migrations.filter(({ name }) => !known.has(name))
  if (unknown.length > 0) {
    throw new BackupError('The backup was made by a newer version of HMS; restore it with that one', [
      ...unknown.map(({ name }) => `this version has no migration ${name}`),
    ])
  }
  const edited = migrations.filter(({ name, checksum }) => known.get(name) !== checksum)
  if (edited.length > 0) {
    throw new BackupError('The migrations of this version are not those that the backup was made with', [
      ...edited.map(({ name }) => `${name} has another content here`),
    ])
  }
}

async function refuseTarget(plan: RestorePlan, only: ReadonlySet<string>): Promise<void> {
  const target = await inspectTarget(plan.ownerUrl)
  if (target.connections > 0) {
    throw new BackupError(`HMS works on this database (${target.connections} connections); stop it first`)
  }
  if (target.used && !plan.replace) {
    throw new BackupError('The database is not empty; restore into an empty one', [
      'If everything in it may go: add --replace.',
    ])
  }
  const newer = target.migrations.filter(({ name }) => !only.has(name))
  if (newer.length > 0) {
    throw new BackupError('The database is already newer than the backup; restore into one that was never migrated', [
      ...newer.map(({ name }) => `the backup has no migration ${name}`),
      'The embedded one: `npm run db:reset`. One of your own: drop and create it.',
    ])
  }
}

interface Filled extends Pick<Restored, 'rows' | 'tables' | 'keyless' | 'opened' | 'differences' | 'erasedAgain'> {
  /** Who the database that was replaced knew to be erased. */
  former: readonly object[]
}

async function fill(
  plan: RestorePlan,
  data: OpenSet,
  keySet: OpenSet,
  erased: readonly ErasedEntry[],
  step: (what: string) => void,
): Promise<Filled> {
  const restoration = await Restoration.begin(plan.ownerUrl)
  try {
    await restoration.alignPartitions(data.manifest.partitions)
    await copyAll(restoration, plan, data, step)
    const { keyless } = await copyKeys(restoration, plan, keySet, step)
    await restoration.setSequences(data.manifest.sequences)
    await compareCounts(restoration, data.manifest.parts)
    step('Trying the keys on sealed fields')
    const opened = await openSamples(restoration)
    await restoration.endWhatRan()
    const erasedAgain = (await restoration.eraseAgain(erased)) ?? 0
    step('Checking every reference and putting the safeguards back')
    await restoration.close()
    const differences = await compareCatalogues(restoration, data.manifest, plan.acceptDifferences)
    await restoration.commit()
    const rows = data.manifest.parts.reduce((sum, part) => sum + part.rows, 0)
    const { former } = restoration
    return { rows, tables: data.manifest.parts.length, keyless, opened, differences, erasedAgain, former }
  } catch (error) {
    await restoration.abandon()
    throw error
  }
}

async function copyAll(
  restoration: Restoration,
  { identities }: RestorePlan,
  { path, manifest }: OpenSet,
  step: (what: string) => void,
): Promise<void> {
  for (const part of manifest.parts) {
    step(`${part.schema}.${part.table}: ${part.rows} rows`)
    await refuseMissingColumns(restoration, part)
    await readRows(join(path, part.file), part, identities, restoration.copyIn(part))
  }
}

async function refuseMissingColumns(restoration: Restoration, part: Part): Promise<void> {
  const columns = await restoration.columnsOf(part)
  const missing = part.columns.filter((column) => !columns?.includes(column))
  if (missing.length === 0) return
  throw new BackupError(`${part.schema}.${part.table} has no ${missing.join(', ')} in this version of HMS`, [
    'Restore with the version that made the backup, and upgrade afterwards.',
  ])
}

async function copyKeys(
  restoration: Restoration,
  { identities }: RestorePlan,
  { path, manifest }: OpenSet,
  step: (what: string) => void,
): Promise<{ keyless: number }> {
  const [part] = manifest.parts
  if (!part) throw new BackupError(`${path} holds no keys`)
  step(`Patients' keys of ${manifest.set}`)
  await readRows(join(path, part.file), part, identities, await restoration.copyKeysIn(part))
  return restoration.settleKeys()
}

async function openSamples(restoration: Restoration): Promise<number> {
  try {
    return await restoration.openSamples(SAMPLES)
  } catch {
    throw new BackupError('Sealed fields do not open: HMS_KEYS is not the key ring of this hospital, or not all of it')
  }
}
