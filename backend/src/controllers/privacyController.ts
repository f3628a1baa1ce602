import type { alertApi } from '@hms/contract/alerts'
import type { accessLogApi, privacyCaseApi } from '@hms/contract/privacy'
import * as accessLogService from '../services/accessLogService.ts'
import * as alertService from '../services/alertService/index.ts'
import * as privacyCaseService from '../services/privacyCaseService.ts'
import type { Handler } from '../utils/http.ts'

export const accessLog: Handler<typeof accessLogApi.list> = (ctx, { params, query }) =>
  accessLogService.list(ctx, params.id, query)

export const report: Handler<typeof accessLogApi.report> = (ctx, { params, body }) =>
  accessLogService.report(ctx, params, body)

export const cases: Handler<typeof privacyCaseApi.list> = (ctx, { query }) => privacyCaseService.list(ctx, query)

export const close: Handler<typeof privacyCaseApi.close> = (ctx, { params, body }) =>
  privacyCaseService.close(ctx, params.id, body)

export const counts: Handler<typeof privacyCaseApi.counts> = (ctx) => privacyCaseService.counts(ctx)

export const alertRules: Handler<typeof alertApi.rules> = (ctx) => alertService.list(ctx)

export const setAlertRules: Handler<typeof alertApi.update> = (ctx, { body }) => alertService.update(ctx, body)
