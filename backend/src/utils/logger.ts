import { pino } from 'pino'
import { describeError } from './errorShape.ts'
import { currentRequestId } from './requestScope.ts'

export { describeError }

/**
 * Everything that may stand in the log besides time, level and text. A field that is not named here is left out, so that a
 * careless line cannot give away a patient: no names, no addresses, no query, no body, no header, no token.
 */
const fields = [
  'requestId',
  'method',
  'route',
  'status',
  'ms',
  'role',
  'problem',
  'aborted',
  'stream',
  'error',
  'task',
  'job',
  'reason',
  'complaints',
  'paymentId',
  'signal',
  'port',
  'message',
  'statement',
  'rows',
  'code',
] as const
const known = new Set<string>(fields)

type Fields = { [F in (typeof fields)[number]]?: unknown }
type Write = (...line: [fields: Fields, text: string] | [text: string]) => void

const LONGEST = 2000
// Line ends of every kind, and what steers terminals.
// eslint-disable-next-line no-control-regex -- these are the characters to be kept out
const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g

function harmless(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, LONGEST).replace(unprintable, ' ')
  if (Array.isArray(value)) return value.map(harmless)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, harmless(inner)]))
}

function allowed(given: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const name in given) if (known.has(name)) kept[name] = harmless(given[name])
  return kept
}

/** Lines wait together for at most this long, so that a busy process does not write each of them by itself. */
const FLUSH_MS = 100

/** One JSON line per event, on standard output; what is written while a request is served carries its id. */
export const logger: Record<'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace', Write> = pino(
  {
    level: process.env.LOG_LEVEL ?? 'info',
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: () => {
      const requestId = currentRequestId()
      return requestId ? { requestId } : {}
    },
    formatters: { log: allowed },
    hooks: {
      // A bare error would be logged with its message.
      logMethod(args, method) {
        const [first, text] = args as unknown[]
        if (first instanceof Error) method.call(this, { error: describeError(first) } as never, String(text ?? 'error'))
        else method.apply(this, args)
      },
    },
  },
  pino.destination({ fd: 1, sync: false, minLength: 4096, periodicFlush: FLUSH_MS }),
)
