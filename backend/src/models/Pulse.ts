import type { ReadTx } from '../config/database.ts'
import * as AccessAlert from './AccessAlert.ts'
import * as AuditSeal from './AuditSeal.ts'
import * as AuditVerification from './AuditVerification.ts'
import * as PrivacyCase from './PrivacyCase.ts'

/** How the database's side of the application is doing: counts and ages in seconds, nobody's data. */
export interface Pulse {
  /** Messages that wait for their job are counted with the jobs. */
  jobs: { waiting: number; running: number; givenUp: number; oldestAge: number }
  /** Null while there is no row. */
  audit: { seq: number; age: number } | null
  chain: { behind: number; verifiedAge: number | null; broken: boolean }
  /** Privacy cases that are open, by kind, and entries of the log that no rule has looked at yet. */
  cases: { open: { kind: PrivacyCase.PrivacyCaseKind; open: number }[]; behind: number }
  /** Since the last backup that succeeded; null when there was none. */
  backupAge: number | null
}

export async function pulse(tx: ReadTx): Promise<Pulse> {
  const jobs = await tx.one<Pulse['jobs']>(
    `SELECT count(*) FILTER (WHERE due)::int AS waiting,
            count(*) FILTER (WHERE locked_at IS NOT NULL)::int AS running,
            count(*) FILTER (WHERE attempts >= max_attempts AND locked_at IS NULL)::int AS "givenUp",
            coalesce(extract(epoch FROM now() - min(run_at) FILTER (WHERE due)), 0)::float8 AS "oldestAge"
       FROM (SELECT locked_at, attempts, max_attempts, run_at,
                    locked_at IS NULL AND attempts < max_attempts AND run_at <= now() AS due
               FROM graphile_worker.jobs
              UNION ALL
             SELECT NULL, 0, 1, created_at, true FROM messages WHERE status = 'queued' AND handed_over_at IS NULL) AS job`,
  )
  const audit = await tx.one<{ seq: number; age: number }>(
    `SELECT seq::float8 AS seq, extract(epoch FROM clock_timestamp() - recorded)::float8 AS age
       FROM audit_events ORDER BY recorded DESC, seq DESC LIMIT 1`,
  )
  const backup = await tx.one<{ age: number | null }>(
    `SELECT extract(epoch FROM clock_timestamp() - max(finished_at))::float8 AS age FROM backups WHERE outcome = 'succeeded'`,
  )
  const [open, behind] = await Promise.all([PrivacyCase.countOpen(tx), AccessAlert.behind(tx)])
  return { jobs: jobs!, audit, chain: await chain(tx), cases: { open, behind }, backupAge: backup?.age ?? null }
}

async function chain(tx: ReadTx): Promise<Pulse['chain']> {
  const [behind, last, broken] = await Promise.all([
    AuditSeal.secondsBehind(tx),
    AuditVerification.last(tx),
    AuditVerification.standingFailure(tx),
  ])
  return {
    behind,
    verifiedAge: last && (Date.now() - last.finishedAt.getTime()) / 1000,
    broken: broken !== null,
  }
}
