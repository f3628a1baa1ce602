import { auditApi } from '@hms/contract/audit'
import type { Router } from 'express'
import * as controller from '../controllers/auditController.ts'
import { bind } from './bind.ts'

export function auditRoutes(router: Router): void {
  bind(router, auditApi.integrity, controller.integrity)
  bind(router, auditApi.export, controller.exportLog)
  bind(router, auditApi.list, controller.list)
}
