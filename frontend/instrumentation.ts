import type { Instrumentation } from 'next'

/**
 * Next fills `X-Forwarded-For` only when a client did not send one, and gives route handlers no
 * sight of the socket. So the header is set from the socket here, before Next reads the request;
 * otherwise anybody could choose the address that the audit log shows.
 */
export async function register() {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { overwriteForwardedFor } = await import('./lib/server/forwardedFor.ts')
  overwriteForwardedFor(Number(process.env.TRUSTED_PROXIES ?? 0))
  const { refuseOddRequests } = await import('./lib/server/oddRequests.ts')
  refuseOddRequests()
  // Whoever develops wants to read all of it.
  if (process.env.NODE_ENV !== 'production') return
  const { quietenConsole } = await import('./lib/server/quietConsole.ts')
  quietenConsole()
}

/** An error while the web server made a page or answered a request. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, { routePath }) => {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { reportServerFault } = await import('./lib/server/faults.ts')
  const requestId = request.headers['x-request-id']
  await reportServerFault(error, routePath, typeof requestId === 'string' ? requestId : undefined)
}
