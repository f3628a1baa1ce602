import { STATUS_CODES } from 'node:http'
import { problems, type ProblemCode } from '@hms/contract/problems'
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express'
import { reportFault } from '../utils/faults.ts'
import { Problem } from '../utils/problem.ts'

/** What the body parser's refusals are called here. */
const parserProblems: Record<string, ProblemCode> = {
  'entity.too.large': 'too-large',
  'json.overgrown': 'too-large',
  'entity.parse.failed': 'bad-request',
  'encoding.unsupported': 'unsupported-media-type',
  'charset.unsupported': 'unsupported-media-type',
  'request.size.invalid': 'bad-request',
  'request.aborted': 'bad-request',
}

function toProblem(error: unknown): Problem | null {
  if (error instanceof Problem) return error
  const { type, status } = error as { type?: string; status?: number }
  const code = type ? parserProblems[type] : undefined
  if (code) return new Problem(code)
  return status === 400 ? new Problem('bad-request') : null
}

/** Writes a problem as RFC 9457. Nothing of the request or of the database gets into it but what the problem names. */
export function sendProblem(res: Response, problem: Problem, instance: string, requestId: string): void {
  const { code, status, detail, errors, challenge } = problem
  if (problem.retryAfterSeconds) res.setHeader('Retry-After', String(problem.retryAfterSeconds))
  if (status === 401) res.setHeader('WWW-Authenticate', 'Bearer')
  res.setHeader('Cache-Control', 'no-store')
  res.status(status).type('application/problem+json')
  const title: string = problems[code].title ?? STATUS_CODES[status]
  res.send(
    JSON.stringify({
      type: `/problems/${code}`,
      code,
      title,
      status,
      detail,
      instance,
      requestId,
      errors,
      ...challenge,
    }),
  )
}

/** Browsers that open an address as a page ask for one; programs take what comes. */
const wantsPage = (req: Request) => req.accepts(['application/problem+json', 'text/html']) === 'text/html'

/** Leads to the page that tells the problem; what completes a sign-in stays behind `#`, where no server sees it. */
function leadToPage(res: Response, { code, challenge, shownOn = '/sign-in' }: Problem): void {
  const [path, query] = shownOn.split('?')
  const search = new URLSearchParams(query)
  search.set('problem', code)
  const rest = challenge && new URLSearchParams({ challenge: challenge.challenge, factors: challenge.factors.join() })
  res.status(303).setHeader('Cache-Control', 'no-store')
  res.location(`${path}?${search}${rest ? `#${rest}` : ''}`).end()
}

/** Nothing has answered: the address does not exist. */
export const noSuchAddress: RequestHandler = () => {
  throw new Problem('not-found')
}

/** The only translator of what was thrown into what is sent. */
export const handleError: ErrorRequestHandler = (error, req, res, next) => {
  const problem = toProblem(error) ?? new Problem('internal')
  req.hms.problem = problem.code
  // What is said without a cause is said on purpose, as by a process that is stopping; the request log has it.
  const onPurpose = problem.code === 'unavailable' && problem.cause === undefined
  if (problem.status >= 500 && !onPurpose) {
    const route = req.route?.path as string | undefined
    reportFault('request failed', error, { route, method: req.method, problem: problem.code })
  }
  if (res.headersSent) return next(error)
  if (req.hms.leadsOn && wantsPage(req)) return leadToPage(res, problem)
  sendProblem(res, problem, req.path, req.hms.requestId)
}
