import { alertApi } from '@hms/contract/alerts'
import { accessLogApi, privacyCaseApi } from '@hms/contract/privacy'
import type { Router } from 'express'
import * as controller from '../controllers/privacyController.ts'
import { bind } from './bind.ts'

export function privacyRoutes(router: Router): void {
  bind(router, accessLogApi.list, controller.accessLog)
  bind(router, accessLogApi.report, controller.report)
  bind(router, privacyCaseApi.list, controller.cases)
  bind(router, privacyCaseApi.counts, controller.counts)
  bind(router, privacyCaseApi.close, controller.close)
  bind(router, alertApi.rules, controller.alertRules)
  bind(router, alertApi.update, controller.setAlertRules)
}
