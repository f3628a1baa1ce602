import type { Message as WireMessage, Notification } from '@hms/contract/messages'
import { env } from '../../config/runtime.ts'
import type { Delivery } from '../../models/Delivery.ts'
import type { NotificationRow } from '../../models/Message.ts'
import { oneTimeTokenFor } from '../../utils/oneTimeToken.ts'
import { toWireUtc } from '../../utils/time.ts'

type Linked = Pick<Delivery, 'kind' | 'userId' | 'link' | 'oneTimeTokenId'>

/** The path of the page to open, with the secret that some links carry. */
function pathOf({ kind, userId, link, oneTimeTokenId }: Linked): string | null {
  if (link === null || oneTimeTokenId === null || userId === null) return link
  const token = oneTimeTokenFor({ id: oneTimeTokenId, purpose: kind, userId })
  return `${link}${link.includes('?') ? '&' : '?'}token=${encodeURIComponent(token)}`
}

/** The full address that a message carries out of the house. */
export function urlOf(message: Linked): string | null {
  const path = pathOf(message)
  return path === null ? null : `${env.publicUrl}${path}`
}

/** A telephone number down to its last three digits. */
export function maskedPhone(phone: string | null): string | null {
  return phone === null ? null : `•••${phone.replace(/\D/g, '').slice(-3)}`
}

/**
 * A message for the administrator. A link with a secret is shown only where nothing else delivers it: in the outbox of a
 * hospital without a mail server.
 */
export function toMessage(row: Delivery): WireMessage {
  const secret = row.oneTimeTokenId !== null
  return {
    id: row.id,
    kind: row.kind,
    channel: row.channel,
    status: row.status,
    recipient: {
      userId: row.userId,
      patientId: row.patientId,
      name: row.name,
      address: row.channel === 'sms' ? maskedPhone(row.address) : row.address,
    },
    subject: row.subject,
    body: row.body,
    link: !secret ? row.link : row.status === 'outbox' ? urlOf(row) : null,
    attempts: row.attempts,
    lastError: row.lastError,
    createdAt: toWireUtc(row.createdAt),
    sentAt: row.sentAt && toWireUtc(row.sentAt),
    readAt: row.readAt && toWireUtc(row.readAt),
  }
}

export function toNotification(row: NotificationRow): Notification {
  const { id, kind, subject, body, link, createdAt, readAt } = row
  return { id, kind, subject, body, link, createdAt: toWireUtc(createdAt), readAt: readAt && toWireUtc(readAt) }
}
