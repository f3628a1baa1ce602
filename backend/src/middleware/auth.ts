import type { Request, RequestHandler } from 'express'
import { verifyAccessToken } from '../utils/accessToken.ts'
import { ACCESS_COOKIE, cookieOf, REFRESH_COOKIE } from '../utils/cookies.ts'
import { isBrowser, isCrossSite, isOwnPage } from '../utils/fetchMetadata.ts'
import { Problem } from '../utils/problem.ts'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

function bearer(req: Request): string | undefined {
  return /^Bearer ([\w.~+/=-]+)$/i.exec(req.get('authorization') ?? '')?.[1]
}

/**
 * Whether a browser sends this with its cookies, without the header that only our own pages can add. Every browser says
 * with what is not a GET at least from which origin it comes, be it `null`; programs that keep cookies say nothing.
 */
function isCookieAlone(req: Request): boolean {
  const session = cookieOf(req, ACCESS_COOKIE) ?? cookieOf(req, REFRESH_COOKIE)
  return isBrowser(req) && !isOwnPage(req) && session !== undefined
}

/** Finds out who is asking: a Bearer token of a script, or the cookie of a browser. Refuses nobody who sends neither. */
export const auth: RequestHandler = async (req, _res, next) => {
  const script = bearer(req)
  const foreign = isCrossSite(req)
  if (!script && !safeMethods.has(req.method) && (foreign || isCookieAlone(req))) throw new Problem('cross-site')
  const browser = script || foreign ? undefined : cookieOf(req, ACCESS_COOKIE)
  const token = script ?? browser
  req.hms.presentedToken = token !== undefined || req.get('authorization') !== undefined
  req.hms.identity = token ? await verifyAccessToken(token) : null
  next()
}
