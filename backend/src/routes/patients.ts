import { patientApi } from '@hms/contract/patients'
import type { Router } from 'express'
import * as controller from '../controllers/patientController.ts'
import { bind } from './bind.ts'

export function patientRoutes(router: Router): void {
  bind(router, patientApi.list, controller.list)
  bind(router, patientApi.create, controller.create)
  // Before the id, which would take its place.
  bind(router, patientApi.matches, controller.matches)
  bind(router, patientApi.get, controller.get)
  bind(router, patientApi.update, controller.update)
}
