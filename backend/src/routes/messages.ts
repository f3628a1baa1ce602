import { messageApi } from '@hms/contract/messages'
import type { Router } from 'express'
import * as controller from '../controllers/messageController.ts'
import { bind } from './bind.ts'

export function messageRoutes(router: Router): void {
  bind(router, messageApi.list, controller.list)
  bind(router, messageApi.retry, controller.retry)
}
