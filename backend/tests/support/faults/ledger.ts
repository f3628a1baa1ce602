import type { EndpointSpec } from '@hms/contract/endpoint'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Got, send, type Sent } from '../cluster/http.ts'

/** Within which every request gets its answer, in milliseconds; and what a machine with other work may add. */
export const PROMISED_MS = 5000
const TOLERANCE_MS = 1500

/** What a client does that got no answer, or was told to come again. */
const PAUSE_MS = 150

export interface Figures {
  /** Requests sent, those sent again among them. */
  requests: number
  acknowledged: number
  again: number
  unavailable: number
  /** Connections that ended without an answer. */
  reset: number
  slowestMs: number
}

/** Sends requests, repeats them until they are answered for, and writes down everything that no client should meet. */
export class Ledger {
  readonly figures: Figures = { requests: 0, acknowledged: 0, again: 0, unavailable: 0, reset: 0, slowestMs: 0 }
  /** Each in words: late answers, refusals that say not when to come again, faults of ours. */
  readonly complaints: string[] = []
  #waiting: { since: number; found: (ms: number) => void }[] = []
  #giveUpAt = Infinity
  readonly #url: () => string

  constructor(url: () => string) {
    this.#url = url
  }

  /** Milliseconds from now until the first success of a request that is sent from now on. */
  nextSuccess(): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<number>()
    this.#waiting.push({ since: performance.now(), found: resolve })
    return promise
  }

  /** From then on nobody insists any more: an outage has to be over, so what is not acknowledged is a fault. */
  giveUpIn(ms: number): void {
    this.#giveUpAt = performance.now() + ms
  }

  /** Repeats a request under one key until it is done or refused for good. */
  async insist<E extends EndpointSpec>(endpoint: E, sent: Sent<E>): Promise<{ reply: Got<never>; times: number }> {
    const request = { key: endpoint.idempotent ? randomUUID() : undefined, ...sent } as Sent<E>
    for (let times = 1; ; times++) {
      if (times > 1) this.figures.again++
      const reply = await this.sendOnce(endpoint, request)
      if (reply && reply.status < 500 && reply.problem?.code !== 'idempotency-in-progress') {
        if (reply.status < 400) this.figures.acknowledged++
        return { reply: reply as never, times }
      }
      if (performance.now() > this.#giveUpAt) throw new Error(`${endpoint.path} is not answered for after the fault`)
      await sleep(PAUSE_MS)
    }
  }

  /** Sends it once. @returns null when the connection ended without an answer */
  async sendOnce<E extends EndpointSpec>(endpoint: E, sent: Sent<E>): Promise<Got<unknown> | null> {
    const began = performance.now()
    this.figures.requests++
    const reply = await send(this.#url(), endpoint, { timeoutMs: 15_000, ...sent }).catch((error: Error) => error)
    const took = performance.now() - began
    this.figures.slowestMs = Math.max(this.figures.slowestMs, Math.round(took))
    const what = `${endpoint.method} ${endpoint.path}`
    if (took > PROMISED_MS + TOLERANCE_MS) this.complaints.push(`${what} took ${Math.round(took)} ms`)
    if (reply instanceof Error) {
      this.figures.reset++
      return null
    }
    this.#look(what, reply)
    if (reply.status < 300) this.#succeeded(began)
    return reply
  }

  #look(what: string, { status, headers, text }: Got<unknown>): void {
    if (status === 503) this.figures.unavailable++
    if (status === 503 && !(Number(headers.get('retry-after')) > 0)) this.complaints.push(`${what}: no Retry-After`)
    if (status >= 500 && status !== 503) this.complaints.push(`${what}: ${status} ${text}`)
  }

  #succeeded(began: number): void {
    const now = performance.now()
    const found = this.#waiting.filter(({ since }) => began >= since)
    this.#waiting = this.#waiting.filter((one) => !found.includes(one))
    for (const { since, found: tell } of found) tell(Math.round(now - since))
  }
}
