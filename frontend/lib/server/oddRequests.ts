import diagnostics from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'

type Request = Pick<IncomingMessage, 'method' | 'url'>

const taken = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'])

/** An address that takes GET and nothing else, and how it is asked to refuse. */
const REFUSING = { method: 'PUT', url: '/monitoring' }

/** Addresses that are none, here and at the API; `-` is the name of no page and of no resource. */
const NOWHERE = { page: '/-', api: '/api/-' }

function isReadable(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

/**
 * Turns a request that nobody here can take into one that is answered as it deserves: a method like TRACE with 405, an
 * address whose escapes are no text (`%E0%A4%A`, RFC 3986, section 2.1) with 404.
 */
export function turnAway(request: Request) {
  const [path = ''] = (request.url ?? '').split('?', 1)
  if (!taken.has(request.method ?? '')) Object.assign(request, REFUSING)
  else if (!isReadable(path)) request.url = path.startsWith('/api/') ? NOWHERE.api : NOWHERE.page
}

/** Does so for every request of this process: Next would fail on them, and tell of a fault of ours. */
export function refuseOddRequests() {
  diagnostics.subscribe('http.server.request.start', (message) => {
    turnAway((message as { request: IncomingMessage }).request)
  })
}
