import { accessApi } from '@hms/contract/access'
import type { Router } from 'express'
import * as controller from '../controllers/accessController.ts'
import { bind } from './bind.ts'

export function accessRoutes(router: Router): void {
  bind(router, accessApi.explain, controller.explain)
  bind(router, accessApi.breakGlass, controller.breakGlass)
  bind(router, accessApi.endBreakGlass, controller.endBreakGlass)
  bind(router, accessApi.grants, controller.grants)
  bind(router, accessApi.assignments, controller.assignments)
  bind(router, accessApi.assign, controller.assign)
  bind(router, accessApi.endAssignment, controller.endAssignment)
  bind(router, accessApi.restrictions, controller.restrictions)
  bind(router, accessApi.restrict, controller.restrict)
  bind(router, accessApi.liftRestriction, controller.liftRestriction)
}
