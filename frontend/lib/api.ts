import type { BodyInput, EndpointSpec, ParamsOf, QueryInput, ReplyOf } from '@hms/contract/endpoint'
import { OWN_PAGES_HEADER } from '@hms/contract/ownPages'
import type { Endpoint } from './endpoints.ts'
import { takeEarly } from './early.ts'
import { isLocked, unlocked } from './lock.ts'
import { ApiProblem, isProblem } from './problem.ts'
import { proofShown } from './proof.ts'
import { alone, noteNewTokens, renewed } from './session.ts'

export { ApiProblem } from './problem.ts'
export { endpoints } from './endpoints.ts'

type Field<K extends string, T> = [T] extends [undefined]
  ? { [P in K]?: undefined }
  : Record<never, never> extends T
    ? { [P in K]?: T }
    : undefined extends T
      ? { [P in K]?: T }
      : { [P in K]: T }

export type CallOptions<E extends EndpointSpec> = Field<'params', ParamsOf<E>> &
  Field<'query', QueryInput<E>> &
  Field<'body', BodyInput<E>> & { idempotencyKey?: string; signal?: AbortSignal }

interface AnyOptions {
  params?: Record<string, unknown>
  query?: Record<string, unknown>
  body?: unknown
  idempotencyKey?: string
  signal?: AbortSignal
}

function splitEndpoint(endpoint: string): { method: string; path: string } {
  const [method = 'get', path = '/'] = endpoint.split(' ')
  return { method: method.toUpperCase(), path }
}

/** The address of an operation on this origin, for links to documents and event streams. */
export function urlOf(endpoint: string, { params, query }: Pick<AnyOptions, 'params' | 'query'> = {}): string {
  const path = splitEndpoint(endpoint).path.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(String(params?.[name])),
  )
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  }
  const suffix = search.size > 0 ? `?${search}` : ''
  return `/api${path}${suffix}`
}

/** What gives the browser new tokens, and ends those that it has. */
const renews = /^post \/auth\/(step-up|unlock|password)$/

function send(endpoint: string, options: AnyOptions): Promise<Response> {
  if (!renews.test(endpoint)) return sendNow(endpoint, options)
  return alone(async () => {
    const response = await sendNow(endpoint, options)
    if (response.ok) noteNewTokens()
    return response
  })
}

async function sendNow(endpoint: string, options: AnyOptions): Promise<Response> {
  const headers: Record<string, string> = {
    Accept: 'application/json, application/problem+json',
    [OWN_PAGES_HEADER]: '1',
  }
  if (options.body !== undefined) headers['Content-Type'] = 'application/json'
  if (options.idempotencyKey) headers['Idempotency-Key'] = options.idempotencyKey
  try {
    return await fetch(urlOf(endpoint, options), {
      method: splitEndpoint(endpoint).method,
      headers,
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      credentials: 'same-origin',
      signal: options.signal ?? null,
    })
  } catch (cause) {
    if (options.signal?.aborted) throw cause
    throw ApiProblem.offline(cause)
  }
}

const isQuestion = (endpoint: string) => splitEndpoint(endpoint).method === 'GET'

/** What opens a locked screen, and signing out, do not wait for it to be open. */
const works = /\/auth\/(lock|unlock|logout)/

/** Removes what stands in the way of a request, where that can be done; answers whether to send it again. */
async function overcome(problem: ApiProblem): Promise<boolean> {
  if (isProblem(problem, 'session-ended', 'not-signed-in')) return renewed()
  if (isProblem(problem, 'session-locked')) return unlocked().then(() => true)
  return isProblem(problem, 'step-up-required') && proofShown()
}

async function answered(endpoint: string, given: AnyOptions): Promise<Response> {
  const isFree = works.test(endpoint)
  if (isLocked() && !isFree) await unlocked()
  let response = (isQuestion(endpoint) && (await takeEarly(urlOf(endpoint, given)))) || (await send(endpoint, given))
  for (const met = new Set<string>(); response.status === 401 || response.status === 403;) {
    const problem = await ApiProblem.from(response)
    const isNew = !met.has(problem.code) && !(isFree && problem.code === 'session-locked')
    if (!isNew || !(await overcome(problem))) throw problem
    met.add(problem.code)
    response = await send(endpoint, given)
  }
  if (!response.ok) throw await ApiProblem.from(response)
  return response
}

/**
 * Calls one operation of the API with the types of the contract. An expired access token is
 * renewed once, silently; where the screen is locked, the request waits until it is open; where a fresh proof is asked for, the
 * reader gives it; then the request goes out again. Throws `ApiProblem` for every refusal and for a missing connection.
 */
export async function call<E extends EndpointSpec>(
  endpoint: Endpoint<E>,
  ...[options]: Record<never, never> extends CallOptions<E> ? [CallOptions<E>?] : [CallOptions<E>]
): Promise<ReplyOf<E>> {
  const response = await answered(endpoint, (options ?? {}) as AnyOptions)
  return (response.status === 204 ? undefined : await response.json()) as ReplyOf<E>
}

export type Downloadable<E extends EndpointSpec> = CallOptions<E>

/** As `call`, for what answers with a document. */
export function callRaw<E extends EndpointSpec>(endpoint: Endpoint<E>, options: Downloadable<E>): Promise<Response> {
  return answered(endpoint, options as AnyOptions)
}
