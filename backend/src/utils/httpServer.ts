import { createServer, type RequestListener, type Server, type ServerOptions, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { problems, type ProblemCode } from '@hms/contract/problems'

/** Address and headers of one request together. */
const LARGEST_HEADERS = 16 * 1024
export const MOST_HEADERS = 100

/**
 * How long a client may take to send a request: nobody keeps the server busy by sending slowly. Connections at rest are
 * kept longer than proxies keep theirs (a minute by custom), so that none sends into one that we are closing.
 */
export const PATIENCE = {
  headersTimeout: 15_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5000,
}

const refusals: Record<string, ProblemCode> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'too-slow',
}

/** The last words on a connection whose request never became one. */
function refusal(code: ProblemCode): string {
  const { status, title = STATUS_CODES[status] } = problems[code] as { status: number; title?: string }
  const body = JSON.stringify({ type: `/problems/${code}`, code, title, status })
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    'Connection: close',
    '',
    body,
  ].join('\r\n')
}

/** Express never hears of what cannot be read, comes too slowly or is too large at the head; it is refused here. */
function refuseUnread(error: NodeJS.ErrnoException, socket: Socket & { bytesWritten: number }): void {
  // Into the middle of an answer nothing else may be written.
  if (!socket.writable || error.code === 'ECONNRESET' || socket.bytesWritten > 0) return void socket.destroy()
  socket.end(refusal(refusals[error.code ?? ''] ?? 'bad-request'))
}

/** An HTTP server that waits for nobody longer than `patience` says. */
export function createHttpServer(app: RequestListener, patience: ServerOptions = PATIENCE): Server {
  const server = createServer({ maxHeaderSize: LARGEST_HEADERS, ...patience }, app)
  return server.on('clientError', refuseUnread)
}
