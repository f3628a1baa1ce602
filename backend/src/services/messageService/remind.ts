import { db } from '../../config/database.ts'
import * as Reminder from '../../models/Reminder.ts'
import { inBatches } from '../../utils/batches.ts'
import type { Context } from '../../utils/context.ts'
import { audit } from '../auditService.ts'
import { postMessage } from './post.ts'

const BATCH = 100

/** Reminds patients of tomorrow's visits, once of each time that a visit has had. @returns how many. */
export function remind(ctx: Context): Promise<number> {
  return inBatches(BATCH, () => remindBatch(ctx))
}

function remindBatch(ctx: Context): Promise<number> {
  return db.write(ctx.identity, async (tx) => {
    const visits = await Reminder.due(tx, ctx.now, BATCH)
    for (const { appointmentId, patientId, timeVersion } of visits) {
      postMessage(tx, {
        kind: 'appointment-reminder',
        receiver: { patientId },
        occurrence: appointmentId,
        version: timeVersion,
        link: `/appointments/${appointmentId}`,
      })
    }
    if (visits.length === 0) {
      tx.withoutAudit('there is nobody to remind')
    } else {
      await audit(tx, ctx, {
        action: 'E',
        operation: 'appointment.remind',
        resourceType: 'Appointment',
        patientIds: visits.map(({ patientId }) => patientId),
      })
    }
    return visits.length
  })
}
