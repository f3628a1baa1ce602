import type { RequestHandler } from 'express'

/** Patients' data is not kept by browsers and proxies, nor shown again by the back button. */
export const noStore: RequestHandler = (_req, res, next) => {
  res.setHeader('Cache-Control', 'no-store')
  next()
}
