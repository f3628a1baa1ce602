import type { Appointment as WireAppointment, UpdateAppointment } from '@hms/contract/appointments'
import { db, type WriteTx } from '../../config/database.ts'
import * as Appointment from '../../models/Appointment.ts'
import * as BookingFacts from '../../models/BookingFacts.ts'
import type { UserContext } from '../../utils/context.ts'
import { found, invalidField, Problem } from '../../utils/problem.ts'
import { toInstant } from '../../utils/time.ts'
import { audit } from '../auditService.ts'
import { checkCancellationNotice, planVisit } from './rules.ts'
import { startOf } from './start.ts'
import { tell } from './tell.ts'
import { toWire } from './wire.ts'

const WRITABLE = ['booked', 'checked-in', 'completed']

/**
 * Moves a booked visit under the rules of booking, or edits its texts. The id stays, the version grows.
 * @throws Problem what `planVisit` refuses, `slot-taken`, `patient-busy`, `wrong-status`, `edit-conflict`;
 * `not-permitted` for clinical notes by anybody but the doctor, and for another doctor's calendar.
 */
export function update(ctx: UserContext, id: string, request: UpdateAppointment): Promise<WireAppointment> {
  return db.write(ctx.identity, async (tx) => {
    const before = found(await Appointment.lock(tx, id))
    const { version = before.version, notes, clinicalNotes, ...times } = request
    if (clinicalNotes !== undefined && tx.actor.doctorId !== before.doctorId) throw new Problem('not-permitted')
    if (version !== before.version) throw new Problem('edit-conflict')
    const moves = isMove(before, times)
    if (moves) await move(tx, ctx, before, times)
    if (notes !== undefined || clinicalNotes !== undefined) {
      if (!WRITABLE.includes(before.status)) throw new Problem('wrong-status')
      await Appointment.write(tx, before, { notes, clinicalNotes })
    }
    const after = found(await Appointment.find(tx, id))
    await audit(tx, ctx, {
      action: 'U',
      operation: 'appointment.update',
      resourceType: 'Appointment',
      resource: after,
      patientIds: [after.patientId],
      changedFields: Object.keys(request).filter((field) => field !== 'version'),
    })
    if (moves) tell(tx, 'appointment-moved', after, before)
    return (await toWire(tx, [after]))[0]!
  })
}

type Times = Pick<UpdateAppointment, 'doctorId' | 'appointmentDate' | 'durationMinutes' | 'visitTypeId'>

/** Whether anything differs: forms send back what they were given. */
function isMove(before: Appointment.AppointmentRow, times: Times): boolean {
  const { doctorId, appointmentDate, durationMinutes, visitTypeId } = times
  return (
    (doctorId !== undefined && doctorId !== before.doctorId) ||
    (appointmentDate !== undefined && !startOf(appointmentDate).equals(toInstant(before.appointmentDate))) ||
    (durationMinutes !== undefined && durationMinutes !== before.durationMinutes) ||
    (visitTypeId !== undefined && visitTypeId !== before.visitTypeId)
  )
}

async function move(tx: WriteTx, ctx: UserContext, before: Appointment.AppointmentRow, times: Times): Promise<void> {
  const { role } = ctx.identity
  const { doctorId = before.doctorId, visitTypeId = before.visitTypeId, durationMinutes } = times
  if (before.status !== 'booked') throw new Problem('wrong-status')
  const facts = await BookingFacts.find(tx, doctorId, before.patientId, visitTypeId)
  const doctor = found(facts.doctor)
  if (role === 'doctor' && doctor.id !== tx.actor.doctorId) throw new Problem('not-permitted')
  checkCancellationNotice(role, facts, toInstant(before.appointmentDate), ctx.now)
  const otherType = visitTypeId !== before.visitTypeId
  if (otherType && visitTypeId && !facts.visitType?.active) {
    throw invalidField('/visitTypeId', 'Not a kind of visit on offer')
  }
  const usualMinutes = otherType
    ? (facts.visitType?.durationMinutes ?? doctor.availability.slotMinutes)
    : before.durationMinutes
  const start = times.appointmentDate ? startOf(times.appointmentDate) : toInstant(before.appointmentDate)
  const visit = planVisit(role, facts, { start, durationMinutes, usualMinutes }, ctx.now)
  Appointment.takeTurns(tx, [before.doctorId, visit.doctorId, before.patientId])
  if (!(await Appointment.move(tx, before.id, visit))) throw new Problem('wrong-status')
}
