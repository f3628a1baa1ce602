import { notificationApi } from '@hms/contract/messages'
import type { Router } from 'express'
import * as controller from '../controllers/notificationController.ts'
import { bind } from './bind.ts'

export function notificationRoutes(router: Router): void {
  bind(router, notificationApi.list, controller.list)
  bind(router, notificationApi.markAllRead, controller.markAllRead)
  bind(router, notificationApi.markRead, controller.markRead)
  bind(router, notificationApi.stream, controller.stream)
}
