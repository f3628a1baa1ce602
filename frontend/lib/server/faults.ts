import { onlyAllowed, quiet, toEvent } from '../faults/event.ts'
import { monitoring } from './monitoring.ts'

const SEND_MS = 5000

interface Client {
  captureEvent(event: ReturnType<typeof toEvent>): void
}

let connecting: Promise<Client | null> | undefined

async function connect(): Promise<Client | null> {
  const { dsn, release, environment } = monitoring()
  if (!dsn) return null
  const [{ createTransport }, { ServerRuntimeClient }] = await Promise.all([
    import('@sentry/core'),
    import('@sentry/core/server'),
  ])
  const client = new ServerRuntimeClient({
    ...quiet,
    dsn,
    release,
    environment,
    platform: 'node',
    beforeSend: onlyAllowed,
    transport: (options) =>
      createTransport(options, async ({ body }) => {
        const { status } = await fetch(options.url, {
          method: 'POST',
          body: body as string,
          headers: options.headers ?? {},
          signal: AbortSignal.timeout(SEND_MS),
        })
        return { statusCode: status }
      }),
  })
  client.init()
  return client
}

/** Sends an error of the web server to the Sentry of `NEXT_PUBLIC_SENTRY_DSN`; does nothing without one. */
export async function reportServerFault(error: unknown, route: string, requestId: string | undefined): Promise<void> {
  const client = await (connecting ??= connect())
  client?.captureEvent(toEvent(error, { kind: 'server', route, requestId }))
}
