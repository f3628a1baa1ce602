import type { WriteTx } from '../config/database.ts'

export interface NewJob {
  task: string
  /** Ids only: what a job works on it reads itself, when it runs. */
  payload: Record<string, unknown>
  /** While a job with this key waits, a further one takes its place. */
  jobKey?: string
  runAt?: Temporal.Instant
  /** How often it is tried, with growing pauses, before it counts as failed. */
  maxAttempts?: number
}

/** Adds a job in the caller's transaction: it runs when that is committed, and not at all when it is undone. */
export function enqueue(
  tx: WriteTx,
  task: string,
  payload: Record<string, unknown>,
  options: Omit<NewJob, 'task' | 'payload'> = {},
): Promise<void> {
  return enqueueAll(tx, [{ task, payload, ...options }])
}

/** Adds several jobs with one statement. */
export async function enqueueAll(tx: WriteTx, jobs: readonly NewJob[]): Promise<void> {
  if (jobs.length === 0) return
  await tx.run(
    `SELECT FROM graphile_worker.add_jobs(ARRAY(
       SELECT ROW(task, payload, NULL, run_at, max_attempts, job_key, NULL, NULL)::graphile_worker.job_spec
         FROM unnest($1::text[], $2::json[], $3::timestamptz[], $4::smallint[], $5::text[])
              AS job (task, payload, run_at, max_attempts, job_key)))`,
    [
      jobs.map(({ task }) => task),
      jobs.map(({ payload }) => JSON.stringify(payload)),
      jobs.map(({ runAt }) => runAt?.toString() ?? null),
      jobs.map(({ maxAttempts }) => maxAttempts ?? null),
      jobs.map(({ jobKey }) => jobKey ?? null),
    ],
  )
}

/**
 * Frees the jobs of workers that died at work. The queue itself would wait four hours; none of our tasks takes minutes,
 * and each may be done twice without harm.
 */
export async function unlockLost(tx: WriteTx): Promise<void> {
  await tx.run(
    `SELECT graphile_worker.force_unlock_workers(lost.workers)
       FROM (SELECT array_agg(DISTINCT locked_by) AS workers FROM graphile_worker.jobs
              WHERE locked_at < now() - interval '15 minutes') AS lost
      WHERE lost.workers IS NOT NULL`,
  )
}

/** Forgets jobs that were given up a week ago; what became of a message stands with the message. */
export async function forgetGivenUp(tx: WriteTx): Promise<number> {
  return tx.run(
    `SELECT FROM graphile_worker.complete_jobs(ARRAY(
       SELECT id FROM graphile_worker.jobs
        WHERE attempts >= max_attempts AND locked_at IS NULL AND updated_at < now() - interval '7 days'))`,
  )
}
