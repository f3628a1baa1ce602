import type { ProblemCode } from '@hms/contract/problems'

/**
 * What the application tells about its work, for whoever measures it. The fields are closed sets and numbers: no id, no
 * address and no name, so that nothing here can identify anybody.
 */
export interface Observer {
  /** A request begins (+1) or ends (-1). */
  onInFlight(change: 1 | -1): void
  /** A request was answered, or its client left early; `route` is the pattern, never the address. */
  onRequest(request: {
    method: string
    route: string
    status: number
    ms: number
    aborted: boolean
    problem: ProblemCode | null
  }): void
  /** A stream of events to a page opens (+1) or closes (-1). */
  onStream(change: 1 | -1): void
  /** A job ended; `put-off` waits for its next try because somebody outside would not have it now. */
  onJob(job: { task: string; ms: number; outcome: 'done' | 'put-off' | 'failed' }): void
  /** A message was handed over, or not. */
  onMessage(message: { channel: 'email' | 'sms'; outcome: 'sent' | 'failed' | 'put-off' }): void
}

const observers: Observer[] = []

/** Has everything told to a further observer, from now on. It must neither throw nor take long. */
export function observe(observer: Observer): void {
  observers.push(observer)
}

/** Where the application reports; costs next to nothing while nobody listens. */
export const observed: Observer = {
  onInFlight: (change) => observers.forEach((observer) => observer.onInFlight(change)),
  onRequest: (request) => observers.forEach((observer) => observer.onRequest(request)),
  onStream: (change) => observers.forEach((observer) => observer.onStream(change)),
  onJob: (job) => observers.forEach((observer) => observer.onJob(job)),
  onMessage: (message) => observers.forEach((observer) => observer.onMessage(message)),
}
