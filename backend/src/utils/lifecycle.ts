let stopping = false

/** From now on the process is on its way out: not ready, and every answer ends its connection. */
export function beginStopping(): void {
  stopping = true
}

export function isStopping(): boolean {
  return stopping
}
