import { OWN_PAGES_HEADER } from '@hms/contract/ownPages'
import type { Request } from 'express'

/** Browsers say where a request comes from (Fetch Metadata); a cookie counts only for our own pages. */
export function isCrossSite(req: Request): boolean {
  const site = req.get('sec-fetch-site')
  return site !== undefined && site !== 'same-origin' && site !== 'none'
}

/** Whether a browser asks: it says with whatever is no GET at least from which origin it comes. Programs say nothing of the kind. */
export const isBrowser = (req: Request): boolean =>
  ['sec-fetch-site', 'origin', 'referer'].some((name) => req.get(name) !== undefined)

/** Whether one of our own pages asks, in a browser: they say so, and programs need not. */
export const isOwnPage = (req: Request): boolean => isBrowser(req) && Boolean(req.get(OWN_PAGES_HEADER))
