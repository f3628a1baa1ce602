import type { WriteTx } from '../config/database.ts'
import * as OneTimeToken from '../models/OneTimeToken.ts'
import type { Context } from '../utils/context.ts'
import { postMessage } from './messageService/post.ts'

/** How long a link is good for. Whoever is late asks for another one on the page that the link leads to. */
export const LINK_MINUTES = 15

/** Makes a link with which a person sets a password, and sends it. What makes the link work is added when it is sent. */
export async function postPasswordLink(
  tx: WriteTx,
  ctx: Context,
  userId: string,
  purpose: OneTimeToken.OneTimePurpose,
): Promise<void> {
  const expiresAt = ctx.now.add({ minutes: LINK_MINUTES })
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
