import { visitTypeApi } from '@hms/contract/visitTypes'
import type { Router } from 'express'
import * as controller from '../controllers/visitTypeController.ts'
import { bind } from './bind.ts'

export function visitTypeRoutes(router: Router): void {
  bind(router, visitTypeApi.list, controller.list)
  bind(router, visitTypeApi.create, controller.create)
  bind(router, visitTypeApi.update, controller.update)
}
