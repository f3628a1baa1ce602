import type { WriteTx } from '../config/database.ts'
import * as OneTimeToken from '../models/OneTimeToken.ts'
import type { Context } from '../utils/context.ts'
import { postMessage } from './messageService/post.ts'

/** How long a link is good for: a reset is asked for and used at once, an invitation may wait over a weekend. */
const validMinutes = { 'password-reset': 15, invitation: 72 * 60 } as const

/** Makes a link with which a person sets a password, and sends it. What makes the link work is added when it is sent. */
export async function postPasswordLink(
  tx: WriteTx,
  ctx: Context,
  userId: string,
  purpose: OneTimeToken.OneTimePurpose,
): Promise<void> {
  const expiresAt = ctx.now.add({ minutes: validMinutes[purpose] })
  const oneTimeTokenId = await OneTimeToken.insert(tx, { userId, purpose }, ctx.now, expiresAt)
  postMessage(tx, {
    kind: purpose,
    receiver: { userId },
    occurrence: oneTimeTokenId,
    version: 1,
    link: '/reset-password',
    oneTimeTokenId,
  })
}
