import { backupApi } from '@hms/contract/backups'
import type { Router } from 'express'
import * as controller from '../controllers/backupController.ts'
import { bind } from './bind.ts'

export function backupRoutes(router: Router): void {
  bind(router, backupApi.status, controller.status)
}
