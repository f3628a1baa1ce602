import diagnostics from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'

const taken = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'])

/** An address that takes GET and nothing else, and how it is asked to refuse. */
const REFUSING = { method: 'PUT', url: '/monitoring' }

/** Turns a request with a method that nobody here takes, as TRACE, into one that is answered with 405. */
export function turnAway(request: Pick<IncomingMessage, 'method' | 'url'>) {
  if (!taken.has(request.method ?? '')) Object.assign(request, REFUSING)
}

/** Does so for every request of this process: Next would fail on TRACE, and tell of a fault of ours. */
export function refuseOddMethods() {
  diagnostics.subscribe('http.server.request.start', (message) => {
    turnAway((message as { request: IncomingMessage }).request)
  })
}
