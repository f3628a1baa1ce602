import { doctorApi } from '@hms/contract/doctors'
import type { Router } from 'express'
import * as controller from '../controllers/doctorController.ts'
import { bind } from './bind.ts'

export function doctorRoutes(router: Router): void {
  bind(router, doctorApi.list, controller.list)
  bind(router, doctorApi.specializations, controller.specializations)
  bind(router, doctorApi.create, controller.create)
  bind(router, doctorApi.get, controller.get)
  bind(router, doctorApi.update, controller.update)
  bind(router, doctorApi.slots, controller.slots)
}
