import { Id, Instant } from '@hms/contract/common'
import type { Message, MessageQuery } from '@hms/contract/messages'
import { db } from '../../config/database.ts'
import * as Delivery from '../../models/Delivery.ts'
import type { UserContext } from '../../utils/context.ts'
import { decodeCursor, toPage } from '../../utils/cursor.ts'
import { audit } from '../auditService.ts'
import { toMessage } from './wire.ts'

/** What was sent to whom, newest first. */
export function list(ctx: UserContext, query: MessageQuery): Promise<{ items: Message[]; nextCursor: string | null }> {
  const after = decodeCursor(query.cursor, [Instant, Id])
  return db.readReplica(ctx.identity, async (tx) => {
    const { channel = null, status = null, kind = null, limit } = query
    const rows = await Delivery.list(tx, { channel, status, kind, after, limit: limit + 1 })
    const { items, nextCursor } = toPage(rows, limit, ({ place, id }) => [place, id])
    await audit(tx, ctx, {
      action: 'R',
      operation: 'message.list',
      resourceType: 'Communication',
      patientIds: items.flatMap(({ receivingPatientId }) => receivingPatientId ?? []),
    })
    return { items: items.map(toMessage), nextCursor }
  })
}
