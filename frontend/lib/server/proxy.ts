/** RFC 9110, section 7.6.1: these speak of one connection only and are not passed on. */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

function withoutHopByHop(headers: Headers): Headers {
  const kept = new Headers(headers)
  const named = headers.get('connection')?.split(',') ?? []
  for (const name of [...hopByHop, ...named]) if (name.trim()) kept.delete(name.trim())
  return kept
}

/** What the API sees: the client's headers; `forwardedFor.ts` has made the forwarded ones true. */
export function upstreamHeaders(request: Request): Headers {
  const headers = withoutHopByHop(request.headers)
  const host = request.headers.get('host') ?? new URL(request.url).host
  headers.delete('host')
  headers.delete('content-length')
  headers.delete('expect')
  headers.delete('forwarded')
  headers.delete('x-real-ip')
  headers.set('accept-encoding', 'identity')
  headers.set('x-forwarded-for', request.headers.get('x-forwarded-for') || '127.0.0.1')
  headers.set('x-forwarded-host', request.headers.get('x-forwarded-host') ?? host)
  headers.set('x-forwarded-proto', request.headers.get('x-forwarded-proto') ?? 'http')
  return headers
}

/** What the browser sees. Event streams must not wait in a compressor's buffer. */
export function downstreamHeaders(response: Response): Headers {
  const headers = withoutHopByHop(response.headers)
  headers.delete('content-encoding')
  headers.delete('content-length')
  headers.delete('set-cookie')
  for (const cookie of response.headers.getSetCookie()) headers.append('set-cookie', cookie)
  if (headers.get('content-type')?.startsWith('text/event-stream')) {
    headers.set('cache-control', 'no-store, no-transform')
    headers.set('x-accel-buffering', 'no')
  }
  return headers
}

function unavailable(pathname: string): Response {
  const problem = {
    type: '/problems/unavailable',
    code: 'unavailable',
    title: 'The service is not available right now',
    status: 503,
    detail: 'The web server cannot reach the API.',
    instance: pathname,
  }
  const headers = { 'content-type': 'application/problem+json', 'cache-control': 'no-store', 'retry-after': '5' }
  return new Response(JSON.stringify(problem), { status: 503, headers })
}

/**
 * Hands a request to the API and its answer back, both as streams. `apiUrl` is read for each
 * request, so that the address is chosen at start and not at build.
 */
export async function forward(request: Request, apiUrl: string): Promise<Response> {
  const { pathname, search } = new URL(request.url)
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD'
  try {
    const response = await fetch(apiUrl.replace(/\/+$/, '') + pathname + search, {
      method: request.method,
      headers: upstreamHeaders(request),
      body: hasBody ? request.body : null,
      redirect: 'manual',
      cache: 'no-store',
      signal: request.signal,
      ...({ duplex: 'half' } as object),
    })
    return new Response(response.body, { status: response.status, headers: downstreamHeaders(response) })
  } catch {
    return unavailable(pathname)
  }
}
