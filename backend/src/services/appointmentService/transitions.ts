import type { Appointment as WireAppointment } from '@hms/contract/appointments'
import { db, type WriteTx } from '../../config/database.ts'
import * as Appointment from '../../models/Appointment.ts'
import * as Settings from '../../models/Settings.ts'
import type { UserContext } from '../../utils/context.ts'
import { found, Problem } from '../../utils/problem.ts'
import { toInstant } from '../../utils/time.ts'
import { audit } from '../auditService.ts'
import { raiseForVisit } from '../billingService/raiseForVisit.ts'
import { checkCancellationNotice } from './rules.ts'
import { tell } from './tell.ts'
import { toWire } from './wire.ts'

type Row = Appointment.AppointmentRow

interface Step extends Omit<Appointment.Transition, 'at'> {
  operation: string
  /** Throws what speaks against it. */
  check?: (tx: WriteTx, row: Row) => void | Promise<void>
  /** What follows from it, in the same transaction. */
  then?: (tx: WriteTx, row: Row) => unknown
}

/** Takes an appointment one step on, or throws `wrong-status`. */
function take(ctx: UserContext, id: string, step: Step): Promise<WireAppointment> {
  const { operation, check, then, ...transition } = step
  return db.write(ctx.identity, async (tx) => {
    const before = found(await Appointment.lock(tx, id))
    if (!transition.from.includes(before.status)) throw new Problem('wrong-status')
    await check?.(tx, before)
    if (!(await Appointment.transition(tx, before, { ...transition, at: ctx.now }))) throw new Problem('wrong-status')
    await then?.(tx, { ...before, status: transition.to, version: before.version + 1 })
    const after = found(await Appointment.find(tx, id))
    await audit(tx, ctx, {
      action: 'U',
      operation,
      resourceType: 'Appointment',
      resource: after,
      patientIds: [after.patientId],
      changedFields: ['status'],
    })
    return (await toWire(tx, [after]))[0]!
  })
}

/** The patient has arrived. */
export function checkIn(ctx: UserContext, id: string): Promise<WireAppointment> {
  return take(ctx, id, { operation: 'appointment.check-in', from: ['booked'], to: 'checked-in' })
}

/**
 * The visit took place: raises its bill, once. Whether that is likely yet is for the person to say who was there: patients
 * come early and are seen, and a clock cannot know. The screens offer it from the day of the visit on.
 */
export function complete(ctx: UserContext, id: string): Promise<WireAppointment> {
  return take(ctx, id, {
    operation: 'appointment.complete',
    from: ['booked', 'checked-in'],
    to: 'completed',
    then: (tx, row) => raiseForVisit(tx, ctx, row),
  })
}

/** Frees the time. Patients keep the hospital's notice; once they have arrived, staff cancels. */
export function cancel(ctx: UserContext, id: string, reason: string | null = null): Promise<WireAppointment> {
  const { role } = ctx.identity
  return take(ctx, id, {
    operation: 'appointment.cancel',
    from: role === 'patient' ? ['booked'] : ['booked', 'checked-in'],
    to: 'cancelled',
    reason,
    check: async (tx, row) =>
      checkCancellationNotice(role, await Settings.get(tx), toInstant(row.appointmentDate), ctx.now),
    then: (tx, row) => tell(tx, 'appointment-cancelled', row),
  })
}

/** The patient did not come, or has said that they will not and nobody cancelled. Frees the time. */
export function noShow(ctx: UserContext, id: string): Promise<WireAppointment> {
  return take(ctx, id, { operation: 'appointment.no-show', from: ['booked'], to: 'no-show' })
}
