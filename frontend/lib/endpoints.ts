import type { api } from '@hms/contract'
import type { EndpointSpec } from '@hms/contract/endpoint'

type Api = typeof api

declare const declaration: unique symbol

/**
 * An operation of the contract as the browser needs it: method and path, with the contract's
 * schemas as a type only. Importing the contract itself would bring zod to every page.
 */
export type Endpoint<E extends EndpointSpec = EndpointSpec> = string & { readonly [declaration]: E }

type Line<E> = E extends EndpointSpec ? `${E['method']} ${E['path']}` : never

const lines = {
  auth: {
    register: 'post /auth/register',
    login: 'post /auth/login',
    verifyLogin: 'post /auth/login/verify',
    passkeyLogin: 'post /auth/login/passkey',
    refresh: 'post /auth/refresh',
    logout: 'post /auth/logout',
    logoutEverywhere: 'post /auth/logout-everywhere',
    me: 'get /auth/me',
    sessions: 'get /auth/sessions',
    endSession: 'delete /auth/sessions/:id',
    changePassword: 'post /auth/password',
    forgotPassword: 'post /auth/password/forgot',
    resetPassword: 'post /auth/password/reset',
  },
  lock: {
    state: 'get /auth/lock',
    lock: 'post /auth/lock',
    unlock: 'post /auth/unlock',
    unlockPasskey: 'post /auth/unlock/passkey',
    activity: 'post /auth/activity',
  },
  factors: {
    proof: 'get /auth/step-up',
    stepUp: 'post /auth/step-up',
    stepUpPasskey: 'post /auth/step-up/passkey',
    secondFactors: 'get /auth/second-factors',
    beginTotp: 'post /auth/second-factors/totp',
    confirmTotp: 'post /auth/second-factors/totp/confirm',
    removeTotp: 'delete /auth/second-factors/totp',
    renewRecoveryCodes: 'post /auth/second-factors/recovery-codes',
    beginPasskey: 'post /auth/second-factors/passkeys/options',
    addPasskey: 'post /auth/second-factors/passkeys',
    renamePasskey: 'patch /auth/second-factors/passkeys/:id',
    removePasskey: 'delete /auth/second-factors/passkeys/:id',
  },
  oidc: {
    provider: 'get /auth/oidc',
    start: 'post /auth/oidc/start',
    stepUp: 'get /auth/oidc/step-up',
    callback: 'get /auth/oidc/callback',
    signedOut: 'get /auth/oidc/signed-out',
    identities: 'get /auth/external-identities',
    unlink: 'delete /auth/external-identities/:id',
  },
  users: {
    list: 'get /users',
    create: 'post /users',
    get: 'get /users/:id',
    update: 'patch /users/:id',
    remove: 'delete /users/:id',
    resetFactors: 'delete /users/:id/second-factors',
    signOut: 'post /users/:id/sign-out',
    identities: 'get /users/:id/external-identities',
    unlinkIdentities: 'delete /users/:id/external-identities',
  },
  doctors: {
    list: 'get /doctors',
    specializations: 'get /doctors/specializations',
    create: 'post /doctors',
    get: 'get /doctors/:id',
    update: 'patch /doctors/:id',
    slots: 'get /doctors/:id/slots',
  },
  access: {
    explain: 'get /patients/:id/access',
    breakGlass: 'post /patients/:id/break-glass',
    endBreakGlass: 'delete /patients/:id/break-glass',
    grants: 'get /break-glass',
    assignments: 'get /patients/:id/care-assignments',
    assign: 'post /patients/:id/care-assignments',
    endAssignment: 'post /care-assignments/:id/end',
    restrictions: 'get /patients/:id/restrictions',
    restrict: 'post /patients/:id/restrictions',
    liftRestriction: 'post /restrictions/:id/lift',
  },
  patients: {
    list: 'get /patients',
    create: 'post /patients',
    matches: 'get /patients/matches',
    get: 'get /patients/:id',
    update: 'patch /patients/:id',
  },
  appointments: {
    list: 'get /appointments',
    book: 'post /appointments',
    get: 'get /appointments/:id',
    update: 'patch /appointments/:id',
    checkIn: 'post /appointments/:id/check-in',
    complete: 'post /appointments/:id/complete',
    cancel: 'post /appointments/:id/cancel',
    noShow: 'post /appointments/:id/no-show',
  },
  visitTypes: {
    list: 'get /visit-types',
    create: 'post /visit-types',
    update: 'patch /visit-types/:id',
  },
  billing: {
    list: 'get /billing',
    create: 'post /billing',
    get: 'get /billing/:id',
    pay: 'post /billing/:id/payments',
    receipt: 'get /billing/:id/receipt',
    void: 'post /billing/:id/void',
    paymentProviders: 'get /payment-providers',
  },
  reports: {
    summary: 'get /reports/summary',
    appointments: 'get /reports/appointments',
    revenue: 'get /reports/revenue',
    receivables: 'get /reports/receivables',
  },
  messages: {
    list: 'get /messages',
    retry: 'post /messages/:id/retry',
  },
  notifications: {
    list: 'get /notifications',
    markRead: 'post /notifications/:id/read',
    markAllRead: 'post /notifications/read-all',
    stream: 'get /notifications/stream',
  },
  settings: {
    get: 'get /settings',
    update: 'patch /settings',
    security: 'get /settings/security',
    updateSecurity: 'patch /settings/security',
    sessions: 'get /settings/sessions',
    updateSessions: 'patch /settings/sessions',
  },
  retention: {
    get: 'get /settings/retention',
    update: 'patch /settings/retention',
    preview: 'get /settings/retention/preview',
    patients: 'get /settings/retention/patients',
  },
  setup: {
    create: 'post /setup',
  },
  audit: {
    integrity: 'get /audit/integrity',
    export: 'get /audit/export',
    list: 'get /audit',
  },
  backups: {
    status: 'get /backups',
  },
  keys: {
    status: 'get /keys',
    rotate: 'post /keys/rotation',
  },
  accessLog: {
    list: 'get /patients/:id/access-log',
    report: 'post /patients/:id/access-log/:eventId/report',
  },
  alerts: {
    rules: 'get /settings/alerts',
    update: 'patch /settings/alerts',
  },
  privacyCases: {
    list: 'get /privacy-cases',
    counts: 'get /privacy-cases/counts',
    close: 'post /privacy-cases/:id/close',
  },
  notices: {
    current: 'get /privacy-notices/current',
    list: 'get /privacy-notices',
    draft: 'get /privacy-notices/draft',
    saveDraft: 'put /privacy-notices/draft',
    publish: 'post /privacy-notices/draft/publish',
  },
  dataRights: {
    export: 'get /patients/:id/export',
    requests: 'get /erasure-requests',
    ask: 'post /patients/:id/erasure-requests',
    withdraw: 'post /erasure-requests/:id/withdraw',
    decide: 'post /erasure-requests/:id/decide',
    perform: 'post /erasure-requests/:id/perform',
    certificates: 'get /erasures',
    certificate: 'get /erasures/:id',
    holds: 'get /patients/:id/legal-holds',
    hold: 'post /patients/:id/legal-holds',
    lift: 'post /patients/:id/legal-holds/lift',
  },
  amendments: {
    list: 'get /patients/:id/amendments',
    ask: 'post /patients/:id/amendments',
    get: 'get /amendments/:id',
    work: 'get /amendments',
    decide: 'post /amendments/:id/decide',
    extend: 'post /amendments/:id/extend',
    withdraw: 'post /amendments/:id/withdraw',
    disagree: 'post /amendments/:id/statement',
  },
  consents: {
    get: 'get /patients/:id/consents',
    record: 'post /patients/:id/consents',
    acknowledge: 'post /patients/:id/notice-acknowledgements',
  },
  health: {
    health: 'get /health',
    ready: 'get /ready',
    openapi: 'get /openapi.json',
    docs: 'get /docs',
  },
} as const satisfies { [D in keyof Api]?: { [O in keyof Api[D]]?: Line<Api[D][O]> } }

type Lines = typeof lines
type Endpoints = {
  readonly [D in keyof Lines]: {
    readonly [O in keyof Lines[D] & keyof Api[D]]: Api[D][O] extends EndpointSpec ? Endpoint<Api[D][O]> : never
  }
}

/** Every operation that the screens use. The compiler refuses a line that differs from the contract. */
export const endpoints = lines as unknown as Endpoints
