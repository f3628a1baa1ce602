import { Id, Instant } from '@hms/contract/common'
import type { Notification } from '@hms/contract/messages'
import { db } from '../config/database.ts'
import * as Message from '../models/Message.ts'
import type { UserContext } from '../utils/context.ts'
import { decodeCursor, toPage } from '../utils/cursor.ts'
import { found } from '../utils/problem.ts'
import { toNotification } from './messageService/wire.ts'

const OWN = 'own notifications, whose texts name nobody'

export interface NotificationPage {
  items: Notification[]
  nextCursor: string | null
  unreadCount: number
}

export function list(
  ctx: UserContext,
  query: { limit: number; cursor?: string | undefined; unread?: 'true' | 'false' | undefined },
): Promise<NotificationPage> {
  const after = decodeCursor(query.cursor, [Instant, Id])
  return db.read(ctx.identity, async (tx) => {
    tx.withoutAudit(OWN)
    const unreadOnly = query.unread === 'true'
    const rows = await Message.notifications(tx, { unreadOnly, after, limit: query.limit + 1 })
    const { items, nextCursor } = toPage(rows, query.limit, ({ place, id }) => [place, id])
    return { items: items.map(toNotification), nextCursor, unreadCount: await Message.countUnread(tx) }
  })
}

/** Reading again what was read keeps the time of the first reading. */
export function markRead(ctx: UserContext, id: string): Promise<Notification> {
  return db.write(ctx.identity, async (tx) => {
    tx.withoutAudit(OWN)
    return toNotification(found(await Message.markRead(tx, id, ctx.now)))
  })
}

export function markAllRead(ctx: UserContext): Promise<undefined> {
  return db.write(ctx.identity, async (tx) => {
    tx.withoutAudit(OWN)
    await Message.markAllRead(tx, ctx.now)
    return undefined
  })
}
