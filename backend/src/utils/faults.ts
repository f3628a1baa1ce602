import { describeError, type ErrorShape } from './errorShape.ts'
import { logger } from './logger.ts'
import { currentRequestId } from './requestScope.ts'

/** Where a fault came up, in words that are ours. */
export interface FaultPlace {
  route?: string | undefined
  method?: string
  problem?: string
  task?: string
  job?: string
}

export interface Fault extends FaultPlace {
  text: string
  error: ErrorShape
  requestId: string | undefined
}

export interface FaultReporter {
  report(fault: Fault): void
  /** Resolves when everything was handed over, after `ms` milliseconds at the latest. */
  flush(ms: number): Promise<unknown>
}

let reporter: FaultReporter | null = null

/** Has faults told to a further place than the log. */
export function reportFaultsTo(given: FaultReporter | null): void {
  reporter = given
}

/** Waits for faults that are on their way out. */
export async function flushFaults(ms: number): Promise<void> {
  await reporter?.flush(ms)
}

/**
 * Something went wrong that is ours to mend: logged, and told to whoever collects errors. Only the shape of the error
 * goes out, never its message.
 */
export function reportFault(text: string, error: unknown, place: FaultPlace = {}): void {
  const shape = describeError(error)
  logger.error({ ...place, error: shape }, text)
  reporter?.report({ ...place, text, error: shape, requestId: currentRequestId() })
}
