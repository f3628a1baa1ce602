import { retentionApi } from '@hms/contract/retention'
import type { Router } from 'express'
import * as controller from '../controllers/retentionController.ts'
import { bind } from './bind.ts'

export function retentionRoutes(router: Router): void {
  bind(router, retentionApi.get, controller.get)
  bind(router, retentionApi.update, controller.update)
  bind(router, retentionApi.preview, controller.preview)
  bind(router, retentionApi.patients, controller.patients)
}
