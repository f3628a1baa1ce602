import { look } from '../observer.ts'

/** Clears the queue of what tests before have left in it, or for it. */
export async function forgetJobs(): Promise<void> {
  await look(`UPDATE messages SET handed_over_at = now() WHERE status = 'queued' AND handed_over_at IS NULL`)
  await look('DELETE FROM graphile_worker._private_jobs')
}
