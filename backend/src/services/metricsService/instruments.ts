import type * as Prom from 'prom-client'
import type { DatabaseObserver } from '../../config/databaseObserver.ts'
import type { Observer } from '../../utils/observer.ts'

type Library = typeof Prom

const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
const DATABASE_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5]
const JOB_SECONDS = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60]

const classOf = (status: number) => `${Math.floor(status / 100)}xx`

export function requestInstruments(
  { Counter, Gauge, Histogram }: Library,
  registry: Prom.Registry,
): Pick<Observer, 'onInFlight' | 'onRequest' | 'onStream'> {
  const registers = [registry]
  const inFlight = new Gauge({ name: 'hms_http_requests_in_flight', help: 'Requests being served', registers })
  const streams = new Gauge({ name: 'hms_sse_streams', help: 'Open streams of events', registers })
  const duration = new Histogram({
    name: 'hms_http_request_duration_seconds',
    help: 'How long requests took, without streams',
    labelNames: ['method', 'route', 'status'],
    buckets: REQUEST_SECONDS,
    registers,
  })
  const problems = new Counter({
    name: 'hms_http_problems_total',
    help: 'Requests that were answered with a problem, by its code',
    labelNames: ['route', 'problem'],
    registers,
  })
  const aborted = new Counter({ name: 'hms_http_aborted_total', help: 'Requests whose client left early', registers })
  return {
    onInFlight: (change) => inFlight.inc(change),
    onStream: (change) => streams.inc(change),
    onRequest(request) {
      const { method, route, status, ms, problem } = request
      duration.observe({ method, route, status: classOf(status) }, ms / 1000)
      if (problem) problems.inc({ route, problem })
      if (request.aborted) aborted.inc()
    },
  }
}

export function workInstruments(
  { Counter, Histogram }: Library,
  registry: Prom.Registry,
): Pick<Observer, 'onJob' | 'onMessage'> {
  const registers = [registry]
  const jobs = new Histogram({
    name: 'hms_job_duration_seconds',
    help: 'How long jobs took, and how they ended',
    labelNames: ['task', 'outcome'],
    buckets: JOB_SECONDS,
    registers,
  })
  const messages = new Counter({
    name: 'hms_messages_total',
    help: 'E-mails and text messages that were handed over, put off or given up',
    labelNames: ['channel', 'outcome'],
    registers,
  })
  return {
    onJob: ({ task, ms, outcome }) => jobs.observe({ task, outcome }, ms / 1000),
    onMessage: ({ channel, outcome }) => messages.inc({ channel, outcome }),
  }
}

export function databaseInstruments({ Counter, Histogram }: Library, registry: Prom.Registry): DatabaseObserver {
  const registers = [registry]
  const statements = new Histogram({
    name: 'hms_db_statement_seconds',
    help: 'How long statements took',
    buckets: DATABASE_SECONDS,
    registers,
  })
  const transactions = new Histogram({
    name: 'hms_db_transaction_seconds',
    help: 'How long transactions took with all their tries',
    labelNames: ['mode', 'outcome'],
    buckets: DATABASE_SECONDS,
    registers,
  })
  const retries = new Counter({
    name: 'hms_db_transaction_retries_total',
    help: 'Further tries of transactions that met a conflict',
    labelNames: ['mode'],
    registers,
  })
  const acquire = new Histogram({
    name: 'hms_db_acquire_seconds',
    help: 'How long work waited for a connection',
    buckets: DATABASE_SECONDS,
    registers,
  })
  return {
    onStatement: ({ ms }) => statements.observe(ms / 1000),
    onTransaction({ mode, ms, tries, outcome }) {
      transactions.observe({ mode, outcome }, ms / 1000)
      if (tries > 1) retries.inc({ mode }, tries - 1)
    },
    onAcquire: (ms) => acquire.observe(ms / 1000),
  }
}
