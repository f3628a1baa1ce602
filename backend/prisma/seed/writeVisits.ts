import type { WriteTx } from '../../src/config/database.ts'
import { insertRows } from './insertRows.ts'
import type { DemoHospital } from './types.ts'
import type { KeysByPatient } from './writePeople.ts'

export async function writeAppointments(
  tx: WriteTx,
  { appointments }: DemoHospital,
  keys: KeysByPatient,
): Promise<void> {
  const rows = appointments.map((appointment) => ({ ...appointment, ...keys.get(appointment.patientId) }))
  await insertRows(
    tx,
    `INSERT INTO appointments (id, patient_id, doctor_id, visit_type_id, appointment_date, duration_minutes, ends_at,
                               occupied_from, occupied_until, local_start, time_zone, status, notes, clinical_notes,
                               cancellation_reason, booked_by, checked_in_at, completed_at, cancelled_at, created_at, updated_at)
     SELECT id, "patientId", "doctorId", "visitTypeId", start, "durationMinutes", "end", "occupiedFrom", "occupiedUntil",
            "localStart", "timeZone", status,
            hms_seal(notes, contact, "patientId", 'appointments.notes/' || id),
            hms_seal("clinicalNotes", clinical, "patientId", 'appointments.clinical_notes/' || id),
            hms_seal("cancellationReason", contact, "patientId", 'appointments.cancellation_reason/' || id),
            "bookedBy", "checkedInAt", "completedAt", "cancelledAt", "createdAt",
            coalesce("completedAt", "cancelledAt", "checkedInAt", "createdAt")
       FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, "patientId" uuid, "doctorId" uuid, "visitTypeId" uuid, start timestamptz,
            "durationMinutes" int, "end" timestamptz, "occupiedFrom" timestamptz, "occupiedUntil" timestamptz, "localStart" timestamp,
            "timeZone" text, status text, notes text, "clinicalNotes" text, "cancellationReason" text, "bookedBy" uuid,
            "checkedInAt" timestamptz, "completedAt" timestamptz, "cancelledAt" timestamptz, "createdAt" timestamptz,
            contact text, clinical text)`,
    rows,
  )
}

/** What the people who sign in were told, and the mails about it, which stay in the outbox as no carrier sent them. */
export async function writeMessages(tx: WriteTx, { messages, users }: DemoHospital): Promise<void> {
  const addresses = new Map(users.map(({ id, email }) => [id, email]))
  const rows = messages.map((message) => ({
    ...message,
    status: message.channel === 'email' ? 'outbox' : 'sent',
    sentTo: message.channel === 'email' ? addresses.get(message.userId) : null,
    sentAt: message.channel === 'email' ? null : message.createdAt,
    dedupeKey: `demo/${message.id}`,
  }))
  await insertRows(
    tx,
    `INSERT INTO messages (id, user_id, patient_id, channel, kind, subject, body, link, status, sent_to, dedupe_key, created_at,
                           sent_at, read_at)
     SELECT id, "userId", "patientId", channel, kind, subject, body, link, status, "sentTo", "dedupeKey", "createdAt", "sentAt", "readAt"
       FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, "userId" uuid, "patientId" uuid, channel text, kind text, subject text,
            body text, link text, status text, "sentTo" text, "dedupeKey" text, "createdAt" timestamptz, "sentAt" timestamptz,
            "readAt" timestamptz)`,
    rows,
  )
}
