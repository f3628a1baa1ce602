import type { RequestHandler } from 'express'
import helmet from 'helmet'
import { env } from '../config/runtime.ts'

const YEARS = 2 * 365 * 86_400

/** Answers of the API are read by programs: nothing in them may be drawn, framed, run or guessed at. */
const common = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  xFrameOptions: { action: 'deny' },
  // A promise that only an answer over TLS can make (RFC 6797, 7.2).
  strictTransportSecurity: env.publicUrl.startsWith('https:') && { maxAge: YEARS, includeSubDomains: true },
})

/** The same on every answer, errors included. */
export const securityHeaders: RequestHandler = (req, res, next) => {
  res.setHeader('Permissions-Policy', 'camera=(), geolocation=(), microphone=(), browsing-topics=()')
  common(req, res, next)
}
