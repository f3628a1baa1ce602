import { oidcApi } from '@hms/contract/oidc'
import type { Router } from 'express'
import * as controller from '../controllers/oidcController.ts'
import { bind } from './bind.ts'

export function oidcRoutes(router: Router): void {
  bind(router, oidcApi.provider, controller.provider)
  bind(router, oidcApi.start, controller.start)
  bind(router, oidcApi.stepUp, controller.stepUp)
  bind(router, oidcApi.callback, controller.callback)
  bind(router, oidcApi.signedOut, controller.signedOut)
  bind(router, oidcApi.identities, controller.identities)
  bind(router, oidcApi.unlink, controller.unlink)
}
