import { z } from 'zod'
import { Id, IdParams, Instant, page, pageQuery, text } from './common.ts'
import { endpoint } from './endpoint.ts'

export const messageChannels = ['in-app', 'email', 'sms'] as const
export const MessageChannel = z.enum(messageChannels)
export const messageStatuses = ['queued', 'sent', 'failed', 'outbox', 'withheld'] as const
/**
 * `outbox`: no carrier is configured, the message stays here for the administrator to read. `withheld`: the patient does not
 * want messages of this purpose in this way.
 */
export const MessageStatus = z.enum(messageStatuses)

export const Notification = z
  .strictObject({
    id: Id,
    kind: z.string().meta({ description: 'What happened, as `appointment-booked`' }),
    subject: z.string(),
    body: z.string(),
    link: z.string().nullable().meta({ description: 'Path of the page to open' }),
    createdAt: Instant,
    readAt: Instant.nullable(),
  })
  .meta({ id: 'Notification' })
export type Notification = z.infer<typeof Notification>

/** What was sent to whom, when, with which result. */
export const Message = z
  .strictObject({
    id: Id,
    kind: z.string(),
    channel: MessageChannel,
    status: MessageStatus,
    recipient: z.strictObject({
      userId: Id.nullable(),
      patientId: Id.nullable(),
      name: z.string(),
      address: z.string().nullable(),
    }),
    subject: z.string(),
    body: z.string(),
    link: z.string().nullable(),
    attempts: z.int(),
    lastError: z.string().nullable(),
    createdAt: Instant,
    sentAt: Instant.nullable(),
    readAt: Instant.nullable(),
  })
  .meta({ id: 'Message' })
export type Message = z.infer<typeof Message>

export const MessageQuery = z.strictObject({
  ...pageQuery,
  channel: MessageChannel.optional(),
  status: MessageStatus.optional(),
  kind: text(60).optional(),
})
export type MessageQuery = z.infer<typeof MessageQuery>

/** What the event `day` of the stream carries: how today's visits stand that its reader sees. */
export interface DayChange {
  /** Today, by the hospital's clock; null on a day without visits. */
  date: string | null
  /** The sum of the visits' versions, each times the last eight hexadecimal digits of its id, as a decimal. */
  mark: string
}

export const messageApi = {
  list: endpoint({
    method: 'get',
    path: '/messages',
    permission: 'message:read',
    summary: 'The outbox, newest first',
    query: MessageQuery,
    response: page(Message),
    disclosesPatientData: true,
  }),
  retry: endpoint({
    method: 'post',
    path: '/messages/:id/retry',
    permission: 'message:retry',
    summary: 'Send a failed message again',
    params: IdParams,
    response: Message,
    problems: ['wrong-status'],
    disclosesPatientData: true,
  }),
}

export const notificationApi = {
  list: endpoint({
    method: 'get',
    path: '/notifications',
    permission: 'notification:own',
    summary: 'Own notifications, newest first',
    query: z.strictObject({ ...pageQuery, unread: z.enum(['true', 'false']).optional() }),
    response: z.strictObject({ ...page(Notification).shape, unreadCount: z.int() }),
  }),
  markRead: endpoint({
    method: 'post',
    path: '/notifications/:id/read',
    permission: 'notification:own',
    summary: 'Mark one as read',
    params: IdParams,
    response: Notification,
  }),
  markAllRead: endpoint({
    method: 'post',
    path: '/notifications/read-all',
    permission: 'notification:own',
    summary: 'Mark all as read',
    status: 204,
  }),
  stream: endpoint({
    method: 'get',
    path: '/notifications/stream',
    permission: 'notification:own',
    summary:
      "Server-sent events: `notification` with a Notification, `day` with a DayChange when today's visits have changed, `ended` when the session is over",
    reply: 'event-stream',
  }),
}
