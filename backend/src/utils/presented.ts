import type { UserIdentity } from './context.ts'
import { cookieOf, DEVICE_COOKIE, REFRESH_COOKIE } from './cookies.ts'
import { isCrossSite } from './fetchMetadata.ts'
import type { Exchange } from './http.ts'

/** What a request brings of its session, be it locked and the access token out of date. */
export interface Presented {
  refreshToken: string | undefined
  identity: UserIdentity | null
  /** What the browser has kept from an earlier sign-in. */
  device: string | undefined
}

/** Nothing where another site has sent the browser here: its cookies count for our own pages alone. */
export const presented = ({ req }: Exchange): Presented => ({
  refreshToken: isCrossSite(req) ? undefined : cookieOf(req, REFRESH_COOKIE),
  identity: req.hms.identity,
  device: cookieOf(req, DEVICE_COOKIE),
})
