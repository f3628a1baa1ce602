import type { WriteTx } from '../../config/database.ts'
import * as Message from '../../models/Message.ts'
import * as User from '../../models/User.ts'
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

/**
 * Leaves messages on every channel of their kind, in the transaction of the deed they tell of: a message goes out soon after
 * the deed is committed, and never without it. Saying the same thing again changes nothing.
 */
export function postMessages(tx: WriteTx, messages: readonly PostedMessage[]): void {
  Message.insert(tx, messages.map(toNewMessage))
}

/** One message, as `postMessages`. */
export function postMessage(tx: WriteTx, message: PostedMessage): void {
  postMessages(tx, [message])
}

/** The same to each of several accounts, as `postMessages`. */
export function postToEach(tx: WriteTx, userIds: readonly string[], message: Omit<PostedMessage, 'receiver'>): void {
  postMessages(
    tx,
    userIds.map((userId) => ({ ...message, receiver: { userId } })),
  )
}

/** To every administrator who can sign in, as `postMessages`. */
export async function postToAdministrators(tx: WriteTx, message: Omit<PostedMessage, 'receiver'>): Promise<void> {
  postToEach(tx, await User.administrators(tx), message)
}

function toNewMessage(message: PostedMessage): Message.NewMessage {
  const { receiver, kind } = message
  const address = receiver.patientId ? `patient:${receiver.patientId}` : `user:${receiver.userId}`
  const { subject, body, sms, gathered = false } = textOf(kind)
  return {
    userId: receiver.userId ?? null,
    patientId: receiver.patientId ?? null,
    kind,
    subject,
    link: message.link,
    oneTimeTokenId: message.oneTimeTokenId ?? null,
    copies: channelsFor(message).map((channel) => ({
      id: newId(),
      channel,
      body: channel === 'sms' ? (sms ?? body) : body,
      ...(gathered && channel === 'email'
        ? { gathered, dedupeKey: [kind, 'gathered', channel, address].join('/') }
        : { gathered: false, dedupeKey: [kind, message.occurrence, message.version, channel, address].join('/') }),
    })),
  }
}

function channelsFor({ kind, channels, exceptInApp }: PostedMessage): Channel[] {
  return [...(channels ?? textOf(kind).channels)].filter((channel) => !(channel === 'in-app' && exceptInApp))
}
