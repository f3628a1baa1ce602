import { amendmentApi } from '@hms/contract/amendments'
import type { Router } from 'express'
import * as controller from '../controllers/amendmentController.ts'
import { bind } from './bind.ts'

export function amendmentRoutes(router: Router): void {
  bind(router, amendmentApi.list, controller.list)
  bind(router, amendmentApi.ask, controller.ask)
  bind(router, amendmentApi.get, controller.get)
  bind(router, amendmentApi.work, controller.work)
  bind(router, amendmentApi.decide, controller.decide)
  bind(router, amendmentApi.extend, controller.extend)
  bind(router, amendmentApi.withdraw, controller.withdraw)
  bind(router, amendmentApi.disagree, controller.disagree)
}
