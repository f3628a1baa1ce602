import type { ProblemBody } from '@hms/contract/common'
import type { BodyInput, EndpointSpec, QueryInput, ReplyOf } from '@hms/contract/endpoint'
import { get, type IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Sent<E extends EndpointSpec> {
  /** Whose token to send. */
  as?: { token: string } | null
  params?: Record<string, string>
  query?: QueryInput<E>
  body?: BodyInput<E>
  /** Idempotency-Key. */
  key?: string
  /** The address of the person, as our web server would tell it. */
  from?: string
  headers?: Record<string, string>
  timeoutMs?: number
}

export interface Got<T> {
  status: number
  /** The body of a success; look at `status` first. */
  body: T
  problem: ProblemBody
  text: string
  headers: Headers
  milliseconds: number
}

/** Calls an endpoint of the contract at `url` (`http://host:port`), over a network that may fail. */
export async function send<E extends EndpointSpec>(
  url: string,
  endpoint: E,
  sent: Sent<E> = {},
): Promise<Got<ReplyOf<E>>> {
  const { as, params = {}, query, body, key, from, headers = {}, timeoutMs = 30_000 } = sent
  const path = endpoint.path.replace(/:(\w+)/g, (_all, name: string) => params[name] ?? `missing-${name}`)
  const address = new URL(`${url}/api${path}`)
  for (const [name, value] of Object.entries(query ?? {})) address.searchParams.set(name, String(value))
  const began = performance.now()
  const reply = await fetch(address, {
    method: endpoint.method.toUpperCase(),
    headers: {
      ...(as ? { Authorization: `Bearer ${as.token}` } : {}),
      ...(key ? { 'Idempotency-Key': key } : {}),
      ...(from ? { 'X-Forwarded-For': from } : {}),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(timeoutMs),
  })
  const text = await reply.text()
  // A proxy that finds nobody answers in its own words.
  const parsed = /json/.test(reply.headers.get('content-type') ?? '') ? JSON.parse(text) : null
  const milliseconds = performance.now() - began
  return { status: reply.status, body: parsed, problem: parsed, text, headers: reply.headers, milliseconds }
}

/**
 * Sends the same request, with the same Idempotency-Key, until somebody answers for it: what a client does that got no
 * answer, or one that says to come again.
 * @returns the first answer below 500 and how often it was sent.
 */
export async function sendUntilAnswered<E extends EndpointSpec>(
  url: string,
  endpoint: E,
  sent: Sent<E>,
  { tries = 60, pauseMs = 250 } = {},
): Promise<Got<ReplyOf<E>> & { sentTimes: number }> {
  for (let time = 1; ; time++) {
    const reply = await send(url, endpoint, sent).catch((error: Error) => error)
    const answered =
      !(reply instanceof Error) && reply.status < 500 && reply.problem?.code !== 'idempotency-in-progress'
    if (answered) return { ...reply, sentTimes: time }
    if (time === tries)
      throw new Error(`No answer after ${tries} tries: ${reply instanceof Error ? reply.message : reply.text}`)
    await sleep(pauseMs)
  }
}

/** A page that listens to live updates. */
export interface Stream {
  status: number
  text(): string
  ended: Promise<void>
  close(): void
}

export async function listenTo(url: string, as: { token: string }): Promise<Stream> {
  const headers = { Authorization: `Bearer ${as.token}` }
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${url}/api/notifications/stream`, { headers }, resolve).on('error', reject)
  })
  let text = ''
  response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  response.on('error', () => undefined)
  const ended = new Promise<void>((resolve) => response.once('close', resolve))
  return { status: response.statusCode ?? 0, text: () => text, ended, close: () => response.destroy() }
}

/** How many answers of each kind there were, as `201` or `409 slot-taken`. */
export function tally(answers: { status: number; problem: ProblemBody | null }[]): Record<string, number> {
  const kindOf = ({ status, problem }: { status: number; problem: ProblemBody | null }) =>
    status < 400 ? String(status) : `${status} ${problem?.code}`
  return Object.fromEntries([...Map.groupBy(answers, kindOf)].map(([kind, group]) => [kind, group.length]))
}
