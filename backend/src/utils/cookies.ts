import { parseCookie, stringifySetCookie } from 'cookie'
import type { Request, Response } from 'express'
import { env } from '../config/runtime.ts'

/**
 * Browsers take a cookie with this prefix only from this very host, over TLS, and for all of it (RFC 6265bis, 4.1.3.2):
 * no neighbour under the same domain can plant one.
 */
const HOST = '__Host-'
const prefix = env.cookieSecure ? HOST : ''

export const ACCESS_COOKIE = `${prefix}hms_access`
export const REFRESH_COOKIE = `${prefix}hms_refresh`
export const DEVICE_COOKIE = `${prefix}hms_device`
/** Kept while somebody is away to sign in at a provider. */
export const OIDC_COOKIE = `${prefix}hms_oidc`

interface CookieOptions {
  /** Seconds; 0 removes the cookie. */
  maxAge: number
  /** Where it is sent, unless it belongs to the whole host. */
  path?: string
  /** `lax` is sent also when another site leads here, as a provider does; for what opens nothing by itself. */
  sameSite?: 'strict' | 'lax'
}

const bareName = (name: string) => (name.startsWith(HOST) ? name.slice(HOST.length) : name)

function cookiesOf(req: Request): Record<string, string | undefined> {
  return parseCookie(req.get('cookie') ?? '')
}

/** The value of a cookie; of one that was set before its name had a prefix, too, so that nobody is signed out by that. */
export function cookieOf(req: Request, name: string): string | undefined {
  const cookies = cookiesOf(req)
  return cookies[name] ?? cookies[bareName(name)]
}

function write(
  res: Response,
  name: string,
  value: string,
  { maxAge, path = '/api', sameSite = 'strict' }: CookieOptions,
): void {
  const secure = env.cookieSecure
  const attributes = { maxAge, path, httpOnly: true, sameSite, secure } as const
  res.append('Set-Cookie', stringifySetCookie({ name, value, ...attributes }))
}

/** Sets a cookie that no script can read and, unless told, no other site can send; takes away what it had before it had a prefix. */
export function setCookie(res: Response, name: string, value: string, options: CookieOptions): void {
  const old = bareName(name)
  if (old === name) return write(res, name, value, options)
  write(res, name, value, { ...options, path: '/' })
  if (cookiesOf(res.req)[old] !== undefined) write(res, old, '', { ...options, maxAge: 0 })
}
