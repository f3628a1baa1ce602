import { logger } from '../utils/logger.ts'
import { observeDatabase } from './databaseObserver.ts'

/**
 * Logs statements that took longer than `thresholdMs`: their text as we wrote it, with placeholders where the parameters
 * are, since parameters are patients' data.
 */
export function logSlowStatements(thresholdMs: number): void {
  observeDatabase({
    onStatement({ text, ms, rows }) {
      if (ms < thresholdMs) return
      logger.warn({ statement: text.replace(/\s+/g, ' ').trim(), ms: Math.round(ms), rows }, 'slow statement')
    },
    onTransaction: () => undefined,
    onAcquire: () => undefined,
  })
}
