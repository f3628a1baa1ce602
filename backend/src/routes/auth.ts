import { authApi } from '@hms/contract/auth'
import type { Router } from 'express'
import * as controller from '../controllers/authController.ts'
import { bind } from './bind.ts'

export function authRoutes(router: Router): void {
  bind(router, authApi.register, controller.register)
  bind(router, authApi.login, controller.login)
  bind(router, authApi.verifyLogin, controller.verifyLogin)
  bind(router, authApi.passkeyLogin, controller.passkeyLogin)
  bind(router, authApi.refresh, controller.refresh)
  bind(router, authApi.logout, controller.logout)
  bind(router, authApi.logoutEverywhere, controller.logoutEverywhere)
  bind(router, authApi.me, controller.me)
  bind(router, authApi.sessions, controller.sessions)
  bind(router, authApi.endSession, controller.endSession)
  bind(router, authApi.changePassword, controller.changePassword)
  bind(router, authApi.forgotPassword, controller.forgotPassword)
  bind(router, authApi.resetPassword, controller.resetPassword)
}
