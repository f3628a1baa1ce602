import { pino } from 'pino'

/**
 * One JSON line per event. Only what is named here is ever logged of an error: messages and details of database,
 * validation and parser errors can hold patients' data.
 */
export const logger = pino({
  level: process.env.LOG_LEVEL ?? 'info',
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
})

/** What may be said of an error: its kind, its code, and where in our own code it came up. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error }
  const { code, constraint } = error as { code?: unknown; constraint?: unknown }
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return { name: error.name, code, constraint, at: frames.slice(0, 8).map((line) => line.trim()) }
}
