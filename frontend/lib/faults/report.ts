import type { Place } from './event.ts'

/** A page that breaks in a loop tells of it a few times, not thousands. */
const MOST = 10
let reported = 0

/** Tells of an error that nobody expected. Everything that this needs is loaded only now, with the first one. */
export function reportFault(error: unknown, kind: Place['kind']): void {
  if (reported++ >= MOST) return
  void import('./browser.ts').then(({ send }) => send(error, kind)).catch(() => undefined)
}
