import type { ReadTx, WriteTx } from '../config/database.ts'

export type Channel = 'in-app' | 'email' | 'sms'
export type Status = 'queued' | 'sent' | 'failed' | 'outbox' | 'withheld'

export interface NewMessage {
  userId: string | null
  patientId: string | null
  kind: string
  subject: string
  link: string | null
  oneTimeTokenId: string | null
  copies: readonly {
    id: string
    channel: Channel
    body: string
    dedupeKey: string
    /** Whether the key is that of the quarter of an hour, so that one copy stands for all of it. */
    gathered: boolean
  }[]
}

/**
 * Stores the copies of messages that are not there yet. In-app copies need an account, which is looked up for a patient;
 * text messages go to patients, and to doctors who have left a telephone number at work. What cannot reach anybody is left
 * out. The writer may not be allowed to read the rows, so nothing is returned of them and no index is named for the
 * conflict: both would ask for the right to read.
 */
export function insert(tx: WriteTx, messages: readonly NewMessage[]): void {
  const copies = messages.flatMap(({ copies: own, ...message }) => own.map((copy) => ({ ...message, ...copy })))
  if (copies.length === 0) return
  tx.send(
    `WITH copies AS MATERIALIZED (
       SELECT copy.*, receiver.user_id AS receiver_id
         FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                     $9::uuid[], $10::text[], $11::boolean[])
              AS copy (id, user_id, patient_id, channel, kind, subject, body, link, one_time_token_id, dedupe_key, gathered),
              LATERAL (SELECT coalesce(copy.user_id, (SELECT p.user_id FROM patients p WHERE p.id = copy.patient_id)) AS user_id)
                      AS receiver
        WHERE CASE copy.channel
                WHEN 'in-app' THEN receiver.user_id IS NOT NULL
                WHEN 'sms' THEN copy.patient_id IS NOT NULL
                     OR EXISTS (SELECT 1 FROM doctors d WHERE d.user_id = receiver.user_id AND d.phone IS NOT NULL)
                ELSE true
              END
     )
     INSERT INTO messages (id, user_id, patient_id, channel, kind, subject, body, link, one_time_token_id, dedupe_key,
                           status, sent_at)
     SELECT id, receiver_id, patient_id, channel, kind, subject, body, link, one_time_token_id,
            dedupe_key || CASE WHEN gathered THEN '/' || floor(extract(epoch FROM now()) / 900) ELSE '' END,
            CASE channel WHEN 'in-app' THEN 'sent' ELSE 'queued' END,
            CASE channel WHEN 'in-app' THEN clock_timestamp() END
       FROM copies
     ON CONFLICT DO NOTHING`,
    [
      copies.map(({ id }) => id),
      copies.map(({ userId }) => userId),
      copies.map(({ patientId }) => patientId),
      copies.map(({ channel }) => channel),
      copies.map(({ kind }) => kind),
      copies.map(({ subject }) => subject),
      copies.map(({ body }) => body),
      copies.map(({ link }) => link),
      copies.map(({ oneTimeTokenId }) => oneTimeTokenId),
      copies.map(({ dedupeKey }) => dedupeKey),
      copies.map(({ gathered }) => gathered),
    ],
  )
}

/** A message as its receiver sees it in the application. */
export interface NotificationRow {
  id: string
  userId: string
  kind: string
  subject: string
  body: string
  link: string | null
  createdAt: Date
  readAt: Date | null
  place: string
}

/** The moment with all its digits; a Date would cut microseconds, and a page could lose rows. */
const placeColumn = `to_char(m.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS place`

const notificationColumns = `m.id, m.user_id AS "userId", m.kind, m.subject, m.body, m.link, m.created_at AS "createdAt",
  m.read_at AS "readAt", ${placeColumn}`

/** Own notifications, newest first; `after` is the place of the last row of the page before. */
export function notifications(
  tx: ReadTx,
  filter: { unreadOnly: boolean; after: string[] | null; limit: number },
): Promise<NotificationRow[]> {
  return tx.many<NotificationRow>(
    `SELECT ${notificationColumns} FROM messages m
      WHERE m.user_id = $1 AND m.channel = 'in-app' ${filter.unreadOnly ? 'AND m.read_at IS NULL' : ''}
        ${filter.after ? 'AND (m.created_at, m.id) < ($3::timestamptz, $4::uuid)' : ''}
      ORDER BY m.created_at DESC, m.id DESC LIMIT $2`,
    [tx.actor.userId, filter.limit, ...(filter.after ?? [])],
  )
}

export async function countUnread(tx: ReadTx): Promise<number> {
  const row = await tx.one<{ unread: number }>(
    `SELECT count(*)::int AS unread FROM messages WHERE user_id = $1 AND channel = 'in-app' AND read_at IS NULL`,
    [tx.actor.userId],
  )
  return row?.unread ?? 0
}

/** Marks one of the own notifications as read; it keeps the time of the first reading. */
export function markRead(tx: WriteTx, id: string, now: Temporal.Instant): Promise<NotificationRow | null> {
  return tx.one<NotificationRow>(
    `UPDATE messages m SET read_at = coalesce(read_at, $3) WHERE id = $1 AND user_id = $2 AND channel = 'in-app'
     RETURNING ${notificationColumns}`,
    [id, tx.actor.userId, now.toString()],
  )
}

export function markAllRead(tx: WriteTx, now: Temporal.Instant): Promise<number> {
  return tx.run(`UPDATE messages SET read_at = $2 WHERE user_id = $1 AND channel = 'in-app' AND read_at IS NULL`, [
    tx.actor.userId,
    now.toString(),
  ])
}

/** What these people were told in the last minute, oldest first. */
export function justTold(tx: ReadTx, userIds: readonly string[]): Promise<NotificationRow[]> {
  return tx.many<NotificationRow>(
    `SELECT ${notificationColumns} FROM messages m
      WHERE m.user_id = ANY($1::uuid[]) AND m.channel = 'in-app' AND m.created_at > clock_timestamp() - interval '1 minute'
      ORDER BY m.created_at, m.id`,
    [userIds],
  )
}

/** What came after one of the own notifications, oldest first. */
export function toldAfter(tx: ReadTx, id: string, limit: number): Promise<NotificationRow[]> {
  return tx.many<NotificationRow>(
    `SELECT ${notificationColumns} FROM messages m
       JOIN messages known ON known.id = $2 AND known.user_id = $1
      WHERE m.user_id = $1 AND m.channel = 'in-app' AND (m.created_at, m.id) > (known.created_at, known.id)
      ORDER BY m.created_at, m.id LIMIT $3`,
    [tx.actor.userId, id, limit],
  )
}
