import { parseCookie } from 'cookie'
import type { Request, RequestHandler } from 'express'
import { ACCESS_COOKIE } from '../utils/cookies.ts'
import { verifyAccessToken } from '../utils/accessToken.ts'
import { Problem } from '../utils/problem.ts'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

function bearer(req: Request): string | undefined {
  return /^Bearer ([\w.~+/=-]+)$/i.exec(req.get('authorization') ?? '')?.[1]
}

/** Browsers say where a request comes from (Fetch Metadata); a cookie counts only for our own pages. */
function isCrossSite(req: Request): boolean {
  const site = req.get('sec-fetch-site')
  return site !== undefined && site !== 'same-origin' && site !== 'none'
}

/** Finds out who is asking: a Bearer token of a script, or the cookie of a browser. Refuses nobody who sends neither. */
export const auth: RequestHandler = async (req, _res, next) => {
  const script = bearer(req)
  const browser = script ? undefined : parseCookie(req.get('cookie') ?? '')[ACCESS_COOKIE]
  if (!script && !safeMethods.has(req.method) && isCrossSite(req)) throw new Problem('cross-site')
  const token = script ?? browser
  req.hms.presentedToken = token !== undefined || req.get('authorization') !== undefined
  req.hms.identity = token ? await verifyAccessToken(token) : null
  next()
}
