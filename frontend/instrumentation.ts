/**
 * Next fills `X-Forwarded-For` only when a client did not send one, and gives route handlers no
 * sight of the socket. So the header is set from the socket here, before Next reads the request;
 * otherwise anybody could choose the address that the audit log shows.
 */
export async function register() {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { overwriteForwardedFor } = await import('./lib/server/forwardedFor.ts')
  overwriteForwardedFor(Number(process.env.TRUSTED_PROXIES ?? 0))
}
