import type { settingsApi } from '@hms/contract/settings'
import * as settingsService from '../services/settingsService.ts'
import type { Handler } from '../utils/http.ts'

export const get: Handler<typeof settingsApi.get> = (ctx) => settingsService.get(ctx)

export const update: Handler<typeof settingsApi.update> = (ctx, { body }) => settingsService.update(ctx, body)

export const security: Handler<typeof settingsApi.security> = (ctx) => settingsService.security(ctx)

export const updateSecurity: Handler<typeof settingsApi.updateSecurity> = (ctx, { body }) =>
  settingsService.updateSecurity(ctx, body)

export const sessions: Handler<typeof settingsApi.sessions> = (ctx) => settingsService.sessions(ctx)

export const updateSessions: Handler<typeof settingsApi.updateSessions> = (ctx, { body }) =>
  settingsService.updateSessions(ctx, body)
