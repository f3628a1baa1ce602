import type { Context } from '../../utils/context.ts'
import { Problem } from '../../utils/problem.ts'
import { recordFailure, type SigningIn } from '../authService/failure.ts'

export const signingIn: SigningIn = { action: 'E', operation: 'auth.login-oidc', resourceType: 'Person' }

/** One answer for every reason, so that nobody learns who has an account here; the log has the reason. */
export const refused = (shownOn: string, cause?: unknown) =>
  new Problem('external-sign-in-refused', { shownOn, ...(cause !== undefined && { cause }) })

/** Leaves the row of a sign-in through the provider that did not come about. */
export const record = (ctx: Context, userId: string | null, outcome: 'failed' | 'refused', reason: string) =>
  recordFailure(ctx, signingIn, userId, outcome, reason)
