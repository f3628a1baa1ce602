import { accessApi } from './access.ts'
import { alertApi } from './alerts.ts'
import { amendmentApi } from './amendments.ts'
import { appointmentApi } from './appointments.ts'
import { auditApi } from './audit.ts'
import { authApi } from './auth.ts'
import { backupApi } from './backups.ts'
import { billingApi } from './billing.ts'
import { consentApi, noticeApi } from './consents.ts'
import { dataRightsApi } from './dataRights.ts'
import { doctorApi } from './doctors.ts'
import { factorApi } from './factors.ts'
import { healthApi } from './health.ts'
import { keyApi } from './keys.ts'
import { lockApi } from './lock.ts'
import { messageApi, notificationApi } from './messages.ts'
import { oidcApi } from './oidc.ts'
import { patientApi } from './patients.ts'
import { accessLogApi, privacyCaseApi } from './privacy.ts'
import { reportApi } from './reports.ts'
import { retentionApi } from './retention.ts'
import { settingsApi } from './settings.ts'
import { setupApi } from './setup.ts'
import { userApi } from './users.ts'
import { visitTypeApi } from './visitTypes.ts'

/** Every operation of the API, by domain. */
export const api = {
  auth: authApi,
  lock: lockApi,
  factors: factorApi,
  oidc: oidcApi,
  users: userApi,
  doctors: doctorApi,
  patients: patientApi,
  access: accessApi,
  appointments: appointmentApi,
  visitTypes: visitTypeApi,
  billing: billingApi,
  reports: reportApi,
  messages: messageApi,
  notifications: notificationApi,
  settings: settingsApi,
  retention: retentionApi,
  setup: setupApi,
  audit: auditApi,
  backups: backupApi,
  keys: keyApi,
  accessLog: accessLogApi,
  privacyCases: privacyCaseApi,
  alerts: alertApi,
  notices: noticeApi,
  consents: consentApi,
  amendments: amendmentApi,
  dataRights: dataRightsApi,
  health: healthApi,
}
