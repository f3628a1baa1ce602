/**
 * What the unit of work tells about itself: slow statements, waits for a connection, retries. Nobody sees a parameter or a
 * row here, so whatever listens (metrics, the log) cannot give one away.
 */
export interface DatabaseObserver {
  /** A statement came back: its text with placeholders, how long it took in milliseconds, how many rows it touched. */
  onStatement(statement: { text: string; ms: number; rows: number }): void
  /** A transaction ended, after so many tries. `failed` is ours or the database's fault; a refusal is `refused`. */
  onTransaction(transaction: {
    mode: 'read' | 'write'
    ms: number
    tries: number
    outcome: 'committed' | 'refused' | 'failed'
  }): void
  /** Work had to wait so many milliseconds for a connection of the pool. */
  onAcquire(ms: number): void
}

const observers: DatabaseObserver[] = []

/** Has everything told to a further observer, from now on. It must neither throw nor take long. */
export function observeDatabase(observer: DatabaseObserver): void {
  observers.push(observer)
}

/** Where the unit of work reports; costs next to nothing while nobody listens. */
export const databaseObserver: DatabaseObserver = {
  onStatement(statement) {
    for (const observer of observers) observer.onStatement(statement)
  },
  onTransaction(transaction) {
    for (const observer of observers) observer.onTransaction(transaction)
  },
  onAcquire(ms) {
    for (const observer of observers) observer.onAcquire(ms)
  },
}
