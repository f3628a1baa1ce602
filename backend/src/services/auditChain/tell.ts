import { open } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { db } from '../../config/database.ts'
import { env, keys } from '../../config/runtime.ts'
import * as AuditAnchor from '../../models/AuditAnchor.ts'
import * as AuditSeal from '../../models/AuditSeal.ts'
import type { AppIdentity, Context } from '../../utils/context.ts'
import { newId } from '../../utils/id.ts'
import { toInstant } from '../../utils/time.ts'
import { type Carrier, CarrierError } from '../carrier.ts'
import { type Anchor, AnchorError, lineOf, makeAnchor } from './anchor.ts'
import { putAnchor } from './bucket.ts'

type Teller = (anchor: Anchor, isFirst: boolean) => Promise<void>

const AGAIN_AFTER_MINUTES = 5

/**
 * Tells the newest root of the chain at every destination where it is due: enough time or enough rows since the last one,
 * or a try that failed a while ago.
 */
export async function tellAnchors(ctx: Context<AppIdentity>, mail: Carrier | null): Promise<void> {
  const tellers = tellersOf(mail)
  const destinations = [...tellers.keys()]
  if (destinations.length === 0) return
  const { root, log, states } = await db.read(ctx.identity, async (tx) => {
    tx.withoutAudit('a hash of the log concerns nobody')
    const [root, { logId }] = [await AuditSeal.newestRoot(tx), await AuditSeal.state(tx)]
    return { root, log: logId, states: await AuditAnchor.states(tx, destinations) }
  })
  if (!root) return
  for (const [destination, tell] of tellers) {
    const before = states.find((state) => state.destination === destination) ?? null
    if (!isDue(before, root.ordinal, ctx.now)) continue
    const at = ctx.now.toString({ smallestUnit: 'second' })
    const { ordinal, seq, chainHash } = root
    const anchor = makeAnchor({ log, ordinal, seq, hash: chainHash.toString('hex'), at }, keys)
    const failure = await failureOf(tell(anchor, before?.goodAt == null))
    await db.write(ctx.identity, async (tx) => {
      tx.withoutAudit('a hash of the log concerns nobody')
      AuditAnchor.insert(tx, { id: newId(), at: ctx.now.toString(), destination, ordinal, chainHash, failure })
    })
  }
}

/** Whether an anchor is to be told now. */
export function isDue(before: AuditAnchor.AnchorState | null, ordinal: string, now: Temporal.Instant): boolean {
  if (!before) return true
  if (before.goodOrdinal === ordinal) return false
  const since = (then: Date) => now.since(toInstant(then)).total('minutes')
  if (before.failure !== null) return since(before.lastAt) >= AGAIN_AFTER_MINUTES
  const rows = BigInt(ordinal) - BigInt(before.goodOrdinal ?? 0)
  return rows >= BigInt(env.auditAnchors.rows) || since(before.lastAt) >= env.auditAnchors.minutes
}

function tellersOf(mail: Carrier | null): Map<AuditAnchor.AnchorDestination, Teller> {
  const { file, bucket, mail: address } = env.auditAnchors
  const tellers = new Map<AuditAnchor.AnchorDestination, Teller>()
  if (file) tellers.set('file', (anchor, isFirst) => appendTo(file, anchor, isFirst))
  if (bucket) tellers.set('s3', (anchor) => putAnchor(bucket, anchor))
  if (address) tellers.set('mail', (anchor) => sendTo(address, anchor, mail))
  return tellers
}

/** The destinations that the environment names. */
export const anchorDestinations = (): AuditAnchor.AnchorDestination[] => [...tellersOf(null).keys()]

/**
 * Adds a line, and waits until it is on the disk. Only the first makes the file: one that has gone is not made anew, as
 * nobody would see that the lines before are missing.
 */
export async function appendTo(path: string, anchor: Anchor, isFirst: boolean): Promise<void> {
  const file = await open(path, 'a', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw new AnchorError(REASONS[error.code ?? ''] ?? 'The anchor file cannot be opened')
  })
  try {
    const { size } = await file.stat()
    if (size === 0 && !isFirst) throw new AnchorError('The anchor file is gone or empty: put it back')
    await file.appendFile(lineOf(anchor))
    await file.datasync()
  } catch (error) {
    throw error instanceof AnchorError ? error : new AnchorError('The anchor file cannot be written')
  } finally {
    await file.close()
  }
}

const REASONS: Record<string, string> = {
  ENOENT: 'The folder of the anchor file is not there',
  EACCES: 'The anchor file may not be written',
  EPERM: 'The anchor file may not be written',
  EROFS: 'The anchor file may not be written',
  ENOSPC: 'The disk of the anchor file is full',
}

async function sendTo(to: string, anchor: Anchor, mail: Carrier | null): Promise<void> {
  if (!mail) throw new AnchorError('No mail server is set up')
  await mail({
    id: newId(),
    to,
    subject: 'Anchor of the audit log',
    body: `Keep this mail: it shows later whether the audit log was changed.\n\n${lineOf(anchor)}`,
    url: null,
    createdAt: Temporal.Now.instant(),
    attempt: 1,
  })
}

const PATIENCE_MS = 30_000

async function failureOf(telling: Promise<void>): Promise<string | null> {
  const waiting = new AbortController()
  const late = sleep(PATIENCE_MS, undefined, { signal: waiting.signal }).then(
    () => Promise.reject(new AnchorError('It took too long')),
    () => undefined,
  )
  try {
    await Promise.race([telling, late])
    return null
  } catch (error) {
    return error instanceof AnchorError || error instanceof CarrierError ? error.message : 'It broke off'
  } finally {
    waiting.abort()
  }
}
