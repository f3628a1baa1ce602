import { reportApi } from '@hms/contract/reports'
import type { Router } from 'express'
import * as controller from '../controllers/reportController.ts'
import { bind } from './bind.ts'

export function reportRoutes(router: Router): void {
  bind(router, reportApi.summary, controller.summary)
  bind(router, reportApi.appointments, controller.appointments)
  bind(router, reportApi.revenue, controller.revenue)
  bind(router, reportApi.receivables, controller.receivables)
}
