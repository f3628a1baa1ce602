import type { BucketSettings } from '../../config/anchors.ts'
import type { KeyRing } from '../../config/keys.ts'
import * as AuditChain from '../../models/AuditChain.ts'
import { type Anchor, AnchorError, readAnchors, type ReadAnchors } from './anchor.ts'
import { readBucketAnchors } from './bucket.ts'
import { type Finding, type Verification, type VerificationPlan, verifyChain } from './verify.ts'

export interface CheckPlan extends Omit<VerificationPlan, 'anchors'> {
  /** The file that anchors are added to. */
  anchorFile: string | null
  /** The bucket that anchors are put into. */
  bucket?: BucketSettings | null
  /** Further files with anchors: what was kept of mails. */
  furtherFiles?: readonly string[]
  keys: KeyRing | null
}

export interface Check extends Verification {
  /** Whether an anchor's place could not be read at all. */
  isBlind: boolean
  /** What could not be looked at. */
  notes: string[]
}

/** Verifies the chain together with the anchors outside. */
export async function checkLog(asked: CheckPlan): Promise<Check> {
  const { anchorFile, bucket = null, furtherFiles = [], keys, ...plan } = asked
  const ends = await AuditChain.ends(plan.ask)
  const anchors: Anchor[] = []
  const findings: Finding[] = []
  const notes: string[] = keys ? [] : ['Who made the anchors was not looked at: HMS_KEYS is not set']
  for (const path of [...(anchorFile ? [anchorFile] : []), ...furtherFiles]) {
    const read = await readAnchors(path, keys)
    const known = path === anchorFile ? await AuditChain.anchoredUpTo(plan.ask, 'file') : null
    const missing = read.isThere ? cutOff(read.anchors, known) : notThere(known, path === anchorFile)
    if (missing) findings.push(missing)
    else if (!read.isThere) notes.push('No anchor was written yet')
    if (read.forged.length > 0) findings.push(forged(read.forged))
    for (const [key, count] of Object.entries(read.retired ?? {}))
      notes.push(`${count} anchors of the key ${key}, which HMS_KEYS does not hold, were not looked at`)
    anchors.push(...read.anchors.filter(({ log }) => log === ends.logId))
  }
  const put = bucket && (await inBucket(bucket, ends.logId, asked))
  if (put) {
    anchors.push(...put.anchors)
    findings.push(...put.findings)
    notes.push(...put.notes)
  }
  if (!anchorFile && !bucket && furtherFiles.length === 0) {
    notes.push('Without anchors a chain that was written anew, or cut off, cannot be told from the true one')
  }
  const verified = await verifyChain({ ...plan, anchors })
  return { ...verified, findings: [...verified.findings, ...findings], notes, isBlind: put?.isBlind ?? false }
}

interface InBucket extends Pick<Check, 'findings' | 'notes' | 'isBlind'> {
  anchors: Anchor[]
}

/** A bucket that cannot be read at the moment keeps nobody from verifying the rest. */
async function inBucket(bucket: BucketSettings, log: string, { ask, from = 1n, keys }: CheckPlan): Promise<InBucket> {
  const known = await AuditChain.anchoredUpTo(ask, 's3')
  let read: ReadAnchors
  try {
    read = await readBucketAnchors(bucket, log, from, keys)
  } catch (error) {
    if (!(error instanceof AnchorError)) throw error
    return { anchors: [], findings: [], notes: [`${error.message}: its anchors were not compared`], isBlind: true }
  }
  const missing = known !== null && BigInt(known) >= from ? cutOff(read.anchors, known, 'bucket', from) : null
  const findings = [...(missing ? [missing] : []), ...(read.forged.length > 0 ? [forged(read.forged, 'bucket')] : [])]
  return {
    anchors: read.anchors,
    findings,
    notes: known === null ? ['No anchor was put into the bucket yet'] : [],
    isBlind: false,
  }
}

/** The ordinal is the first of which nothing is left to show that it was not changed. */
const missingAnchors = (ordinal: string, detail: string): Finding => ({ ordinal, kind: 'anchors-missing', detail })

function notThere(known: string | null, isOwn: boolean): Finding | null {
  if (known === null && isOwn) return null
  return missingAnchors('1', 'The anchor file is not there, though anchors were written to it')
}

type Place = 'file' | 'bucket'
const places = { file: 'The anchor file', bucket: 'The bucket' } as const

/** Anchors before `from` were not read. */
function cutOff(anchors: readonly Anchor[], known: string | null, place: Place = 'file', from = 1n): Finding | null {
  if (known === null) return null
  const highest = anchors.reduce((high, { ordinal }) => (BigInt(ordinal) > high ? BigInt(ordinal) : high), from - 1n)
  if (highest >= BigInt(known)) return null
  return missingAnchors(
    String(highest + 1n),
    `${places[place]} ends at ${highest}, but anchors up to ${known} were written to it`,
  )
}

const forged = (lines: readonly number[], place: Place = 'file'): Finding => ({
  ordinal: '1',
  kind: 'anchors-forged',
  detail: `${places[place]} holds what this hospital's keys did not make, or what was changed: ${lines.slice(0, 10).join(', ')}`,
})
