import { db } from '../../config/database.ts'
import * as ExternalIdentity from '../../models/ExternalIdentity.ts'
import * as ExternalSignIn from '../../models/ExternalSignIn.ts'
import { authIdentity, type Context } from '../../utils/context.ts'
import { audit } from '../auditService.ts'
import { stepUpGuard } from '../authService/limits.ts'
import { type Opened, renewSession } from '../authService/session.ts'
import type { Vouched } from './callback.ts'
import { sealIdToken } from './idToken.ts'
import { refused } from './record.ts'

const proving = { action: 'E', operation: 'auth.step-up-oidc', resourceType: 'Person' } as const

/**
 * Gives new tokens to a session whose owner, whose sign-in at the provider is linked already, has just signed in there anew. A
 * locked one opens.
 * @throws Problem `external-sign-in-refused`
 */
export async function prove(ctx: Context, sessionId: string, vouched: Vouched, shownOn: string): Promise<Opened> {
  const proved = await db.write(authIdentity, async (tx) => {
    const userId = await ExternalSignIn.ownerOf(tx, sessionId, ctx.now)
    const linked = await ExternalIdentity.find(tx, vouched)
    const good = userId !== null && linked?.userId === userId
    if (good) await ExternalIdentity.noteUse(tx, vouched, ctx.now)
    const outcome = good ? 'success' : 'failed'
    await audit(tx, ctx, { ...proving, resource: userId ? { id: userId } : null, actorId: userId, outcome })
    if (!good) return null
    const shown = { secondFactor: vouched.secondFactor, opens: true, idToken: sealIdToken(userId, vouched.idToken) }
    return { userId, opened: await renewSession(tx, ctx, sessionId, shown) }
  })
  if (!proved) throw refused(shownOn)
  await stepUpGuard(proved.userId).giveBack()
  return proved.opened
}
