import type { BodyInput, EndpointSpec, QueryInput, ReplyOf } from '@hms/contract/endpoint'
import type { ProblemBody } from '@hms/contract/common'
import request from 'supertest'
import { createApp } from '../../src/app.ts'
import type { Person } from './people.ts'

/** One application for a test file, on a port of its own, with the test's clock if it needs one. */
export const app = createApp({ clock: () => testClock.now() })

export const testClock = {
  now: () => Temporal.Now.instant(),
}

interface CallOptions<E extends EndpointSpec> {
  as?: Person | null
  params?: Record<string, string>
  query?: QueryInput<E>
  /** Typed as the contract has it; `unknown` through `rawBody` for what it forbids. */
  body?: BodyInput<E>
  rawBody?: unknown
  headers?: Record<string, string>
}

export interface Reply<T> {
  status: number
  /** The body of a success; typed for the ease of tests, check `status` first. */
  body: T
  problem: ProblemBody
  headers: Record<string, string>
}

/** Calls an endpoint of the contract through HTTP. */
export async function call<E extends EndpointSpec>(
  endpoint: E,
  options: CallOptions<E> = {},
): Promise<Reply<ReplyOf<E>>> {
  const { as, params = {}, query, body, rawBody, headers = {} } = options
  const path = endpoint.path.replace(/:(\w+)/g, (_all, name: string) => params[name] ?? `missing-${name}`)
  let sent = request(app)[endpoint.method](`/api${path}`)
  if (as) sent = sent.set('Authorization', `Bearer ${as.token}`)
  if (query) sent = sent.query(query as object)
  sent = sent.set(headers)
  const payload = rawBody ?? body
  const reply = await (payload === undefined ? sent : sent.send(payload as object))
  const problem = reply.type === 'application/problem+json' ? JSON.parse(reply.text) : reply.body
  return { status: reply.status, body: reply.body, problem, headers: reply.headers }
}
