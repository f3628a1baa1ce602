import { setTimeout as sleep } from 'node:timers/promises'
import { seal } from '../services/auditChain/seal.ts'
import { describeError, logger } from '../utils/logger.ts'

/** A row is sealed within a second of its commit. */
const EVERY_MS = 500
const AGAIN_AFTER_MS = 5000

/**
 * Seals the audit log as it grows. Any number of processes may do so; one of them does the work at a time.
 * @param every milliseconds between two looks
 */
export async function keepSealing(ending: AbortSignal, every = EVERY_MS): Promise<void> {
  while (!ending.aborted) {
    const pause = await seal().then(
      () => every,
      (error: unknown) => {
        logger.warn({ error: describeError(error) }, 'the audit log could not be sealed')
        return AGAIN_AFTER_MS
      },
    )
    await sleep(pause, undefined, { signal: ending }).catch(() => undefined)
  }
}
