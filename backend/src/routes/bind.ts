import type { EndpointSpec } from '@hms/contract/endpoint'
import { may } from '@hms/contract/permissions'
import express, { type Request, type RequestHandler, type Response, type Router } from 'express'
import { requireStanding } from '../middleware/standing.ts'
import { recordingRefusals } from '../middleware/refusals.ts'
import { parseInput } from '../middleware/validate.ts'
import { withinAllowance } from '../middleware/allowance.ts'
import { authIdentity, type Context, purposeOf, type SessionNeeds } from '../utils/context.ts'
import type { Handler, Input } from '../utils/http.ts'
import { isOvergrown } from '../utils/jsonShape.ts'
import { Problem } from '../utils/problem.ts'

const BODY_LIMIT = '256kb'
const jsonTypes = ['application/json', 'application/*+json']
const parseJson = express.json({ limit: BODY_LIMIT, type: jsonTypes, verify: refuseOvergrown })

/** Runs before the parser does. The parser's refusals are told apart by their type. */
function refuseOvergrown(_req: unknown, _res: unknown, body: Buffer): void {
  if (isOvergrown(body)) throw Object.assign(new Error('overgrown'), { type: 'json.overgrown' })
}

/** JSON is UTF-8 (RFC 8259, 8.1); in another encoding its shape could not be seen beforehand. */
const otherCharset = /;\s*charset\s*=(?!\s*"?utf-?8\b)/i

/** Only for what takes a body, and only JSON. */
const jsonBody: RequestHandler = (req, res, next) => {
  const sent = Number(req.get('content-length') ?? 0) > 0 || req.get('transfer-encoding') !== undefined
  const json = req.is(jsonTypes) && !otherCharset.test(req.get('content-type') ?? '')
  if (sent && !json) throw new Problem('unsupported-media-type')
  parseJson(req, res, next)
}

function contextOf(endpoint: EndpointSpec, req: Request): Context {
  const { identity, requestId, clientAddress, arrivedAt } = req.hms
  const who = endpoint.permission === 'public' ? authIdentity : identity
  if (!who) throw new Problem(req.hms.presentedToken ? 'session-ended' : 'not-signed-in')
  return {
    identity: who.kind === 'user' ? { ...who, needs: needsOf(endpoint) } : who,
    requestId,
    clientAddress,
    userAgent: req.get('user-agent')?.slice(0, 300) ?? null,
    now: arrivedAt,
    purpose: purposeOf(who),
    idempotencyKey: endpoint.idempotent ? idempotencyKey(req) : null,
  }
}

/** Asked for with the first statement of whatever the endpoint does. */
const needsOf = ({ beforeSecondFactor = false, stepUp = false }: EndpointSpec): SessionNeeds => ({
  factor: !beforeSecondFactor,
  proof: stepUp,
})

function idempotencyKey(req: Request): string | null {
  const key = req.get('idempotency-key')
  if (key === undefined) return null
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw new Problem('bad-request', { detail: 'Idempotency-Key takes 1 to 200 visible ASCII characters' })
  }
  return key
}

function checkPermission(endpoint: EndpointSpec, { identity }: Context): void {
  if (endpoint.permission === 'public' || identity.kind !== 'user') return
  if (!may(identity.role, endpoint.permission)) throw new Problem('not-permitted')
}

function send(endpoint: EndpointSpec, res: Response, reply: unknown): void {
  const kind = endpoint.reply ?? (endpoint.response ? 'json' : 'empty')
  if (kind === 'empty') res.status(204).end()
  else if (kind === 'json') res.status(endpoint.status ?? 200).json(endpoint.response?.parse(reply))
  else if (kind === 'redirect')
    res
      .status(endpoint.status ?? 303)
      .location(String(reply))
      .end()
}

/** What the request says; whoever may not go on is told that first, and not how to ask. */
async function inputOf<E extends EndpointSpec>(endpoint: E, ctx: Context, req: Request): Promise<Input<E>> {
  try {
    return parseInput(endpoint, req)
  } catch (problem) {
    await requireStanding(ctx)
    throw problem
  }
}

/** Binds an endpoint of the contract to the controller that answers it. */
export function bind<E extends EndpointSpec>(router: Router, endpoint: E, handler: Handler<E>): void {
  if (!endpoint.permission) throw new Error(`${endpoint.method} ${endpoint.path} has no permission`)
  const answer: RequestHandler = async (req, res) => {
    req.hms.leadsOn = endpoint.reply === 'redirect'
    const ctx = contextOf(endpoint, req)
    const reply = await recordingRefusals(ctx, endpoint, req.params.id, async () => {
      checkPermission(endpoint, ctx)
      await withinAllowance(ctx, endpoint.effort)
      const input = await inputOf(endpoint, ctx, req)
      return handler(ctx as Parameters<Handler<E>>[0], input, { req, res })
    })
    send(endpoint, res, reply)
  }
  router[endpoint.method](endpoint.path, ...(endpoint.body ? [jsonBody] : []), answer)
}

/** Answers every other method of the bound addresses with 405; called after the last `bind`. */
export function refuseOtherMethods(router: Router, endpoints: readonly EndpointSpec[]): void {
  for (const [path, group] of Map.groupBy(endpoints, (endpoint) => endpoint.path)) {
    const allowed = [
      ...new Set(group.flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]))),
    ]
    router.all(path, (_req, res) => {
      res.setHeader('Allow', allowed.join(', '))
      throw new Problem('method-not-allowed')
    })
  }
}
