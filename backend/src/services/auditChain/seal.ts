import { db, type WriteTx } from '../../config/database.ts'
import * as AuditSeal from '../../models/AuditSeal.ts'
import { systemIdentity } from '../../utils/context.ts'

/** Rows that one statement seals; a log from before the chain is sealed in as many steps as it takes. */
const BATCH = 2000

/** Up to where this process knows that nothing is left to seal, so that looking at rest costs one statement. */
let knownSealed: string | null = null

/** Seals what was committed since the last time. @returns how many rows */
export async function seal(batch = BATCH): Promise<number> {
  let sealed = 0
  for (;;) {
    const step = await db.write(systemIdentity, async (tx) => {
      tx.withoutAudit('sealing the log is no deed of its own')
      return sealStep(tx, batch)
    })
    sealed += step
    if (step < batch) return sealed
  }
}

/**
 * Numbers are given out in order and committed in any: a row may turn up behind others with higher numbers. So each step
 * looks at everything behind `settled` that has no seal; and `settled` moves only up to a number for which all writers that
 * were at work after it had been given out have ended before the step looks. No row at or below it can turn up any more,
 * all above are looked at again: none is missed.
 */
async function sealStep(tx: WriteTx, batch: number): Promise<number> {
  const last = await AuditSeal.lastSeq(tx)
  if (last === knownSealed || !(await AuditSeal.takeSealersPlace(tx))) return 0
  const state = await AuditSeal.state(tx)
  // Before the sealing statement takes its snapshot, which then has every row of those who have ended.
  const atWork = new Set(await AuditSeal.writersAtWork(tx))
  const haveEnded = !state.pending.some((writer) => atWork.has(writer))
  const sealed = await AuditSeal.sealNext(tx, state.settledSeq, batch)
  const isWhole = sealed.length < batch
  const next = {
    settledSeq: haveEnded ? settledBy(state.pendingSeq, isWhole ? null : sealed.at(-1)!) : state.settledSeq,
    pendingSeq: state.pendingSeq,
    pending: haveEnded ? [] : state.pending,
  }
  if (next.settledSeq === state.pendingSeq) {
    // In this order: whoever gets a number after the first look does not matter to it.
    next.pendingSeq = await AuditSeal.lastSeq(tx)
    next.pending = await AuditSeal.writersAtWork(tx)
  }
  AuditSeal.setState(tx, next)
  knownSealed = isWhole && next.settledSeq === last ? last : null
  return sealed.length
}

/** A step that stopped at its limit has settled nothing behind the last row that it sealed. */
function settledBy(pendingSeq: string, reached: string | null): string {
  return reached !== null && BigInt(reached) < BigInt(pendingSeq) ? reached : pendingSeq
}
