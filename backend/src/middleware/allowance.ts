import type { Effort } from '@hms/contract/endpoint'
import { env } from '../config/runtime.ts'
import type { Context } from '../utils/context.ts'
import { Problem } from '../utils/problem.ts'
import { SharedAllowance } from '../services/sharedAllowance.ts'

const { recordsPerHour, searchesPerHour, exportsPerHour } = env.limits

/** An export is rare and costly: each is counted before it begins. Of records and searches twenty are counted at once. */
const allowances: Record<Effort, SharedAllowance> = {
  record: new SharedAllowance('effort-record', recordsPerHour, 20),
  search: new SharedAllowance('effort-search', searchesPerHour, 20),
  export: new SharedAllowance('effort-export', exportsPerHour, 1),
}

/**
 * Counts what somebody does against what a person can be about to do in an hour, so that a stolen session empties no
 * hospital and a runaway script occupies none.
 * @throws Problem `too-many-requests`
 */
export async function withinAllowance({ identity }: Context, effort: Effort | undefined): Promise<void> {
  if (!effort || identity.kind !== 'user') return
  const wait = await allowances[effort].take(identity.userId)
  if (wait > 0) throw new Problem('too-many-requests', { retryAfterSeconds: wait })
}
