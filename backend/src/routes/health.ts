import { healthApi } from '@hms/contract/health'
import type { Router } from 'express'
import * as controller from '../controllers/healthController.ts'
import { bind } from './bind.ts'

export function healthRoutes(router: Router): void {
  bind(router, healthApi.health, controller.health)
  bind(router, healthApi.ready, controller.ready)
}
