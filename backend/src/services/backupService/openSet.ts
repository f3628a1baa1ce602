import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Decrypter } from 'age-encryption'
import type { KeyRing } from '../../config/keys.ts'
import { BackupError } from './backupError.ts'
import { type Manifest, openManifest } from './manifest.ts'
import { readText } from './sealedFile.ts'
import { folderOf, type Kind, MANIFEST } from './sets.ts'

/** A set whose manifest was opened. */
export interface OpenSet {
  path: string
  manifest: Manifest
}

/** What it takes to open backups. */
export interface Opener {
  identities: readonly string[]
  /** Without them it is not looked at who made the backup. */
  keys: KeyRing | null
}

/**
 * The private keys in a file as `age-keygen` and `npm run backup:keys` write it; one that is itself encrypted with a
 * passphrase (`age -p`) is opened first.
 *
 * @throws BackupError when there is no such file, or no key in it
 */
export async function readIdentities(path: string, passphrase?: string): Promise<string[]> {
  const content = await readFile(path).catch(() => {
    throw new BackupError(`There is no private key at ${path}`)
  })
  const text = isEncrypted(content) ? await unlock(content, path, passphrase) : content.toString()
  const identities = text.match(/^AGE-SECRET-KEY-(PQ-)?1[0-9A-Z]+$/gm) ?? []
  if (identities.length === 0) throw new BackupError(`${path} holds no private key of age (AGE-SECRET-KEY-1…)`)
  return identities
}

const isEncrypted = (content: Buffer) => content.subarray(0, 21).toString() === 'age-encryption.org/v1'

async function unlock(content: Buffer, path: string, passphrase: string | undefined): Promise<string> {
  if (!passphrase) throw new BackupError(`${path} is locked: set BACKUP_PASSPHRASE, or unlock it with \`age -d\``)
  const decrypter = new Decrypter()
  decrypter.addPassphrase(passphrase)
  return decrypter.decrypt(content, 'text').catch(() => {
    throw new BackupError(`BACKUP_PASSPHRASE does not open ${path}`)
  })
}

/** Opens the manifest and sees that every file is there that it names, and no other. @throws BackupError */
export async function openSet(folder: string, kind: Kind, name: string, opener: Opener): Promise<OpenSet> {
  const path = folderOf(folder, kind, name)
  const manifest = openManifest(await readText(join(path, MANIFEST), opener.identities), opener.keys)
  const wanted = kind === 'sets' ? 'data' : 'keys'
  if (manifest.set !== name || manifest.kind !== wanted) {
    throw new BackupError(`${path} holds the ${manifest.kind} of ${manifest.set}: somebody moved or renamed it`)
  }
  const present = new Set(await readdir(path))
  const named = new Set([MANIFEST, ...manifest.parts.map(({ file }) => file)])
  const problems = [
    ...[...named].filter((file) => !present.has(file)).map((file) => `missing: ${file}`),
    ...[...present].filter((file) => !named.has(file)).map((file) => `not part of the backup: ${file}`),
  ]
  if (problems.length > 0) throw new BackupError(`${path} is not whole`, problems)
  return { path, manifest }
}
