import { factorApi } from '@hms/contract/factors'
import type { Router } from 'express'
import * as controller from '../controllers/factorController.ts'
import { bind } from './bind.ts'

export function factorRoutes(router: Router): void {
  bind(router, factorApi.proof, controller.proof)
  bind(router, factorApi.stepUp, controller.stepUp)
  bind(router, factorApi.stepUpPasskey, controller.stepUpPasskey)
  bind(router, factorApi.secondFactors, controller.secondFactors)
  bind(router, factorApi.beginTotp, controller.beginTotp)
  bind(router, factorApi.confirmTotp, controller.confirmTotp)
  bind(router, factorApi.removeTotp, controller.removeTotp)
  bind(router, factorApi.renewRecoveryCodes, controller.renewRecoveryCodes)
  bind(router, factorApi.beginPasskey, controller.beginPasskey)
  bind(router, factorApi.addPasskey, controller.addPasskey)
  bind(router, factorApi.renamePasskey, controller.renamePasskey)
  bind(router, factorApi.removePasskey, controller.removePasskey)
}
