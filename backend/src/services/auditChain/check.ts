import type { KeyRing } from '../../config/keys.ts'
import * as AuditChain from '../../models/AuditChain.ts'
import { type Anchor, readAnchors } from './anchor.ts'
import { type Finding, type Verification, type VerificationPlan, verifyChain } from './verify.ts'

export interface CheckPlan extends Omit<VerificationPlan, 'anchors'> {
  /** The file that anchors are added to. */
  anchorFile: string | null
  /** Further files with anchors: what was kept of mails or of a bucket. */
  furtherFiles?: readonly string[]
  keys: KeyRing | null
}

export interface Check extends Verification {
  /** What could not be looked at. */
  notes: string[]
}

/** Verifies the chain together with the anchors outside. */
export async function checkLog({ anchorFile, furtherFiles = [], keys, ...plan }: CheckPlan): Promise<Check> {
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
    anchors.push(...read.anchors.filter(({ log }) => log === ends.logId))
  }
  if (!anchorFile && furtherFiles.length === 0) {
    notes.push('Without anchors a chain that was written anew, or cut off, cannot be told from the true one')
  }
  const verified = await verifyChain({ ...plan, anchors })
  return { ...verified, findings: [...verified.findings, ...findings], notes }
}

/** The ordinal is the first of which nothing is left to show that it was not changed. */
const missingAnchors = (ordinal: string, detail: string): Finding => ({ ordinal, kind: 'anchors-missing', detail })

function notThere(known: string | null, isOwn: boolean): Finding | null {
  if (known === null && isOwn) return null
  return missingAnchors('1', 'The anchor file is not there, though anchors were written to it')
}

function cutOff(anchors: readonly Anchor[], known: string | null): Finding | null {
  if (known === null) return null
  const highest = anchors.reduce((high, { ordinal }) => (BigInt(ordinal) > high ? BigInt(ordinal) : high), 0n)
  if (highest >= BigInt(known)) return null
  return missingAnchors(
    String(highest + 1n),
    `The anchor file ends at ${highest}, but anchors up to ${known} were written to it`,
  )
}

const forged = (lines: readonly number[]): Finding => ({
  ordinal: '1',
  kind: 'anchors-forged',
  detail: `Lines of the anchor file that this hospital's keys did not make, or that were changed: ${lines.slice(0, 10).join(', ')}`,
})
