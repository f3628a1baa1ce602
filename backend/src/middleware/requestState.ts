import { isIP } from 'node:net'
import type { Request, RequestHandler } from 'express'
import { newId } from '../utils/id.ts'
import { withRequestId } from '../utils/requestScope.ts'

const acceptable = /^[A-Za-z0-9._-]{1,100}$/

/** Who is at the other end, after the proxies that may be believed; what cannot be an address is not believed. */
function addressOf({ ip, socket }: Request): string | null {
  return (ip && isIP(ip) ? ip : socket.remoteAddress) ?? null
}

/** Gives every request an id, the caller's own when it is a harmless one, and notes when and from where it came. */
export function requestState(clock: () => Temporal.Instant): RequestHandler {
  return (req, res, next) => {
    const given = req.get('x-request-id')
    const requestId = given && acceptable.test(given) ? given : newId()
    res.setHeader('X-Request-Id', requestId)
    req.hms = {
      requestId,
      arrivedAt: clock(),
      clientAddress: addressOf(req),
      identity: null,
      presentedToken: false,
      problem: null,
      leadsOn: false,
    }
    withRequestId(requestId, next)
  }
}
