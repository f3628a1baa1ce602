import { stringifySetCookie } from 'cookie'
import type { Response } from 'express'
import { env } from '../config/runtime.ts'

export const ACCESS_COOKIE = 'hms_access'
export const REFRESH_COOKIE = 'hms_refresh'
export const DEVICE_COOKIE = 'hms_device'

interface CookieOptions {
  /** Seconds; 0 removes the cookie. */
  maxAge: number
  path?: string
}

/** Sets a cookie that no script can read and no other site can send. */
export function setCookie(res: Response, name: string, value: string, { maxAge, path = '/api' }: CookieOptions): void {
  const cookie = stringifySetCookie({
    name,
    value,
    maxAge,
    path,
    httpOnly: true,
    sameSite: 'strict',
    secure: env.cookieSecure,
  })
  res.append('Set-Cookie', cookie)
}
