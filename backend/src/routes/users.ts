import { userApi } from '@hms/contract/users'
import type { Router } from 'express'
import * as controller from '../controllers/userController.ts'
import { bind } from './bind.ts'

export function userRoutes(router: Router): void {
  bind(router, userApi.list, controller.list)
  bind(router, userApi.create, controller.create)
  bind(router, userApi.get, controller.get)
  bind(router, userApi.update, controller.update)
  bind(router, userApi.remove, controller.remove)
  bind(router, userApi.signOut, controller.signOut)
  bind(router, userApi.resetFactors, controller.resetFactors)
  bind(router, userApi.identities, controller.identities)
  bind(router, userApi.unlinkIdentities, controller.unlinkIdentities)
}
