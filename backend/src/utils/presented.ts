import type { UserIdentity } from './context.ts'
import { cookieOf, DEVICE_COOKIE, REFRESH_COOKIE } from './cookies.ts'
import { isCrossSite, isOwnPage } from './fetchMetadata.ts'
import type { Exchange } from './http.ts'

/** What a request brings of its session, be it locked and the access token out of date. */
export interface Presented {
  refreshToken: string | undefined
  identity: UserIdentity | null
  /** Whether it comes from one of our own pages, as a sign-in of a person in a browser does. */
  fromOwnPage: boolean
  /** What the browser has kept from an earlier sign-in. */
  device: string | undefined
}

/** Nothing where another site has sent the browser here: its cookies count for our own pages alone. */
export const presented = ({ req }: Exchange): Presented => ({
  refreshToken: isCrossSite(req) ? undefined : cookieOf(req, REFRESH_COOKIE),
  identity: req.hms.identity,
  fromOwnPage: isOwnPage(req),
  device: cookieOf(req, DEVICE_COOKIE),
})
