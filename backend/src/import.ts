import { resolve } from 'node:path'
import { describeError } from './utils/logger.ts'
import { Problem } from './utils/problem.ts'

const usage = `Imports FHIR R4 files (.json, .ndjson) of a folder and its subfolders.

  npm run import -- <folder or file>

A file that is not in order is named and left out as a whole. Repeating an import changes nothing.`

/** Shows how far the import is: a bar on a terminal, a line for each file elsewhere. */
function progress(done: number, total: number, file: string): void {
  const name = file.split(/[\\/]/).at(-1)!
  if (!process.stdout.isTTY) {
    console.log(`${done}/${total} ${name}`)
    return
  }
  const width = 24
  const filled = Math.round((done / total) * width)
  const bar = `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`
  const line = `  ${bar} ${done}/${total} ${name}`
  process.stdout.write(`\r\u001B[2K${line.slice(0, (process.stdout.columns || 80) - 1)}`)
  if (done === total) process.stdout.write('\n')
}

/** @returns the exit code: 1 when nothing could be imported or the database failed, else 0 */
async function main(path: string | undefined): Promise<number> {
  if (!path || path === '--help') {
    console.log(usage)
    return path ? 0 : 1
  }
  // Only now, as these want a database, and whoever asks how this is used may have none yet.
  const { db } = await import('./config/database.ts')
  const { importFolder } = await import('./services/importService/importFolder.ts')
  const { formatReport } = await import('./services/importService/report.ts')
  const folder = resolve(path)
  try {
    const report = await importFolder(folder, { now: Temporal.Now.instant(), onProgress: progress })
    console.log(formatReport(report, folder))
    if (report.taken === 0) console.error('\nNothing could be imported.')
    return report.taken === 0 ? 1 : 0
  } catch (error) {
    console.error(`\n${complaint(error, folder)}`)
    return 1
  } finally {
    await db.close()
  }
}

function complaint(error: unknown, folder: string): string {
  if (error instanceof Problem && error.code === 'unavailable') {
    return 'The database is not available. Files that were counted are imported; run the import again for the others.'
  }
  if ((error as { code?: string }).code === 'ENOENT') return `There is no ${folder}`
  return `The import stopped: ${JSON.stringify(describeError(error))}`
}

process.exitCode = await main(process.argv[2])
