import type { Unlock } from '@hms/contract/lock'
import type { z } from 'zod'
import { call, endpoints } from '../api.ts'
import { isLocked, lockScreen } from '../lock.ts'
import { isProblem } from '../problem.ts'

export const lockState = () => call(endpoints.lock.state)
export const unlock = (body: z.input<typeof Unlock>) => call(endpoints.lock.unlock, { body })
export const beginUnlock = () => call(endpoints.lock.unlockPasskey)

/** Keeps the session awake. What fails is said by the next request that somebody waits for. */
export const reportActivity = (secondsAgo: number) =>
  void call(endpoints.lock.activity, { body: { secondsAgo } }).catch(() => undefined)

const again = 5_000

/** Without a connection the screen is locked all the same, and the API told when there is one. */
async function tellLocked(): Promise<void> {
  try {
    await call(endpoints.lock.lock)
  } catch (problem) {
    if (isProblem(problem, 'offline', 'unavailable')) setTimeout(() => isLocked() && void tellLocked(), again)
  }
}

/** Locks the screen here, in the other tabs, and at the API. */
export function lockNow(): void {
  lockScreen()
  void tellLocked()
}
