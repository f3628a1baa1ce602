import { db } from '../../config/database.ts'
import { authIdentity, type Context } from '../../utils/context.ts'
import { audit, type Deed } from '../auditService.ts'

/** A way to sign in, as the audit log calls it. */
export type SigningIn = Pick<Deed, 'action' | 'operation' | 'resourceType'>

/**
 * Leaves the row of a sign-in that did not come about, in a transaction of its own, so that it stays although the request
 * fails.
 * @param userId whose sign-in it would have been; null when nobody can tell
 */
export function recordFailure(
  ctx: Context,
  signingIn: SigningIn,
  userId: string | null,
  outcome: 'failed' | 'refused',
  reason: string,
): Promise<void> {
  return db.write(authIdentity, (tx) =>
    audit(tx, ctx, {
      ...signingIn,
      outcome,
      reason,
      resource: userId === null ? null : { id: userId },
      actorId: userId,
    }),
  )
}
