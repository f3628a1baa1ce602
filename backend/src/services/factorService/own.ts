import { db, type WriteTx } from '../../config/database.ts'
import { authIdentity, type UserContext } from '../../utils/context.ts'
import type { Deed } from '../auditService.ts'
import { postMessage } from '../messageService/post.ts'

/** Asks the database whether the session stands and has shown what the deed needs. @throws Problem */
export function requireSession(ctx: UserContext): Promise<void> {
  return db.read(ctx.identity, async (tx) => tx.withoutAudit('what follows leaves the row'))
}

/** Work on the own factors, which no role of a person sees: the session is looked at first, then the sign-in does it. */
export async function onOwnFactors<T>(ctx: UserContext, work: (tx: WriteTx) => Promise<T>): Promise<T> {
  await requireSession(ctx)
  return db.write(authIdentity, work)
}

/** A change of somebody's factors, as it stands in the log. */
export const factorDeed = (action: Deed['action'], operation: string, userId: string) =>
  ({ action, operation: `auth.${operation}`, resourceType: 'Person', resource: { id: userId } }) as const

/** Tells somebody that what guards the account has changed. */
export function tellOfChange(
  tx: WriteTx,
  userId: string,
  requestId: string,
  kind: 'second-factor-changed' | 'sign-in-linked' | 'sign-in-unlinked' = 'second-factor-changed',
): void {
  postMessage(tx, {
    kind,
    receiver: { userId },
    occurrence: userId,
    version: requestId,
    link: '/profile',
  })
}
