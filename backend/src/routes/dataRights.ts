import { dataRightsApi } from '@hms/contract/dataRights'
import type { Router } from 'express'
import * as controller from '../controllers/dataRightsController.ts'
import { bind } from './bind.ts'

export function dataRightsRoutes(router: Router): void {
  bind(router, dataRightsApi.export, controller.exportCopy)
  bind(router, dataRightsApi.requests, controller.requests)
  bind(router, dataRightsApi.ask, controller.ask)
  bind(router, dataRightsApi.withdraw, controller.withdraw)
  bind(router, dataRightsApi.decide, controller.decide)
  bind(router, dataRightsApi.perform, controller.perform)
  bind(router, dataRightsApi.certificates, controller.certificates)
  bind(router, dataRightsApi.certificate, controller.certificate)
  bind(router, dataRightsApi.holds, controller.holds)
  bind(router, dataRightsApi.hold, controller.hold)
  bind(router, dataRightsApi.lift, controller.lift)
}
