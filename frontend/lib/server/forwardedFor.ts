import diagnostics from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { clientAddress } from './clientAddress.ts'

/** Makes the headers of one request tell the truth about its client; see `overwriteForwardedFor`. */
export function settleForwarded(request: Pick<IncomingMessage, 'headers' | 'socket'>, trustedHops: number) {
  const { headers } = request
  const claimed = headers['x-forwarded-for']
  const list = Array.isArray(claimed) ? claimed.join(',') : claimed
  headers['x-forwarded-for'] = clientAddress(list, request.socket.remoteAddress ?? '', trustedHops)
  if (trustedHops > 0) return
  delete headers['x-forwarded-host']
  delete headers['x-forwarded-proto']
}

/** Does so for every request of this process; `trustedHops` is the number of own proxies in front. */
export function overwriteForwardedFor(trustedHops: number) {
  diagnostics.subscribe('http.server.request.start', (message) => {
    settleForwarded((message as { request: IncomingMessage }).request, trustedHops)
  })
}
