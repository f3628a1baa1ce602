import { lockApi } from '@hms/contract/lock'
import type { Router } from 'express'
import * as controller from '../controllers/lockController.ts'
import { bind } from './bind.ts'

export function lockRoutes(router: Router): void {
  bind(router, lockApi.state, controller.state)
  bind(router, lockApi.lock, controller.lock)
  bind(router, lockApi.unlock, controller.unlock)
  bind(router, lockApi.unlockPasskey, controller.unlockPasskey)
  bind(router, lockApi.activity, controller.activity)
}
