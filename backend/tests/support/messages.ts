import { randomUUID } from 'node:crypto'
import { db } from '../../src/config/database.ts'
import { keysOf } from '../../src/models/sealing.ts'
import { type PostedMessage, postMessage } from '../../src/services/messageService/post.ts'
import { systemIdentity } from '../../src/utils/context.ts'
import { look } from './observer.ts'

/** Posts a message as the application itself; returns the ids of its copies by channel. */
export async function posted(
  receiver: PostedMessage['receiver'],
  more: Partial<Omit<PostedMessage, 'receiver'>> = {},
): Promise<Record<'in-app' | 'email' | 'sms', string>> {
  const occurrence = more.occurrence ?? randomUUID()
  const message = { kind: 'appointment-moved', version: 1, link: `/appointments/${occurrence}`, ...more } as const
  await db.write(systemIdentity, async (tx) => {
    tx.withoutAudit('a message of a test')
    return postMessage(tx, { ...message, receiver, occurrence })
  })
  const rows = await look<{ channel: string; id: string }>(
    'SELECT channel, id FROM messages WHERE dedupe_key LIKE $1',
    [`${message.kind}/${occurrence}/%`],
  )
  return Object.fromEntries(rows.map(({ channel, id }) => [channel, id])) as never
}

export interface MessageRow {
  status: string
  attempts: number
  last_error: string | null
  sent_to: string | null
  sent_at: Date | null
}

export async function messageRow(id: string): Promise<MessageRow> {
  const [row] = await look<MessageRow>(
    'SELECT status, attempts, last_error, sent_to, sent_at FROM messages WHERE id = $1',
    [id],
  )
  return row!
}

/** Seals contact data into a patient's record. */
export async function giveContact(patientId: string, contact: { email?: string; phone?: string }): Promise<void> {
  await db.write(systemIdentity, async (tx) => {
    tx.withoutAudit('contact data of a test')
    const { contact: key } = await keysOf(tx, patientId)
    await tx.run(
      `UPDATE patients SET email = hms_seal($2, $4, id, 'patients.email'), phone = hms_seal($3, $4, id, 'patients.phone')
        WHERE id = $1`,
      [patientId, contact.email ?? null, contact.phone ?? null, key],
    )
  })
}
