import { createServer } from 'node:http'
import { gunzipSync } from 'node:zlib'

export interface SentryStandIn {
  dsn: string
  /** Everything that came, as text: envelopes with their headers, paths and HTTP headers. */
  said(): string
  events(): Record<string, any>[]
  stop(): void
}

/**
 * Takes envelopes as Sentry's ingest does: a line of headers, then for each item a line of headers and one of content.
 * https://develop.sentry.dev/sdk/data-model/envelopes/
 */
export async function startSentry(): Promise<SentryStandIn> {
  const received: { head: string; body: string }[] = []
  const server = createServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (chunk: Buffer) => chunks.push(chunk))
    req.on('end', () => {
      const raw = Buffer.concat(chunks)
      const body = req.headers['content-encoding'] === 'gzip' ? gunzipSync(raw).toString() : raw.toString()
      received.push({ head: JSON.stringify([req.url, req.headers]), body })
      res.setHeader('Content-Type', 'application/json').end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    dsn: `http://0123456789abcdef@127.0.0.1:${port}/7`,
    said: () => received.map(({ head, body }) => `${head}\n${body}`).join('\n'),
    events: () =>
      received.flatMap(({ body }) => {
        const lines = body.split('\n').map((line) => JSON.parse(line) as Record<string, any>)
        return lines.filter((_line, index) => lines[index - 1]?.type === 'event')
      }),
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}
