import type { UserIdentity } from './context.ts'
import { cookieOf, REFRESH_COOKIE } from './cookies.ts'
import type { Exchange } from './http.ts'

/** What a request brings of its session, be it locked and the access token out of date. */
export interface Presented {
  refreshToken: string | undefined
  identity: UserIdentity | null
}

export const presented = ({ req }: Exchange): Presented => ({
  refreshToken: cookieOf(req, REFRESH_COOKIE),
  identity: req.hms.identity,
})
