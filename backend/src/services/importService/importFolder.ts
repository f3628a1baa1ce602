import { randomUUID } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Context, systemContext } from '../../utils/context.ts'
import { Problem } from '../../utils/problem.ts'
import { findFiles } from './findFiles.ts'
import { type RunAliases, UnknownReference } from './links.ts'
import { parseFile } from './parse.ts'
import type { ImportedFile } from './records.ts'
import { addCounts, type Counted } from './tally.ts'
import { UnreadableFile } from './unreadable.ts'
import { addFates, type Fates, noFates, writeFile } from './writeFile.ts'

export interface ImportReport {
  /** Files that were taken. */
  taken: number
  /** Files that were left out as a whole, and why. */
  skipped: { file: string; reason: string }[]
  /** Files that are neither `.json` nor `.ndjson`. */
  ignored: number
  fates: Fates
  /** Resources that were read, by type. */
  read: Counted[]
  leftOut: Counted[]
  adapted: Counted[]
}

export interface ImportOptions {
  now: Temporal.Instant
  /** Called when a file is done, or put back until the others are done. */
  onProgress?: (done: number, total: number, file: string) => void
}

/** JSON becomes several times as large in memory; more than this is for a server's bulk interface. */
const MAX_BYTES = 256 * 1024 * 1024

interface Run {
  ctx: Context
  report: ImportReport
  /** By folder: files that belong together lie together. */
  aliases: Map<string, RunAliases>
}

type Verdict = 'done' | { waitsFor: string }

/**
 * Imports the FHIR files of a folder and its subfolders (or one file), one after the other, each in one transaction.
 * Files that refer to people of files that come later wait for them. Repeating an import changes nothing.
 *
 * @throws Problem `unavailable` when the database is away; an error when the path cannot be read.
 */
export async function importFolder(path: string, { now, onProgress }: ImportOptions): Promise<ImportReport> {
  const { files, ignored } = await findFiles(path)
  const report: ImportReport = {
    taken: 0,
    skipped: [],
    ignored,
    fates: noFates(),
    read: [],
    leftOut: [],
    adapted: [],
  }
  const run: Run = { ctx: systemContext(`import-${randomUUID()}`, now), report, aliases: new Map() }
  let waiting = new Map(files.map((file) => [file, '']))
  // Without progress the rest is tried once more without unknown doctors; without progress then, it stays out.
  for (let withoutStrangers = false; waiting.size > 0;) {
    const before = waiting.size
    const still = new Map<string, string>()
    for (const file of waiting.keys()) {
      const verdict = await importOne(run, file, withoutStrangers)
      if (verdict !== 'done') still.set(file, verdict.waitsFor)
      onProgress?.(report.taken + report.skipped.length, files.length, file)
    }
    waiting = still
    if (still.size < before) withoutStrangers = false
    else if (!withoutStrangers) withoutStrangers = true
    else break
  }
  for (const [file, reason] of waiting) report.skipped.push({ file, reason })
  return report
}

async function importOne(run: Run, path: string, withoutStrangers: boolean): Promise<Verdict> {
  const { ctx, report } = run
  try {
    const file = await readOne(path, ctx.now)
    const { fates, leftOut } = await writeFile(ctx, file, { aliases: aliasesOf(run, path), withoutStrangers })
    report.taken++
    addFates(report.fates, fates)
    addCounts(report.read, file.taken)
    addCounts(report.leftOut, [...file.leftOut, ...leftOut])
    addCounts(report.adapted, file.adapted)
  } catch (error) {
    if (error instanceof UnknownReference) return { waitsFor: error.message }
    if (error instanceof Problem && error.code === 'edit-conflict') {
      return { waitsFor: 'Somebody edits the same record at the same time' }
    }
    report.skipped.push({ file: path, reason: reasonOf(error) })
  }
  return 'done'
}

async function readOne(path: string, now: Temporal.Instant): Promise<ImportedFile> {
  const { size } = await stat(path)
  if (size > MAX_BYTES) throw new UnreadableFile(`Larger than ${MAX_BYTES / 1024 / 1024} MiB`)
  return parseFile(await readFile(path), path, now)
}

function aliasesOf({ aliases }: Run, path: string): RunAliases {
  const folder = dirname(path)
  const known = aliases.get(folder) ?? new Map<string, string | null>()
  aliases.set(folder, known)
  return known
}

/** What the person who runs the import has to know. @throws what stops the whole run */
function reasonOf(error: unknown): string {
  if (error instanceof UnreadableFile) return error.message
  if (error instanceof Problem && error.code !== 'unavailable') return `Refused by the database: ${error.code}`
  const code = (error as { code?: unknown }).code
  // Data and integrity errors are the file's (SQLSTATE classes 22 and 23), EACCES and its kind too.
  if (typeof code === 'string' && /^2[23]/.test(code)) return `Refused by the database: ${code}`
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) return `Cannot be read: ${code}`
  throw error
}
