import { db } from '../../config/database.ts'
import * as ExternalIdentity from '../../models/ExternalIdentity.ts'
import * as ExternalSignIn from '../../models/ExternalSignIn.ts'
import * as Session from '../../models/Session.ts'
import { authIdentity, type Context } from '../../utils/context.ts'
import { audit } from '../auditService.ts'
import { stepUpGuard } from '../authService/limits.ts'
import type { Vouched } from './callback.ts'
import { refused } from './record.ts'

const proving = { action: 'E', operation: 'auth.step-up-oidc', resourceType: 'Person' } as const

/**
 * Notes on the session that its owner, whose sign-in at the provider is linked already, has just signed in there anew. A locked one opens.
 * @throws Problem `external-sign-in-refused`
 */
export async function prove(ctx: Context, sessionId: string, vouched: Vouched, shownOn: string): Promise<void> {
  const shown = await db.write(authIdentity, async (tx) => {
    const userId = await ExternalSignIn.ownerOf(tx, sessionId, ctx.now)
    const linked = await ExternalIdentity.find(tx, vouched)
    const good = userId !== null && linked?.userId === userId
    if (good) await Session.unlock(tx, sessionId, vouched.secondFactor)
    if (good) await ExternalIdentity.noteUse(tx, vouched, ctx.now)
    const outcome = good ? 'success' : 'failed'
    await audit(tx, ctx, { ...proving, resource: userId ? { id: userId } : null, actorId: userId, outcome })
    return good ? userId : null
  })
  if (!shown) throw refused(shownOn)
  await stepUpGuard(shown).giveBack()
}
