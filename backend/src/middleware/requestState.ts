import { randomUUID } from 'node:crypto'
import type { RequestHandler } from 'express'

const acceptable = /^[A-Za-z0-9._-]{1,100}$/

/** Gives every request an id, the caller's own when it is a harmless one, and notes when and from where it came. */
export function requestState(clock: () => Temporal.Instant): RequestHandler {
  return (req, res, next) => {
    const given = req.get('x-request-id')
    const requestId = given && acceptable.test(given) ? given : randomUUID()
    res.setHeader('X-Request-Id', requestId)
    req.hms = {
      requestId,
      arrivedAt: clock(),
      clientAddress: req.ip ?? null,
      identity: null,
      presentedToken: false,
    }
    next()
  }
}
