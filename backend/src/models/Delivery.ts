import type { ReadTx, WriteTx } from '../config/database.ts'
import type { Channel, Status } from './Message.ts'
import { openFields, visible } from './sealing.ts'

/** A message with its receiver, as administrators and the sending job see it. */
export interface Delivery {
  id: string
  kind: string
  channel: Channel
  status: Status
  userId: string | null
  patientId: string | null
  /** The patient to whom it goes, be it to the own account. */
  receivingPatientId: string | null
  name: string
  subject: string
  body: string
  link: string | null
  oneTimeTokenId: string | null
  attempts: number
  lastError: string | null
  createdAt: Date
  sentAt: Date | null
  readAt: Date | null
  place: string
  /** Where it went or would go now, in full; null when nobody has left an address. */
  address: string | null
}

export interface DeliveryFilter {
  channel: Channel | null
  status: Status | null
  kind: string | null
  after: string[] | null
  limit: number
}

interface DeliveryRow extends Omit<Delivery, 'address'> {
  sentTo: string | null
  accountEmail: string | null
  contactEmail: Buffer | null
  contactPhone: Buffer | null
  workPhone: string | null
}

const columns = `m.id, m.kind, m.channel, m.status, m.user_id AS "userId", m.patient_id AS "patientId",
  coalesce(m.patient_id, own.id) AS "receivingPatientId", m.subject, m.body, m.link,
  m.one_time_token_id AS "oneTimeTokenId", m.attempts, m.last_error AS "lastError", m.created_at AS "createdAt",
  m.sent_at AS "sentAt", m.read_at AS "readAt", m.sent_to AS "sentTo",
  to_char(m.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS place,
  coalesce(p.first_name || ' ' || p.last_name, u.first_name || ' ' || u.last_name, '') AS name,
  CASE WHEN u.disabled_at IS NULL THEN u.email::text END AS "accountEmail",
  CASE WHEN m.channel = 'email' THEN p.email END AS "contactEmail",
  CASE WHEN m.channel = 'sms' THEN p.phone END AS "contactPhone",
  CASE WHEN m.channel = 'sms' AND m.patient_id IS NULL AND u.disabled_at IS NULL THEN d.phone END AS "workPhone"`

const source = `messages m LEFT JOIN users u ON u.id = m.user_id LEFT JOIN patients p ON p.id = m.patient_id
  LEFT JOIN doctors d ON d.user_id = m.user_id LEFT JOIN patients own ON own.user_id = m.user_id`

/** Newest first. Kind and status are in the text, so that each finds its index; a status is one of four words. */
export async function list(tx: ReadTx, filter: DeliveryFilter): Promise<Delivery[]> {
  const rows = await tx.many<DeliveryRow>(
    `SELECT ${columns} FROM ${source}
      WHERE ($1::text IS NULL OR m.channel = $1) AND ${filter.kind ? 'm.kind = $2' : '$2::text IS NULL'}
        ${filter.status ? `AND m.status = '${filter.status}'` : ''}
        ${filter.after ? 'AND (m.created_at, m.id) < ($4::timestamptz, $5::uuid)' : ''}
      ORDER BY m.created_at DESC, m.id DESC LIMIT $3`,
    [filter.channel, filter.kind, filter.limit, ...(filter.after ?? [])],
  )
  return addressed(tx, rows)
}

export async function find(tx: ReadTx | WriteTx, id: string): Promise<Delivery | null> {
  const rows = await tx.many<DeliveryRow>(`SELECT ${columns} FROM ${source} WHERE m.id = $1`, [id])
  return (await addressed(tx, rows))[0] ?? null
}

/** Counts a try. @returns false when the message is not waiting to be sent any more. */
export async function beginTry(tx: WriteTx, id: string): Promise<boolean> {
  return (await tx.run(`UPDATE messages SET attempts = attempts + 1 WHERE id = $1 AND status = 'queued'`, [id])) === 1
}

/** The carrier took it. `sentTo` is left out where the address is sealed in the patient's record. */
export async function markSent(tx: WriteTx, id: string, sentTo: string | null): Promise<void> {
  await tx.run(
    `UPDATE messages SET status = 'sent', sent_at = clock_timestamp(), sent_to = $2, last_error = NULL
      WHERE id = $1 AND status = 'queued'`,
    [id, sentTo],
  )
}

/** A try failed; `status` says whether there will be another. */
export async function markUnsent(
  tx: WriteTx,
  id: string,
  status: 'queued' | 'failed' | 'outbox' | 'withheld',
  lastError: string | null,
): Promise<boolean> {
  const changed = await tx.run(`UPDATE messages SET status = $2, last_error = $3 WHERE id = $1 AND status = 'queued'`, [
    id,
    status,
    lastError,
  ])
  return changed === 1
}

/** The job that sends a message; its key is the message's id, so that there is one for each. */
export interface SendingJob {
  task: string
  maxAttempts: number
}

/**
 * Gives jobs to the oldest messages that wait for theirs, at most `limit`; several workers at once take different ones.
 * @returns how many
 */
export async function handOver(tx: WriteTx, { task, maxAttempts }: SendingJob, limit: number): Promise<number> {
  return tx.run(
    `WITH waiting AS (
       SELECT id FROM messages WHERE status = 'queued' AND handed_over_at IS NULL
        ORDER BY created_at LIMIT $1 FOR UPDATE SKIP LOCKED
     ), taken AS (
       UPDATE messages m SET handed_over_at = clock_timestamp() FROM waiting WHERE m.id = waiting.id RETURNING m.id
     )
     SELECT FROM graphile_worker.add_jobs(ARRAY(
       SELECT ROW($2, json_build_object('messageId', id), NULL, NULL, $3, id::text, NULL, NULL)::graphile_worker.job_spec
         FROM taken))`,
    [limit, task, maxAttempts],
  )
}

/** Puts back what failed or stayed in the outbox, to be handed over again. @returns false when it is neither. */
export async function requeue(tx: WriteTx, id: string): Promise<boolean> {
  const changed = await tx.run(
    `UPDATE messages SET status = 'queued', handed_over_at = NULL, last_error = NULL
      WHERE id = $1 AND status IN ('failed', 'outbox')`,
    [id],
  )
  return changed === 1
}

/** Opens the contact data that the reader has the key of. */
async function addressed(tx: ReadTx | WriteTx, rows: DeliveryRow[]): Promise<Delivery[]> {
  const opened = await openFields(
    tx,
    rows.map(({ patientId, channel, contactEmail, contactPhone }) => ({
      patientId: patientId ?? '',
      scope: 'contact' as const,
      field: channel === 'sms' ? 'patients.phone' : 'patients.email',
      cipher: contactPhone ?? contactEmail,
    })),
  )
  return rows.map(({ sentTo, accountEmail, workPhone, contactEmail: _email, contactPhone: _phone, ...row }, i) => {
    const contact = visible(opened[i])
    const reach = { 'in-app': null, sms: contact ?? workPhone, email: accountEmail ?? contact }[row.channel]
    return { ...row, address: (row.channel === 'email' ? sentTo : null) ?? reach }
  })
}
