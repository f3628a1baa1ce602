import type { ReadTx, WriteTx } from '../config/database.ts'

export type Channel = 'in-app' | 'email' | 'sms'
export type Status = 'queued' | 'sent' | 'failed' | 'outbox'

export interface NewMessage {
  userId: string | null
  patientId: string | null
  kind: string
  subject: string
  link: string | null
  oneTimeTokenId: string | null
  copies: readonly { id: string; channel: Channel; body: string; dedupeKey: string }[]
}

/**
 * Stores the copies of a message that are not there yet. In-app copies need an account, which is looked up for a
 * patient; without one they are left out. The writer may not be allowed to read the rows, so nothing is returned of them
 * and no index is named for the conflict: both would ask for the right to read.
 * @returns how many were stored.
 */
export function insert(tx: WriteTx, message: NewMessage): Promise<number> {
  const { copies } = message
  return tx.run(
    `INSERT INTO messages (id, user_id, patient_id, channel, kind, subject, body, link, one_time_token_id, dedupe_key,
                           status, sent_at)
     SELECT copy.id, receiver.user_id, $2, copy.channel, $3, $4, copy.body, $5, $6, copy.dedupe_key,
            CASE copy.channel WHEN 'in-app' THEN 'sent' ELSE 'queued' END,
            CASE copy.channel WHEN 'in-app' THEN clock_timestamp() END
       FROM unnest($7::uuid[], $8::text[], $9::text[], $10::text[]) AS copy (id, channel, body, dedupe_key),
            (SELECT coalesce($1::uuid, (SELECT user_id FROM patients WHERE id = $2::uuid)) AS user_id) AS receiver
      WHERE copy.channel <> 'in-app' OR receiver.user_id IS NOT NULL
     ON CONFLICT DO NOTHING`,
    [
      message.userId,
      message.patientId,
      message.kind,
      message.subject,
      message.link,
      message.oneTimeTokenId,
      copies.map(({ id }) => id),
      copies.map(({ channel }) => channel),
      copies.map(({ body }) => body),
      copies.map(({ dedupeKey }) => dedupeKey),
    ],
  )
}
