import type { Appointment as WireAppointment } from '@hms/contract/appointments'
import type { ReadTx, WriteTx } from '../../config/database.ts'
import type { AppointmentRow } from '../../models/Appointment.ts'
import { type Opened, openFields, type Sealed, visible } from '../../models/sealing.ts'
import { toWire as toZone, toWireUtc } from '../../utils/time.ts'

/** The sealed texts of a row, in the order in which `describe` takes them. */
function sealedTexts({ id, patientId, notes, clinicalNotes, cancellationReason }: AppointmentRow): Sealed[] {
  return [
    { patientId, scope: 'contact', field: `appointments.notes/${id}`, cipher: notes },
    { patientId, scope: 'clinical', field: `appointments.clinical_notes/${id}`, cipher: clinicalNotes },
    { patientId, scope: 'contact', field: `appointments.cancellation_reason/${id}`, cipher: cancellationReason },
  ]
}

function describe(row: AppointmentRow, texts: readonly Opened[]): WireAppointment {
  const { id, patientId, doctorId, mrn, dateOfBirth, gender, specialization, hospitalZone } = row
  const [notes, clinicalNotes, cancellationReason] = texts
  return {
    id,
    patientId,
    doctorId,
    patient: {
      id: patientId,
      mrn,
      firstName: row.patientFirstName,
      lastName: row.patientLastName,
      dateOfBirth,
      gender,
    },
    doctor: { id: doctorId, firstName: row.doctorFirstName, lastName: row.doctorLastName, specialization },
    visitType: row.visitTypeId === null ? null : { id: row.visitTypeId, name: row.visitTypeName ?? '' },
    appointmentDate: toZone(row.appointmentDate, hospitalZone),
    endDate: toZone(row.endsAt, hospitalZone),
    durationMinutes: row.durationMinutes,
    timeZone: row.timeZone,
    status: row.status,
    checkedInAt: row.checkedInAt && toWireUtc(row.checkedInAt),
    notes: visible(notes),
    clinicalNotes: visible(clinicalNotes),
    cancellationReason: visible(cancellationReason),
    billId: row.billId,
    createdAt: toWireUtc(row.createdAt),
    updatedAt: toWireUtc(row.updatedAt),
    version: row.version,
  }
}

/** Appointments as the reader may see them; a text whose key is withheld is null. */
export async function toWire(tx: ReadTx | WriteTx, rows: readonly AppointmentRow[]): Promise<WireAppointment[]> {
  const sealed = rows.map(sealedTexts)
  const opened = await openFields(tx, sealed.flat())
  const perRow = sealed[0]?.length ?? 0
  return rows.map((row, index) => describe(row, opened.slice(index * perRow, (index + 1) * perRow)))
}
