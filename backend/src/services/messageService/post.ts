import type { WriteTx } from '../../config/database.ts'
import { enqueueAll } from '../../models/Job.ts'
import * as Message from '../../models/Message.ts'
import { newId } from '../../utils/id.ts'
import { type Channel, type MessageKind, textOf } from './texts.ts'

export interface PostedMessage {
  kind: MessageKind
  /** A patient is reached through the own account where there is one, and by the contact data otherwise. */
  receiver: { userId?: string | null; patientId?: string | null }
  /** The id of what happened. With kind, version and receiver it makes sure that nothing is said twice. */
  occurrence: string
  version: number | string
  /** Path of the page to open. */
  link: string | null
  /** The token whose secret completes the link when it is sent; the secret itself is never stored. */
  oneTimeTokenId?: string
  /** Instead of the channels of the kind. */
  channels?: readonly Channel[]
  /** Leaves out the notification, for whoever sees the deed on the screen anyway. */
  exceptInApp?: boolean
}

/** Tries over about sixteen hours with the queue's growing pauses. */
export const SEND_ATTEMPTS = 12

/**
 * Leaves a message on every channel of its kind and has it sent, in the transaction of the deed it tells of: the message
 * goes out when the deed is committed, and never without it. Saying the same thing again changes nothing.
 */
export async function postMessage(tx: WriteTx, message: PostedMessage): Promise<void> {
  const { receiver, kind } = message
  const address = receiver.patientId ? `patient:${receiver.patientId}` : `user:${receiver.userId}`
  const { subject, body, sms } = textOf(kind)
  const copies = channelsFor(message).map((channel) => ({
    id: newId(),
    channel,
    body: channel === 'sms' ? (sms ?? body) : body,
    dedupeKey: [kind, message.occurrence, message.version, channel, address].join('/'),
  }))
  const posted = await Message.insert(tx, {
    userId: receiver.userId ?? null,
    patientId: receiver.patientId ?? null,
    kind,
    subject,
    link: message.link,
    oneTimeTokenId: message.oneTimeTokenId ?? null,
    copies,
  })
  if (posted === 0) return
  const carried = copies.filter(({ channel }) => channel !== 'in-app')
  await enqueueAll(
    tx,
    carried.map(({ id }) => sending(id)),
  )
}

/** The job that sends a message; one at a time for each. */
export const sending = (messageId: string) =>
  ({ task: 'send-message', payload: { messageId }, jobKey: messageId, maxAttempts: SEND_ATTEMPTS }) as const

function channelsFor({ kind, channels, exceptInApp }: PostedMessage): Channel[] {
  return [...(channels ?? textOf(kind).channels)].filter((channel) => !(channel === 'in-app' && exceptInApp))
}
