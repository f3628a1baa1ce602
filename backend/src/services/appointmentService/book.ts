import type { Appointment as WireAppointment, BookAppointment } from '@hms/contract/appointments'
import { db, type WriteTx } from '../../config/database.ts'
import * as Appointment from '../../models/Appointment.ts'
import * as BookingFacts from '../../models/BookingFacts.ts'
import type { UserContext } from '../../utils/context.ts'
import { newId } from '../../utils/id.ts'
import { found, invalidField, Problem } from '../../utils/problem.ts'
import { audit } from '../auditService.ts'
import { once } from '../idempotency.ts'
import { planVisit } from './rules.ts'
import { startOf } from './start.ts'
import { tell } from './tell.ts'
import { toWire } from './wire.ts'

/**
 * Books a visit. The database, not this function, decides who wins a race for it.
 * @throws Problem what `planVisit` refuses, `slot-taken`, `patient-busy`, `not-found`, `not-permitted` in another
 * doctor's calendar.
 */
export function book(ctx: UserContext, request: BookAppointment): Promise<WireAppointment> {
  const { doctorId, patientId, visitTypeId = null } = request
  const booked = { id: newId(), patientId }
  const facts = (tx: WriteTx) => BookingFacts.find(tx, doctorId, patientId, visitTypeId)
  return db.write(ctx.identity, (tx) => {
    const work = async (known: BookingFacts.BookingFacts) => {
      const visit = plan(tx, ctx, request, known)
      Appointment.takeTurns(tx, [doctorId, patientId])
      Appointment.insert(tx, booked.id, patientId, visit)
      // Only now: an appointment that a patient or the front desk books gives its doctor the patient's key.
      if (request.notes) await Appointment.write(tx, booked, { notes: request.notes })
      const row = found(await Appointment.find(tx, booked.id))
      await audit(tx, ctx, {
        action: 'C',
        operation: 'appointment.book',
        resourceType: 'Appointment',
        resource: row,
        patientIds: [row.patientId],
      })
      tell(tx, 'appointment-booked', row)
      return (await toWire(tx, [row]))[0]!
    }
    return once(tx, ctx, 'appointment.book', request, work, () => facts(tx))
  })
}

function plan(
  tx: WriteTx,
  ctx: UserContext,
  request: BookAppointment,
  facts: BookingFacts.BookingFacts,
): Appointment.Visit {
  const { role } = ctx.identity
  const doctor = found(facts.doctor)
  found(facts.patient)
  if (role === 'doctor' && doctor.id !== tx.actor.doctorId) throw new Problem('not-permitted')
  if (request.visitTypeId && !facts.visitType?.active)
    throw invalidField('/visitTypeId', 'Not a kind of visit on offer')
  const usualMinutes = facts.visitType?.durationMinutes ?? doctor.availability.slotMinutes
  const { durationMinutes } = request
  return planVisit(role, facts, { start: startOf(request.appointmentDate), durationMinutes, usualMinutes }, ctx.now)
}
