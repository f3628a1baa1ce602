import type { KeyRingStatus, KeyRotation as WireRotation } from '@hms/contract/keys'
import { db } from '../../config/database.ts'
import { KeyError } from '../../config/keys.ts'
import { keys } from '../../config/runtime.ts'
import * as Job from '../../models/Job.ts'
import * as KeyRotation from '../../models/KeyRotation.ts'
import type { AppIdentity, Context, UserContext } from '../../utils/context.ts'
import { newId } from '../../utils/id.ts'
import { logger } from '../../utils/logger.ts'
import { toWireUtc } from '../../utils/time.ts'
import { audit } from '../auditService.ts'
import { deedOf, rotateKeys } from './rotate.ts'
import { ringStatus } from './status.ts'

const TASK = 'rotate-keys'
/** A job works so long and leaves the rest to the next one, so that one whose worker was lost is missed soon. */
const TURN_MS = 30_000

const toWire = (row: KeyRotation.KeyRotationRow): WireRotation => ({
  ...row,
  startedAt: toWireUtc(row.startedAt),
  touchedAt: toWireUtc(row.touchedAt),
  finishedAt: row.finishedAt && toWireUtc(row.finishedAt),
})

/** How it stands with the keys of the ring, for whoever may see that. */
export async function showRing(ctx: UserContext): Promise<KeyRingStatus> {
  await db.read(ctx.identity, async (tx) => {
    tx.withoutAudit('how many rows a key wraps concerns nobody')
    await KeyRotation.findOpen(tx)
  })
  const { keys: all, left, rotation } = await ringStatus()
  return {
    keys: all.map((key) => ({ ...key, firstSeenAt: key.firstSeenAt && toWireUtc(key.firstSeenAt) })),
    left,
    rotation: rotation && toWire(rotation),
  }
}

/** Has the worker rotate to the current key; one that goes on already is called again, and recorded as it was begun. */
export function startRotation(ctx: UserContext): Promise<WireRotation> {
  return db.write(ctx.identity, async (tx) => {
    const begun = await KeyRotation.begin(tx, newId(), keys.currentId)
    const rotation = (await KeyRotation.findOpen(tx))!
    if (begun) await audit(tx, ctx, { ...deedOf('keys.rotate', rotation.id), reason: `to ${rotation.toKey}` })
    else tx.withoutAudit('it was recorded when it began')
    await Job.enqueue(tx, TASK, {}, { jobKey: TASK })
    return toWire(rotation)
  })
}

/** One turn of the work that an administrator has asked for. What stops it stands with the rotation, for them to see. */
export async function rotateInTurns(ctx: Context<AppIdentity>): Promise<void> {
  try {
    const { interrupted } = await rotateKeys(ctx, { signal: AbortSignal.timeout(TURN_MS) })
    if (interrupted) await callAgain(ctx)
  } catch (error) {
    if (!(error instanceof KeyError)) throw error
    logger.error({ error: { name: error.name } }, 'keys could not be rotated: one is missing')
  }
}

const callAgain = (ctx: Context<AppIdentity>) =>
  db.write(ctx.identity, (tx) => {
    tx.withoutAudit('the same rotation goes on')
    return Job.enqueue(tx, TASK, {}, { jobKey: TASK })
  })
