import { privacyCaseKinds } from '@hms/contract/privacy'
import type * as Prom from 'prom-client'
import { db } from '../../config/database.ts'
import { type Pulse, pulse } from '../../models/Pulse.ts'
import { systemIdentity } from '../../utils/context.ts'

/** Several scrapers, or an impatient one, cost the database one look. */
const FRESH_MS = 5000
/** A scrape answers also when the database does not. */
const PATIENCE_MS = 3000

type Gauges = Record<string, Prom.Gauge>

function poolGauges({ Gauge }: typeof Prom, registers: Prom.Registry[]): void {
  new Gauge({
    name: 'hms_db_pool_connections',
    help: 'Connections of this process to the database',
    labelNames: ['state'],
    registers,
    collect() {
      const { total, idle } = db.connections()
      this.set({ state: 'idle' }, idle)
      this.set({ state: 'busy' }, total - idle)
    },
  })
  new Gauge({
    name: 'hms_db_pool_waiting',
    help: 'Work that waits for a connection',
    registers,
    collect() {
      this.set(db.connections().waiting)
    },
  })
}

/** What only the database knows. @returns what to call before each scrape */
export function databaseGauges(prom: typeof Prom, registry: Prom.Registry): () => Promise<void> {
  const registers = [registry]
  poolGauges(prom, registers)
  const gauge = (name: string, help: string) => new prom.Gauge({ name, help, registers })
  const gauges: Gauges = {
    up: gauge('hms_database_up', 'Whether the database answered the last look (1) or not (0)'),
    waiting: gauge('hms_jobs_waiting', 'Jobs that are due and wait for a worker'),
    running: gauge('hms_jobs_running', 'Jobs that a worker has taken'),
    givenUp: gauge('hms_jobs_given_up', 'Jobs that were tried as often as they may be'),
    oldest: gauge('hms_jobs_oldest_age_seconds', 'How long the oldest due job has waited'),
    auditRows: gauge('hms_audit_rows', 'Number of the newest audit row; its rate is that of audited deeds'),
    auditAge: gauge('hms_audit_last_age_seconds', 'Time since the newest audit row'),
    behind: gauge('hms_audit_seal_lag_seconds', 'How old the oldest audit row without a seal is'),
    verifiedAge: gauge(
      'hms_audit_verified_age_seconds',
      'Time since the audit log was last verified; -1 while it was not',
    ),
    broken: gauge(
      'hms_audit_chain_broken',
      'Whether the audit log was found to differ from what was sealed (1) or not (0)',
    ),
    unwatched: gauge('hms_alerts_unwatched_entries', 'Sealed audit entries that no rule for alerts has looked at yet'),
    backupAge: gauge('hms_backup_age_seconds', 'Time since the last backup that succeeded; -1 while there was none'),
    cases: new prom.Gauge({
      name: 'hms_privacy_cases_open',
      help: 'Open privacy cases',
      labelNames: ['kind'],
      registers,
    }),
  }
  let looked = -Infinity
  let looking: Promise<void> | undefined
  return async () => {
    if (performance.now() - looked < FRESH_MS) return
    looking ??= look(gauges).finally(() => {
      looked = performance.now()
      looking = undefined
    })
    await Promise.race([looking, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS).unref())])
  }
}

async function look(gauges: Gauges): Promise<void> {
  try {
    show(
      gauges,
      await db.read(systemIdentity, (tx) => {
        tx.withoutAudit('counts and ages, nobody’s data')
        return pulse(tx)
      }),
    )
    gauges.up!.set(1)
  } catch {
    gauges.up!.set(0)
  }
}

function show(gauges: Gauges, { jobs, audit, chain, cases, backupAge }: Pulse): void {
  gauges.waiting!.set(jobs.waiting)
  gauges.running!.set(jobs.running)
  gauges.givenUp!.set(jobs.givenUp)
  gauges.oldest!.set(jobs.oldestAge)
  gauges.backupAge!.set(backupAge ?? -1)
  gauges.behind!.set(chain.behind)
  gauges.verifiedAge!.set(chain.verifiedAge ?? -1)
  gauges.broken!.set(chain.broken ? 1 : 0)
  gauges.unwatched!.set(cases.behind)
  for (const kind of privacyCaseKinds)
    gauges.cases!.set({ kind }, cases.open.find((one) => one.kind === kind)?.open ?? 0)
  if (!audit) return
  gauges.auditRows!.set(audit.seq)
  gauges.auditAge!.set(audit.age)
}
