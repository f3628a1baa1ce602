import type { RequestHandler } from 'express'
import { MOST_HEADERS } from '../utils/httpServer.ts'
import { Problem } from '../utils/problem.ts'

/** What no page and no script of ours sends: TRACE shows a client's cookies to whoever made it ask (RFC 9110, 9.3.8). */
const taken = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'])

/** Larger than whatever any operation takes; each has its own, smaller limit. */
const LARGEST_BODY = 1024 * 1024

/** Turns away, before anybody asks who it is, what no operation could answer. */
export const entrance: RequestHandler = (req, res, next) => {
  if (!taken.has(req.method)) {
    res.setHeader('Allow', [...taken].join(', '))
    throw new Problem('method-not-allowed')
  }
  if (req.rawHeaders.length > 2 * MOST_HEADERS) throw new Problem('headers-too-large')
  if (Number(req.get('content-length') ?? 0) > LARGEST_BODY) {
    // Nobody reads the rest; the connection ends with the answer.
    res.setHeader('Connection', 'close')
    throw new Problem('too-large')
  }
  next()
}
