import { types } from 'node:util'
import { toEvent } from '../faults/event.ts'

/** As pino numbers them in the log of the API. */
const levels = { warn: 40, error: 50 } as const

const MOST_CAUSES = 4

interface Described {
  name: string
  code?: string
  digest?: string
  at?: string[]
}

/** Kind, code and places of an error and of what caused it, and nothing that they say. */
function describe(error: Error): Described[] {
  const described: Described[] = []
  for (let cause: unknown = error; types.isNativeError(cause) && described.length < MOST_CAUSES; cause = cause.cause) {
    const { exception, tags } = toEvent(cause, { kind: 'server', route: 'none' })
    const { type = 'Error', stacktrace } = exception!.values![0]!
    const at = stacktrace!.frames!.map(
      ({ function: name, filename, lineno, colno }) => `${name || '?'} (${filename}:${lineno}:${colno})`,
    )
    const named = Object.fromEntries(Object.entries(tags ?? {}).filter(([tag]) => tag === 'code' || tag === 'digest'))
    described.push({ name: type, ...named, ...(at.length > 0 && { at: at.reverse() }) })
  }
  return described
}

/** One line for what somebody wanted to print: where in the code that was, or what the error among it looks like. */
export function lineOf(level: keyof typeof levels, given: readonly unknown[], here: Error, now = new Date()): string {
  const error = given.find((part) => types.isNativeError(part)) as Error | undefined
  const [told, ...causes] = describe(error ?? here)
  return JSON.stringify({
    level: levels[level],
    time: now.toISOString(),
    msg: error ? 'the web server met an error' : 'the web server has something to say',
    ...(error ? { error: told } : { at: told?.at }),
    ...(causes.length > 0 && { causes }),
  })
}

/**
 * Next and what it runs on print errors with all that hangs on them: addresses, headers, what an upstream has answered.
 * Here they become lines like those of the API: put together from what is allowed, rather than cleansed of what is not.
 */
export function quietenConsole(print: (line: string) => void = (line) => void process.stderr.write(`${line}\n`)): void {
  const speaking = (level: keyof typeof levels) => {
    return (...given: unknown[]) => print(lineOf(level, given, new Error('')))
  }
  Object.assign(console, { warn: speaking('warn'), error: speaking('error') })
}
