import type { Message } from '@hms/contract/messages'
import { db } from '../../config/database.ts'
import * as Delivery from '../../models/Delivery.ts'
import type { UserContext } from '../../utils/context.ts'
import { found, Problem } from '../../utils/problem.ts'
import { audit } from '../auditService.ts'
import { toMessage } from './wire.ts'

/** Sends again what failed, or what stayed in the outbox for want of a carrier. */
export function retry(ctx: UserContext, id: string): Promise<Message> {
  return db.write(ctx.identity, async (tx) => {
    found(await Delivery.find(tx, id))
    if (!(await Delivery.requeue(tx, id))) throw new Problem('wrong-status')
    const message = found(await Delivery.find(tx, id))
    await audit(tx, ctx, {
      action: 'U',
      operation: 'message.retry',
      resourceType: 'Communication',
      resource: { id },
      patientIds: message.receivingPatientId ? [message.receivingPatientId] : [],
      changedFields: ['status'],
    })
    return toMessage(message)
  })
}
