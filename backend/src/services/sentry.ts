import { readFileSync } from 'node:fs'
import type { Event, StackFrame } from '@sentry/core'
import type { Env } from '../config/env.ts'
import { type Fault, type FaultReporter, reportFaultsTo } from '../utils/faults.ts'

const SEND_MS = 5000

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

/** A line of a stack, as `at fn (file:12:3)`. */
function toFrame(line: string): StackFrame {
  const [, fn, filename = '', lineno, colno] = /^at (?:async )?(?:(.*) \()?(.*?)(?::(\d+):(\d+))?\)?$/.exec(line) ?? []
  return {
    function: fn ?? '?',
    filename,
    lineno: lineno ? Number(lineno) : undefined,
    colno: colno ? Number(colno) : undefined,
    in_app: !filename.includes('node_modules') && !filename.startsWith('node:'),
  } as StackFrame
}

/**
 * An error as it may leave the house: kind, code, place, pattern of the address, id of the request. It is put together here
 * from what is allowed rather than cleansed of what is not: no message, no request, no person, no variables, no trail.
 */
export function toEvent({ text, error, route, method, problem, task, requestId }: Fault): Event {
  const { name, code, constraint, at = [], cause } = error
  const tags = { requestId, method, route, problem, task, code, constraint, cause: cause?.name, causeCode: cause?.code }
  return {
    level: 'error',
    logger: text,
    transaction: route ? `${method} ${route}` : task,
    exception: {
      values: [
        { type: name, value: String(problem ?? code ?? text), stacktrace: { frames: at.map(toFrame).reverse() } },
      ],
    },
    tags: Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== undefined)) as Event['tags'],
  } as Event
}

/** What may be in an event when it goes out, whatever has been added to it on its way. */
const outgoing = [
  'event_id',
  'timestamp',
  'platform',
  'level',
  'logger',
  'transaction',
  'exception',
  'tags',
  'release',
  'environment',
] as const

const onlyAllowed = (event: Event): Event =>
  Object.fromEntries(
    outgoing
      .filter((name) => event[name as keyof Event] !== undefined)
      .map((name) => [name, event[name as keyof Event]]),
  ) as Event

/**
 * Sends faults to the Sentry of `SENTRY_DSN`; without one nothing is loaded and nothing is sent. Only Sentry's core is
 * used: its Node package hooks into every module to collect what we do not want to send.
 */
export async function reportFaultsToSentry({ sentryDsn, nodeEnv }: Pick<Env, 'sentryDsn' | 'nodeEnv'>): Promise<void> {
  if (!sentryDsn) return
  const [{ createTransport }, { ServerRuntimeClient }] = await Promise.all([
    import('@sentry/core'),
    import('@sentry/core/server'),
  ])
  const client = new ServerRuntimeClient({
    dsn: sentryDsn,
    release: `hms@${version}`,
    environment: nodeEnv,
    platform: 'node',
    integrations: [],
    stackParser: () => [],
    traceLifecycle: 'static',
    sendClientReports: false,
    maxBreadcrumbs: 0,
    beforeSend: (event) => onlyAllowed(event) as typeof event,
    transport: (options) =>
      createTransport(options, async ({ body }) => {
        const { status, headers } = await fetch(options.url, {
          method: 'POST',
          redirect: 'error',
          body: body as string,
          headers: options.headers ?? {},
          signal: AbortSignal.timeout(SEND_MS),
        })
        return {
          statusCode: status,
          headers: {
            'retry-after': headers.get('retry-after'),
            'x-sentry-rate-limits': headers.get('x-sentry-rate-limits'),
          },
        }
      }),
  })
  client.init()
  const reporter: FaultReporter = {
    report: (fault) => void client.captureEvent(toEvent(fault)),
    flush: async (ms) => client.flush(ms),
  }
  reportFaultsTo(reporter)
}
