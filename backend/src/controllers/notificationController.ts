import type { notificationApi } from '@hms/contract/messages'
import { listen } from '../services/events.ts'
import * as notificationService from '../services/notificationService.ts'
import { eventStream, lastEventId } from '../utils/eventStream.ts'
import type { Handler } from '../utils/http.ts'

export const list: Handler<typeof notificationApi.list> = (ctx, { query }) => notificationService.list(ctx, query)

export const markRead: Handler<typeof notificationApi.markRead> = (ctx, { params }) =>
  notificationService.markRead(ctx, params.id)

export const markAllRead: Handler<typeof notificationApi.markAllRead> = (ctx) => notificationService.markAllRead(ctx)

export const stream: Handler<typeof notificationApi.stream> = (ctx, _input, exchange) =>
  listen(ctx, eventStream(exchange), lastEventId(exchange))
