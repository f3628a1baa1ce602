import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** The `.json` and `.ndjson` files of a folder and its subfolders, in the order of their names, or the one file. */
export async function findFiles(path: string): Promise<{ files: string[]; ignored: number }> {
  if (!(await stat(path)).isDirectory()) return { files: [path], ignored: 0 }
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  const found = entries.filter((entry) => entry.isFile() || entry.isSymbolicLink())
  const files = found
    .filter(({ name }) => /\.(nd)?json$/i.test(name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()
  return { files, ignored: found.length - files.length }
}
