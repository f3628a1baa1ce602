let stopping = false

/** From now on the process is on its way out: not ready, and every answer ends its connection. */
export function beginStopping(): void {
  stopping = true
}

export function isStopping(): boolean {
  return stopping
}

let inFlight = 0

/** A request begins (+1) or ends (-1). */
export function countRequest(change: 1 | -1): void {
  inFlight += change
}

/** Requests that have arrived as a whole and wait for their answer. */
export function requestsInFlight(): number {
  return inFlight
}
