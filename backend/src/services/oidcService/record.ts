import { db } from '../../config/database.ts'
import { authIdentity, type Context } from '../../utils/context.ts'
import { Problem } from '../../utils/problem.ts'
import { audit } from '../auditService.ts'

export const signingIn = { action: 'E', operation: 'auth.login-oidc', resourceType: 'Person' } as const

/** One answer for every reason, so that nobody learns who has an account here; the log has the reason. */
export const refused = (shownOn: string, cause?: unknown) =>
  new Problem('external-sign-in-refused', { shownOn, ...(cause !== undefined && { cause }) })

/** Leaves a row of its own, which stays although the request fails. */
export function record(
  ctx: Context,
  userId: string | null,
  outcome: 'failed' | 'refused',
  reason: string,
): Promise<void> {
  return db.write(authIdentity, (tx) =>
    audit(tx, ctx, { ...signingIn, outcome, reason, resource: userId ? { id: userId } : null, actorId: userId }),
  )
}
