import { api } from '@hms/contract'
import type { EndpointSpec } from '@hms/contract/endpoint'
import { Router } from 'express'
import { refuseOtherMethods } from './bind.ts'
import { healthRoutes } from './health.ts'
import { patientRoutes } from './patients.ts'
import { settingsRoutes } from './settings.ts'
import { visitTypeRoutes } from './visitTypes.ts'

const domains = [healthRoutes, patientRoutes, settingsRoutes, visitTypeRoutes]

/** Every operation of the contract, below `/api`. */
export function apiRouter(): Router {
  const router = Router({ caseSensitive: true })
  for (const addRoutes of domains) addRoutes(router)
  refuseOtherMethods(
    router,
    Object.values(api).flatMap((domain) => Object.values<EndpointSpec>(domain)),
  )
  return router
}
