import type { Response } from 'express'
import { ACCESS_COOKIE, DEVICE_COOKIE, OIDC_COOKIE, REFRESH_COOKIE, setCookie } from './cookies.ts'
import { isOwnPage } from './fetchMetadata.ts'
import { Problem } from './problem.ts'

const AUTH_PATH = '/api/auth'
const DEVICE_SECONDS = 365 * 86_400

/** A session as it leaves for the browser: cookies and the body of the reply. */
export interface OpenedSession<T extends { accessToken: string; expiresIn: number }> {
  reply: T
  refreshToken: string
  refreshSeconds: number
  /** Given at a sign-in, kept as it is at a refresh. */
  device?: string
}

/**
 * Hands the session to the browser; returns the body of the reply. The access token stands there for programs alone: our own
 * pages have it in a cookie that no script can read.
 */
export function giveSession<T extends { accessToken: string; expiresIn: number }>(
  res: Response,
  { reply, refreshToken, refreshSeconds, device }: OpenedSession<T>,
): T {
  setCookie(res, ACCESS_COOKIE, reply.accessToken, { maxAge: reply.expiresIn })
  setCookie(res, REFRESH_COOKIE, refreshToken, { maxAge: refreshSeconds, path: AUTH_PATH })
  if (device) setCookie(res, DEVICE_COOKIE, device, { maxAge: DEVICE_SECONDS, path: AUTH_PATH })
  return isOwnPage(res.req) ? { ...reply, accessToken: '' } : reply
}

/** Hands the session to the browser; returns what programs go on with. */
export function giveTokens<T extends { accessToken: string; expiresIn: number }>(
  res: Response,
  opened: OpenedSession<T>,
): { accessToken: string; expiresIn: number } {
  const { accessToken, expiresIn } = giveSession(res, opened)
  return { accessToken, expiresIn }
}

/** Takes the session from the browser; the device stays known. */
export function takeSession(res: Response): void {
  setCookie(res, ACCESS_COOKIE, '', { maxAge: 0 })
  setCookie(res, REFRESH_COOKIE, '', { maxAge: 0, path: AUTH_PATH })
}

/** For a refused refresh: takes the session from the browser when it is over, not when we could not tell, or others are coming. */
export function takeEndedSession(res: Response): (error: unknown) => never {
  return (error) => {
    if (error instanceof Problem && error.code === 'session-ended' && !error.retryAfterSeconds) takeSession(res)
    throw error
  }
}

/** As long as a sign-in at a provider may take. */
const AWAY_SECONDS = 600

/** Sends the browser to a provider, with what it keeps until it is back. @returns where to */
export function leaveWith(res: Response, { location, browser }: { location: string; browser: string }): string {
  setCookie(res, OIDC_COOKIE, browser, { maxAge: AWAY_SECONDS, path: `${AUTH_PATH}/oidc`, sameSite: 'lax' })
  return location
}

/** As `leaveWith`, if there is anywhere to go. */
export const goOnAt = (res: Response, leaving: { location: string; browser: string } | null): string | null =>
  leaving && leaveWith(res, leaving)

/** Takes the browser in that is back from a provider, with its session. @returns where to */
export function arriveWith<T extends { accessToken: string; expiresIn: number }>(
  res: Response,
  { location, opened }: { location: string; opened: OpenedSession<T> },
): string {
  giveSession(res, opened)
  return location
}
