import { Buffer } from 'node:buffer'
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { KeyRing } from '../../config/keys.ts'
import { BackupError } from './backupError.ts'

/**
 * Who was erased, beside the backups and in the manifest of each: a restore of an older one erases the same people again.
 * It holds hashes of ids and no data of anybody, so it is signed and not encrypted.
 */
export const REGISTER = 'erasures.json'

/** A row of `erasures` as JSON; only what a restore goes by is looked at. */
export const ErasedEntry = z.looseObject({
  id: z.uuid(),
  number: z.int().min(1),
  subject_hash: z.string().regex(/^\\x[0-9a-f]{64}$/),
})
export type ErasedEntry = z.infer<typeof ErasedEntry>

const Register = z.strictObject({ erasures: z.string(), mac: z.string() })

const signed = (text: string) => `erasures|${text}`

/** Writes who was erased beside the backups, in one step: whoever reads it finds the former one or the new one. */
export async function writeRegister(folder: string, entries: readonly object[], keys: KeyRing): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const text = JSON.stringify(entries)
  const content = JSON.stringify({ erasures: text, mac: keys.mac('backup', signed(text)).toString('base64') })
  const path = join(folder, REGISTER)
  await writeFile(`${path}.new`, `${content}\n`, { mode: 0o600, flush: true })
  await chmod(`${path}.new`, 0o600)
  await rename(`${path}.new`, path)
}

/**
 * Who was erased by what stands beside the backups; nobody where there is no such file.
 * @throws BackupError when it was not written by this hospital: neither leaving it out nor believing it would do
 */
export async function readRegister(folder: string, keys: KeyRing): Promise<ErasedEntry[]> {
  const path = join(folder, REGISTER)
  const content = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (content === null) return []
  try {
    const { erasures, mac } = Register.parse(JSON.parse(content))
    if (keys.verifiesMac('backup', signed(erasures), Buffer.from(mac, 'base64'))) {
      return z.array(ErasedEntry).parse(JSON.parse(erasures))
    }
  } catch {
    // Told below: what cannot be read is not ours either.
  }
  throw new BackupError(`${path} was damaged, or written by somebody without HMS_KEYS`, [
    'It says who was erased. Take another copy of it; without it they would be back.',
  ])
}
