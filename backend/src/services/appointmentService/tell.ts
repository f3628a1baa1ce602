import type { WriteTx } from '../../config/database.ts'
import type { AppointmentRow } from '../../models/Appointment.ts'
import { postMessages } from '../messageService/post.ts'

type Happening = 'appointment-booked' | 'appointment-moved' | 'appointment-cancelled'

/**
 * Tells doctor and patient what has become of an appointment, except whoever did it; a patient who books gets the
 * confirmation by e-mail all the same.
 * @param former the doctor who had it before it moved to another
 */
export function tell(tx: WriteTx, kind: Happening, visit: AppointmentRow, former?: AppointmentRow): void {
  const { id, version, patientId, patientUserId } = visit
  const what = { kind, occurrence: id, version, link: `/appointments/${id}` }
  const doctors = new Set([visit.doctorUserId, former?.doctorUserId ?? visit.doctorUserId])
  doctors.delete(tx.actor.userId ?? '')
  const byPatient = patientUserId !== null && patientUserId === tx.actor.userId
  const patient = { ...what, receiver: { userId: patientUserId, patientId }, exceptInApp: byPatient }
  postMessages(tx, [
    ...[...doctors].map((userId) => ({ ...what, receiver: { userId } })),
    ...(byPatient && kind !== 'appointment-booked' ? [] : [patient]),
  ])
}
