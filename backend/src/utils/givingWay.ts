import { setTimeout as sleep } from 'node:timers/promises'

/**
 * For work that nobody waits for, in the process that people wait for: a rest to take between two of its steps, so long that
 * the work has no more than its `share` (0 to 1) of the time.
 */
export function givingWay(share: number): () => Promise<void> {
  let begun = performance.now()
  return async () => {
    await sleep(((performance.now() - begun) * (1 - share)) / share)
    begun = performance.now()
  }
}
