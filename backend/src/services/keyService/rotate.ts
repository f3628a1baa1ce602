import { db } from '../../config/database.ts'
import { KeyError } from '../../config/keys.ts'
import { keys } from '../../config/runtime.ts'
import * as KeyRotation from '../../models/KeyRotation.ts'
import * as RetainedKey from '../../models/RetainedKey.ts'
import {
  type Batch,
  idTokens,
  patientKeys,
  phoneIndexes,
  type Rewrapping,
  storedReplies,
  totpSecrets,
  unnamedFindings,
} from '../../models/Rewrapping.ts'
import { type AppIdentity, authIdentity, type Context, systemIdentity } from '../../utils/context.ts'
import { newId } from '../../utils/id.ts'
import { audit } from '../auditService.ts'
import { countLeft } from './status.ts'

const BATCH = 200

/** What is wrapped anew, in this order: telephone numbers are opened with keys that come last. */
const works: readonly { as: AppIdentity; rewrap: Rewrapping }[] = [
  { as: systemIdentity, rewrap: async (tx) => ({ after: null, rows: await RetainedKey.rewrap(tx) }) },
  { as: systemIdentity, rewrap: storedReplies },
  { as: systemIdentity, rewrap: unnamedFindings },
  { as: authIdentity, rewrap: totpSecrets },
  { as: authIdentity, rewrap: idTokens('sessions') },
  { as: authIdentity, rewrap: idTokens('auth_challenges') },
  { as: systemIdentity, rewrap: phoneIndexes },
  { as: systemIdentity, rewrap: patientKeys },
]

export interface Rotating {
  /** Called after each batch, with the rows done by now. */
  onProgress?: (rows: number) => void
  /** Stops between two batches. */
  signal?: AbortSignal
}

export interface Rotated {
  rows: number
  /** Whether nothing is left. */
  finished: boolean
  /** Whether it was stopped before the end, and goes on when it is called again. */
  interrupted: boolean
}

/** Begins a rotation to the current key, or finds the one that goes on. Recorded by whoever asks. */
async function open(ctx: Context<AppIdentity>): Promise<string> {
  return db.write(ctx.identity, async (tx) => {
    const going = await KeyRotation.findOpen(tx)
    if (going?.toKey === keys.currentId) {
      tx.withoutAudit('it was recorded when it began')
      return going.id
    }
    // The ring has changed since: the one before is given up for this one.
    if (going) await KeyRotation.end(tx, going.id, `Given up for ${keys.currentId}`)
    const id = newId()
    await KeyRotation.begin(tx, id, keys.currentId)
    await audit(tx, ctx, { ...deedOf('keys.rotate', id), reason: `to ${keys.currentId}` })
    return id
  })
}

/** As it stands in the log. */
export const deedOf = (operation: string, id: string) =>
  ({ action: 'E', operation, resourceType: 'KeyRing', resource: { id } }) as const

/**
 * Has the current key of the ring wrap whatever other keys have wrapped, while people work. May be killed at any moment and
 * begun again: what is done is not done twice.
 *
 * Every process has to hold the current key before; docs/keys.md has the order.
 *
 * @throws KeyError when something is wrapped by a key that the ring does not hold; the rest is done by then
 */
export async function rotateKeys(ctx: Context<AppIdentity>, { onProgress, signal }: Rotating = {}): Promise<Rotated> {
  const id = await open(ctx)
  let total = 0
  const done = (rows: number) => onProgress?.((total += rows))
  try {
    await db.write(systemIdentity, (tx) => (tx.withoutAudit('keys concern nobody'), RetainedKey.retain(tx)))
    for (let rows = -1; rows !== 0;) {
      rows = 0
      for (const { as, rewrap } of works) rows += await pass(id, as, rewrap, done, signal)
      if (signal?.aborted) return { rows: total, finished: false, interrupted: true }
    }
    const left = await countLeft()
    await finish(ctx, id, total, left === 0 ? null : `${left} rows could not be done`)
    return { rows: total, finished: left === 0, interrupted: false }
  } catch (error) {
    if (error instanceof KeyError || (error as Error).cause instanceof KeyError) {
      const cause = error instanceof KeyError ? error : ((error as Error).cause as KeyError)
      await finish(ctx, id, total, cause.message)
      throw cause
    }
    throw error
  }
}

/** Goes over all rows of one kind once. @returns how many were done */
async function pass(
  id: string,
  as: AppIdentity,
  rewrap: Rewrapping,
  done: (rows: number) => void,
  signal?: AbortSignal,
): Promise<number> {
  let sum = 0
  for (let after: string[] | null = null, first = true; (first || after) && !signal?.aborted; first = false) {
    const from: string[] | null = after
    const batch: Batch = await db.write(as, (tx) => {
      tx.withoutAudit('the same keys, wrapped by another, concern nobody; the rotation has its rows')
      return rewrap(tx, from, BATCH)
    })
    if (batch.rows > 0) await note(id, batch.rows)
    sum += batch.rows
    done(batch.rows)
    after = batch.after
  }
  return sum
}

const note = (id: string, rows: number) =>
  db.write(systemIdentity, async (tx) => {
    tx.withoutAudit('how far it came')
    KeyRotation.advance(tx, id, rows)
  })

const finish = (ctx: Context<AppIdentity>, id: string, rows: number, failure: string | null) =>
  db.write(ctx.identity, async (tx) => {
    if (!(await KeyRotation.end(tx, id, failure))) return tx.withoutAudit('another process has ended it')
    const outcome = failure === null ? 'success' : 'failed'
    await audit(tx, ctx, {
      ...deedOf('keys.rotated', id),
      outcome,
      reason: failure ?? `to ${keys.currentId}, ${rows} rows`,
    })
  })
