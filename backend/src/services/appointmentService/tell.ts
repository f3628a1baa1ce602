import type { WriteTx } from '../../config/database.ts'
import type { AppointmentRow } from '../../models/Appointment.ts'
import { postMessage } from '../messageService/post.ts'

type Happening = 'appointment-booked' | 'appointment-moved' | 'appointment-cancelled'

/**
 * Tells doctor and patient what has become of an appointment, except whoever did it; a patient who books gets the
 * confirmation by e-mail all the same.
 * @param former the doctor who had it before it moved to another
 */
export async function tell(
  tx: WriteTx,
  kind: Happening,
  visit: AppointmentRow,
  former?: AppointmentRow,
): Promise<void> {
  const { id, version, patientId, patientUserId } = visit
  const what = { kind, occurrence: id, version, link: `/appointments/${id}` }
  for (const userId of new Set([visit.doctorUserId, former?.doctorUserId ?? visit.doctorUserId])) {
    if (userId !== tx.actor.userId) await postMessage(tx, { ...what, receiver: { userId } })
  }
  const byPatient = patientUserId !== null && patientUserId === tx.actor.userId
  if (byPatient && kind !== 'appointment-booked') return
  await postMessage(tx, { ...what, receiver: { userId: patientUserId, patientId }, exceptInApp: byPatient })
}
