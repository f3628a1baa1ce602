import { api } from '@hms/contract'
import type { EndpointSpec } from '@hms/contract/endpoint'
import { Router } from 'express'
import { billingRoutes } from './billing.ts'
import { accessRoutes } from './access.ts'
import { refuseOtherMethods } from './bind.ts'
import { amendmentRoutes } from './amendments.ts'
import { appointmentRoutes } from './appointments.ts'
import { auditRoutes } from './audit.ts'
import { authRoutes } from './auth.ts'
import { backupRoutes } from './backups.ts'
import { keyRoutes } from './keys.ts'
import { consentRoutes } from './consents.ts'
import { dataRightsRoutes } from './dataRights.ts'
import { doctorRoutes } from './doctors.ts'
import { factorRoutes } from './factors.ts'
import { healthRoutes } from './health.ts'
import { lockRoutes } from './lock.ts'
import { messageRoutes } from './messages.ts'
import { notificationRoutes } from './notifications.ts'
import { oidcRoutes } from './oidc.ts'
import { patientRoutes } from './patients.ts'
import { privacyRoutes } from './privacy.ts'
import { reportRoutes } from './reports.ts'
import { retentionRoutes } from './retention.ts'
import { settingsRoutes } from './settings.ts'
import { setupRoutes } from './setup.ts'
import { userRoutes } from './users.ts'
import { visitTypeRoutes } from './visitTypes.ts'

const domains = [
  accessRoutes,
  amendmentRoutes,
  appointmentRoutes,
  auditRoutes,
  authRoutes,
  backupRoutes,
  billingRoutes,
  consentRoutes,
  dataRightsRoutes,
  doctorRoutes,
  factorRoutes,
  healthRoutes,
  keyRoutes,
  lockRoutes,
  messageRoutes,
  notificationRoutes,
  oidcRoutes,
  patientRoutes,
  privacyRoutes,
  reportRoutes,
  retentionRoutes,
  settingsRoutes,
  setupRoutes,
  userRoutes,
  visitTypeRoutes,
]

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
