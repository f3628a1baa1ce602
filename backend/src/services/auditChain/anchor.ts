import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { KeyRing } from '../../config/keys.ts'

/** A root of the chain as it is told outside the database: one line of JSON. */
export const Anchor = z.strictObject({
  v: z.literal(1),
  /** Which hospital's log. */
  log: z.uuid(),
  ordinal: z.string().regex(/^[1-9]\d{0,18}$/),
  /** The number of the audit row that the ordinal stands for. */
  seq: z.string().regex(/^[1-9]\d{0,18}$/),
  /** The chain's hash at the ordinal, in hexadecimal digits. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.iso.datetime(),
  /** The key of the ring whose derived key the MAC was made with. */
  key: z.string(),
  /** HMAC-SHA256, in hexadecimal digits. */
  mac: z.string().regex(/^[0-9a-f]{64}$/),
})
export type Anchor = z.infer<typeof Anchor>

/** Why an anchor could not be told or read, in words that may be shown. */
export class AnchorError extends Error {}

const PURPOSE = 'audit-anchor'

const saidBy = ({ log, ordinal, seq, hash, at }: Omit<Anchor, 'v' | 'key' | 'mac'>) =>
  ['hms-anchor-1', log, ordinal, seq, hash, at].join('|')

export function makeAnchor(root: Omit<Anchor, 'v' | 'key' | 'mac'>, keys: KeyRing): Anchor {
  return { v: 1, ...root, key: keys.currentId, mac: keys.mac(PURPOSE, saidBy(root)).toString('hex') }
}

export const lineOf = (anchor: Anchor): string => `${JSON.stringify(anchor)}\n`

export interface ReadAnchors {
  /** Whether the file is there. */
  isThere: boolean
  anchors: Anchor[]
  /** Numbers of lines that are none of ours, or were changed; from 1. */
  forged: number[]
  /** Anchors of keys that have left the ring: who made them cannot be told any more, so they show nothing. By key. */
  retired?: Record<string, number>
}

/** Reads a file of anchors. Without keys who made them is not looked at. */
export async function readAnchors(path: string, keys: KeyRing | null): Promise<ReadAnchors> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return { isThere: false, anchors: [], forged: [] }
  const anchors: Anchor[] = []
  const forged: number[] = []
  const retired: Record<string, number> = {}
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const anchor = parsed(line)
    if (anchor && keys && !keys.holds(anchor.key)) retired[anchor.key] = (retired[anchor.key] ?? 0) + 1
    else if (anchor && isOurs(anchor, keys)) anchors.push(anchor)
    else forged.push(index + 1)
  }
  return { isThere: true, anchors, forged, retired }
}

function parsed(line: string): Anchor | null {
  try {
    return parsedAnchor(JSON.parse(line))
  } catch {
    return null
  }
}

export const parsedAnchor = (value: unknown): Anchor | null => Anchor.safeParse(value).data ?? null

/** Whether the hospital's keys made it; without keys that is not looked at. */
export const isOurs = (anchor: Anchor, keys: KeyRing | null) =>
  keys === null || keys.verifiesMac(PURPOSE, saidBy(anchor), Buffer.from(anchor.mac, 'hex'))
