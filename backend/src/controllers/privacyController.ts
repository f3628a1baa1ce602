import type { accessLogApi, privacyCaseApi } from '@hms/contract/privacy'
import * as accessLogService from '../services/accessLogService.ts'
import * as privacyCaseService from '../services/privacyCaseService.ts'
import type { Handler } from '../utils/http.ts'

export const accessLog: Handler<typeof accessLogApi.list> = (ctx, { params, query }) =>
  accessLogService.list(ctx, params.id, query)

export const report: Handler<typeof accessLogApi.report> = (ctx, { params, body }) =>
  accessLogService.report(ctx, params, body)

export const cases: Handler<typeof privacyCaseApi.list> = (ctx, { query }) => privacyCaseService.list(ctx, query)

export const close: Handler<typeof privacyCaseApi.close> = (ctx, { params, body }) =>
  privacyCaseService.close(ctx, params.id, body)
