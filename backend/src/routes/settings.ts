import { settingsApi } from '@hms/contract/settings'
import type { Router } from 'express'
import * as controller from '../controllers/settingsController.ts'
import { bind } from './bind.ts'

export function settingsRoutes(router: Router): void {
  bind(router, settingsApi.get, controller.get)
  bind(router, settingsApi.update, controller.update)
  bind(router, settingsApi.security, controller.security)
  bind(router, settingsApi.updateSecurity, controller.updateSecurity)
  bind(router, settingsApi.sessions, controller.sessions)
  bind(router, settingsApi.updateSessions, controller.updateSessions)
}
