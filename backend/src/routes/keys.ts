import { keyApi } from '@hms/contract/keys'
import type { Router } from 'express'
import * as controller from '../controllers/keyController.ts'
import { bind } from './bind.ts'

export function keyRoutes(router: Router): void {
  bind(router, keyApi.status, controller.status)
  bind(router, keyApi.rotate, controller.rotate)
}
