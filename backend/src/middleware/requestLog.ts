import type { Request, RequestHandler, Response } from 'express'
import { countRequest, isStopping } from '../utils/lifecycle.ts'
import { logger } from '../utils/logger.ts'
import { observed } from '../utils/observer.ts'

/** Asked every few seconds by whoever watches; worth a line only to somebody who looks closely. */
const probes = new Set(['/health', '/ready', '/metrics'])

/** The pattern of the address, as `/patients/:id`. What no route has taken could be anything, also a name. */
function routeOf(req: Request): string {
  const path: unknown = req.route?.path
  return typeof path === 'string' ? path : 'none'
}

const isStream = (res: Response) => String(res.getHeader('Content-Type') ?? '').startsWith('text/event-stream')

/**
 * One line for every request once its answer is out, or its client has gone: what kind, how it ended, how long it took.
 * Whom and what it concerned stands in the audit log under the same request id, and nowhere here.
 */
export const requestLog: RequestHandler = (req, res, next) => {
  const begun = performance.now()
  countRequest(1)
  observed.onInFlight(1)
  // A proxy that keeps connections open learns with every answer that this process is going.
  if (isStopping()) res.setHeader('Connection', 'close')
  res.once('close', () => {
    countRequest(-1)
    observed.onInFlight(-1)
    const ms = performance.now() - begun
    const route = routeOf(req)
    const aborted = !res.writableFinished && !isStream(res)
    const request = { method: req.method, route, status: res.statusCode, ms, aborted, problem: req.hms.problem }
    // How long somebody kept a page open says nothing about how fast we are.
    if (!isStream(res)) observed.onRequest(request)
    report(req, res, request)
  })
  next()
}

function report(req: Request, res: Response, request: Parameters<typeof observed.onRequest>[0]): void {
  const { problem, aborted, ...rest } = request
  const level = probes.has(request.route) && request.status < 400 ? 'debug' : 'info'
  logger[level](
    {
      requestId: req.hms.requestId,
      ...rest,
      ms: Math.round(request.ms * 10) / 10,
      role: req.hms.identity?.role,
      problem: problem ?? undefined,
      aborted: aborted || undefined,
      stream: isStream(res) || undefined,
    },
    'request',
  )
}
