import { once } from 'node:events'
import { Agent, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp } from '../../../src/app.ts'
import { createHttpServer } from '../../../src/utils/httpServer.ts'

export interface Answer {
  status: number
  type: string
  text: string
  ms: number
}

export interface Ask {
  method: string
  path: string
  token?: string | null
  /** As it goes over the line. */
  body?: string | undefined
  headers?: Record<string, string>
}

/** The API on a port of its own, asked over few connections that stay open; `ask` is much cheaper than a browser is. */
export async function startFuzzed(): Promise<{ ask(what: Ask): Promise<Answer>; stop(): void }> {
  const server: Server = createHttpServer(createApp({ requestsPerMinute: 0 })).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true, maxSockets: 4 })
  const ask = ({ method, path, token, body, headers = {} }: Ask) =>
    new Promise<Answer>((resolve, reject) => {
      const begun = performance.now()
      const all = {
        ...(body === undefined
          ? {}
          : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }),
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...headers,
      }
      const sent = request({ host: '127.0.0.1', port, agent, method, path, headers: all }, (reply) => {
        let text = ''
        reply.setEncoding('utf8').on('data', (chunk) => (text += chunk))
        reply.once('end', () =>
          resolve({
            status: reply.statusCode!,
            type: reply.headers['content-type'] ?? '',
            text,
            ms: performance.now() - begun,
          }),
        )
      })
      sent.once('error', reject)
      sent.end(body)
    })
  return {
    ask,
    stop() {
      agent.destroy()
      server.closeAllConnections()
      server.close()
    },
  }
}
