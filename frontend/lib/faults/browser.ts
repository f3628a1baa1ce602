import { BrowserClient, makeFetchTransport } from '@sentry/browser'
import { onlyAllowed, quiet, routeOf, toEvent } from './event.ts'

interface Settings {
  dsn: string | null
  release: string
  environment: string
}

let connecting: Promise<BrowserClient | null> | undefined

/** The settings come from the server when they are needed, so that one build serves every hospital. */
async function connect(): Promise<BrowserClient | null> {
  const reply = await fetch('/monitoring', { credentials: 'omit' })
  const { dsn, release, environment } = (await reply.json()) as Settings
  if (!dsn) return null
  const client = new BrowserClient({
    ...quiet,
    dsn,
    release,
    environment,
    transport: makeFetchTransport,
    beforeSend: onlyAllowed,
  })
  client.init()
  return client
}

/** Sends an error to the Sentry of `NEXT_PUBLIC_SENTRY_DSN`; does nothing without one. */
export async function send(error: unknown, kind: string): Promise<void> {
  const event = toEvent(error, { kind, route: routeOf(window.location.pathname) })
  const client = await (connecting ??= connect())
  client?.captureEvent(event)
}
