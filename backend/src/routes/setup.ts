import { setupApi } from '@hms/contract/setup'
import type { Router } from 'express'
import * as controller from '../controllers/setupController.ts'
import { bind } from './bind.ts'

export function setupRoutes(router: Router): void {
  bind(router, setupApi.create, controller.create)
}
