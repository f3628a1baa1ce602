import type { Request } from 'express'

/** Browsers say where a request comes from (Fetch Metadata); a cookie counts only for our own pages. */
export function isCrossSite(req: Request): boolean {
  const site = req.get('sec-fetch-site')
  return site !== undefined && site !== 'same-origin' && site !== 'none'
}
