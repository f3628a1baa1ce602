import { setTimeout as sleep } from 'node:timers/promises'
import { handOver } from '../services/messageService/handOver.ts'
import { describeError, logger } from '../utils/logger.ts'

/** Mail should be on its way within a second of the deed. */
const EVERY_MS = 500
const AGAIN_AFTER_MS = 5000

/**
 * Gives jobs to the messages that deeds leave. The deeds themselves add none: PostgreSQL lets announcements of new jobs be
 * committed only one at a time, so that all bookings would wait for each other.
 * @param every milliseconds between two looks
 */
export async function keepHandingOver(ending: AbortSignal, every = EVERY_MS): Promise<void> {
  while (!ending.aborted) {
    const pause = await handOver().then(
      () => every,
      (error: unknown) => {
        logger.warn({ error: describeError(error) }, 'messages could not be handed to the queue')
        return AGAIN_AFTER_MS
      },
    )
    await sleep(pause, undefined, { signal: ending }).catch(() => undefined)
  }
}
