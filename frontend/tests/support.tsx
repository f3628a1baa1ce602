import type { Role } from '@hms/contract/permissions'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render } from '@testing-library/react'
import { NextIntlClientProvider } from 'next-intl'
import type { ReactNode } from 'react'
import { everyText } from '@/messages/en/all'

/** Renders within what every page has: texts, and a cache that retries nothing. */
export function renderPage(page: ReactNode) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false }, mutations: { retry: false } } })
  const view = render(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={everyText}>
      <QueryClientProvider client={client}>{page}</QueryClientProvider>
    </NextIntlClientProvider>,
  )
  return { client, ...view }
}

export interface Answer {
  status?: number
  body?: unknown
  headers?: Record<string, string>
}

export interface Received {
  method: string
  path: string
  body: unknown
  headers: Record<string, string>
}

/** The part of `Response` that the client uses; jsdom has none. */
function respond({ status = 200, body, headers = {} }: Answer) {
  const all = new Map(
    Object.entries({ 'content-type': status >= 400 ? 'application/problem+json' : 'application/json', ...headers }),
  )
  return {
    status,
    ok: status < 400,
    headers: { get: (name: string) => all.get(name) ?? null },
    json: async () => body,
  }
}

/** An API that answers as told, by `METHOD /path`; keeps what it was asked. */
export function fakeApi(answers: Record<string, Answer | ((request: Received) => Answer)>) {
  const received: Received[] = []
  globalThis.fetch = (async (url: string, init: RequestInit = {}) => {
    const method = init.method ?? 'GET'
    const path = url.replace('/api', '')
    const body = typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined
    const request = { method, path, body, headers: (init.headers ?? {}) as Record<string, string> }
    received.push(request)
    const answer = answers[`${method} ${path.split('?')[0]}`]
    if (!answer) throw new TypeError(`Nothing answers ${method} ${path}`)
    return respond(typeof answer === 'function' ? answer(request) : answer)
  }) as typeof fetch
  return received
}

export const problem = (status: number, code: string, more: object = {}): Answer => ({
  status,
  body: { type: `/problems/${code}`, code, title: code, status, ...more },
})

export const demoUser = (role: Role = 'admin') => ({
  id: '00000000-0000-4000-8000-000000000001',
  email: `${role}@demo.hms`,
  role,
  firstName: 'Ada',
  lastName: 'Rao',
  active: true,
  secondFactor: false,
  lastSignInAt: null,
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
})
