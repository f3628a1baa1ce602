import { newId } from '../../src/utils/id.ts'
import type { Unit } from './unit.ts'

const insertMessages = `
  INSERT INTO messages (id, user_id, patient_id, channel, kind, subject, body, link, dedupe_key, status, sent_at)
  SELECT copy.id, receiver.user_id, $2, copy.channel, $3, $4, $4, $5, copy.dedupe_key,
         CASE copy.channel WHEN 'in-app' THEN 'sent' ELSE 'queued' END,
         CASE copy.channel WHEN 'in-app' THEN clock_timestamp() END
    FROM unnest($6::uuid[], $7::text[], $8::text[]) AS copy (id, channel, dedupe_key),
         (SELECT coalesce($1::uuid, (SELECT user_id FROM patients WHERE id = $2::uuid)) AS user_id) AS receiver
   WHERE CASE copy.channel
           WHEN 'in-app' THEN receiver.user_id IS NOT NULL
           WHEN 'sms' THEN $2::uuid IS NOT NULL
                OR EXISTS (SELECT 1 FROM doctors d WHERE d.user_id = receiver.user_id AND d.phone IS NOT NULL)
           ELSE true
         END
  ON CONFLICT DO NOTHING`

const addJobs = `
  SELECT FROM graphile_worker.add_jobs(ARRAY(
    SELECT ROW('send-message', payload, NULL, NULL, 12, job_key, NULL, NULL)::graphile_worker.job_spec
      FROM unnest($1::json[], $2::text[]) AS job (payload, job_key)))`

export interface FloorMessage {
  kind: string
  occurrence: string
  link: string
  channels: string[]
  userId: string | null
  patientId: string | null
}

/** The message of a deed with the jobs that send it, as the product leaves them. */
export async function leaveMessage(unit: Unit, message: FloorMessage): Promise<void> {
  const { kind, channels, userId, patientId, occurrence, link } = message
  const address = patientId ? `patient:${patientId}` : `user:${userId}`
  const ids = channels.map(() => newId())
  const dedupeKeys = channels.map((channel) => `${kind}/${occurrence}/1/${channel}/${address}`)
  await unit.rows(insertMessages, [
    userId,
    patientId,
    kind,
    'A message of the hospital',
    link,
    ids,
    channels,
    dedupeKeys,
  ])
  const carried = ids.filter((_, n) => channels[n] !== 'in-app')
  await unit.rows(addJobs, [carried.map((messageId) => JSON.stringify({ messageId })), carried])
}
