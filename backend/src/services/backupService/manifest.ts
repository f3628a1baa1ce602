import { Buffer } from 'node:buffer'
import { timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { KeyRing } from '../../config/keys.ts'
import { BackupError } from './backupError.ts'
import { ErasedEntry } from './erasures.ts'

/** What this version writes. A version that cannot be read is refused by name. */
export const FORMAT = 'hms-backup/1'

/** Kept apart from everything else and not for long: whose wrapped key is gone from here is erased from all backups. */
export const APART: ReadonlySet<string> = new Set(['public.patient_keys'])

const whole = z.int().min(0)
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

const Part = z.strictObject({
  schema: z.string(),
  table: z.string(),
  columns: z.array(z.string()).min(1),
  file: z.string().regex(/^[\w.-]+\.copy\.zst\.age$/),
  rows: whole,
  /** Of the rows as COPY writes them. */
  plainBytes: whole,
  plainSha256: sha256,
  /** Of the file. */
  bytes: whole,
  sha256,
})
export type Part = z.infer<typeof Part>

const Manifest = z.strictObject({
  format: z.literal(FORMAT),
  set: z.string(),
  kind: z.enum(['data', 'keys']),
  takenAt: z.iso.datetime(),
  hospital: z.string(),
  serverVersion: z.string(),
  serverNumber: whole,
  lsn: z.string(),
  migrations: z.array(z.strictObject({ name: z.string(), checksum: z.string() })),
  queueMigrations: z.array(whole),
  parts: z.array(Part),
  sequences: z.array(
    z.strictObject({ schema: z.string(), name: z.string(), lastValue: z.string(), isCalled: z.boolean() }),
  ),
  partitions: z.array(
    z.strictObject({
      schema: z.string(),
      name: z.string(),
      parentSchema: z.string(),
      parent: z.string(),
      bound: z.string(),
      dividedBy: z.string().nullable(),
      rowSecurity: z.boolean(),
      forced: z.boolean(),
      grants: z.array(z.strictObject({ privilege: z.string(), grantee: z.string() })),
      triggers: z.array(z.string()),
    }),
  ),
  catalogue: z.record(z.string(), z.array(z.string())),
  /** Who was erased by then; backups of before know nobody. */
  erasures: z.array(ErasedEntry).default([]),
})
export type Manifest = z.infer<typeof Manifest>

const Envelope = z.strictObject({
  manifest: z.string(),
  signature: z.strictObject({ keyId: z.string(), mac: z.string() }),
})

/**
 * The text of a manifest with the key ring's signature. The encryption alone would let anybody who knows the public key
 * make up a backup of their own; the signature says that this hospital made it.
 */
export function signManifest(manifest: Manifest, keys: KeyRing): string {
  const text = JSON.stringify(manifest)
  const mac = keys.mac('backup', text).toString('base64')
  return JSON.stringify({ manifest: text, signature: { keyId: keys.currentId, mac } })
}

/**
 * @param keys without them it is not looked at who made the backup
 * @throws BackupError when it is of another format, or not of this hospital
 */
export function openManifest(text: string, keys: KeyRing | null): Manifest {
  const envelope = read(Envelope, text)
  const { keyId, mac } = envelope.signature
  if (keys && !keys.ids.includes(keyId)) {
    throw new BackupError(
      `The backup was signed with the key ${keyId}, which HMS_KEYS does not hold: put it back there`,
    )
  }
  if (keys && !sameBytes(keys.mac('backup', envelope.manifest, keyId), Buffer.from(mac, 'base64'))) {
    throw new BackupError('The signature of the backup is wrong: it was made or changed by somebody without HMS_KEYS')
  }
  const { format } = read(z.looseObject({ format: z.string() }), envelope.manifest)
  if (format !== FORMAT) throw new BackupError(`The backup has the format ${format}; this version reads ${FORMAT}`)
  return read(Manifest, envelope.manifest)
}

function read<T>(schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    throw new BackupError('The manifest of the backup cannot be read')
  }
}

const sameBytes = (one: Buffer, other: Buffer) => one.length === other.length && timingSafeEqual(one, other)
