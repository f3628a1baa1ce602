import { appointmentApi } from '@hms/contract/appointments'
import type { Router } from 'express'
import * as controller from '../controllers/appointmentController.ts'
import { bind } from './bind.ts'

export function appointmentRoutes(router: Router): void {
  bind(router, appointmentApi.list, controller.list)
  bind(router, appointmentApi.book, controller.book)
  bind(router, appointmentApi.get, controller.get)
  bind(router, appointmentApi.update, controller.update)
  bind(router, appointmentApi.checkIn, controller.checkIn)
  bind(router, appointmentApi.complete, controller.complete)
  bind(router, appointmentApi.cancel, controller.cancel)
  bind(router, appointmentApi.noShow, controller.noShow)
}
