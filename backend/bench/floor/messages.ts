import { newId } from '../../src/utils/id.ts'
import type { Unit } from './unit.ts'

const leave = `
  WITH copies AS MATERIALIZED (
    SELECT copy.*, receiver.user_id AS receiver_id
      FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[]) AS copy (id, user_id, patient_id, channel, dedupe_key),
           LATERAL (SELECT coalesce(copy.user_id, (SELECT p.user_id FROM patients p WHERE p.id = copy.patient_id)) AS user_id)
                   AS receiver
     WHERE CASE copy.channel
             WHEN 'in-app' THEN receiver.user_id IS NOT NULL
             WHEN 'sms' THEN copy.patient_id IS NOT NULL
                  OR EXISTS (SELECT 1 FROM doctors d WHERE d.user_id = receiver.user_id AND d.phone IS NOT NULL)
             ELSE true
           END
  )
  INSERT INTO messages (id, user_id, patient_id, channel, kind, subject, body, link, dedupe_key, status, sent_at)
  SELECT id, receiver_id, patient_id, channel, $6, $7, $7, $8, dedupe_key,
         CASE channel WHEN 'in-app' THEN 'sent' ELSE 'queued' END,
         CASE channel WHEN 'in-app' THEN clock_timestamp() END
    FROM copies
  ON CONFLICT DO NOTHING`

export interface Receiver {
  userId: string | null
  patientId: string | null
}

export interface FloorMessage {
  kind: string
  occurrence: string
  link: string
  channels: string[]
  receivers: Receiver[]
}

/** The messages of a deed, as the product leaves them. */
export function leaveMessages(unit: Unit, { kind, occurrence, link, channels, receivers }: FloorMessage): void {
  const copies = receivers.flatMap((receiver) => channels.map((channel) => ({ ...receiver, channel, id: newId() })))
  const keys = copies.map(({ patientId, userId, channel }) => {
    const address = patientId ? `patient:${patientId}` : `user:${userId}`
    return `${kind}/${occurrence}/1/${channel}/${address}`
  })
  unit.send(leave, [
    copies.map(({ id }) => id),
    copies.map(({ userId }) => userId),
    copies.map(({ patientId }) => patientId),
    copies.map(({ channel }) => channel),
    keys,
    kind,
    'A message of the hospital',
    link,
  ])
}
