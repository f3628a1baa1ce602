import type { reportApi } from '@hms/contract/reports'
import * as reportService from '../services/reportService.ts'
import type { Handler } from '../utils/http.ts'

export const summary: Handler<typeof reportApi.summary> = (ctx) => reportService.summary(ctx)

export const appointments: Handler<typeof reportApi.appointments> = (ctx, { query }) =>
  reportService.appointments(ctx, query)

export const receivables: Handler<typeof reportApi.receivables> = (ctx) => reportService.receivables(ctx)

export const revenue: Handler<typeof reportApi.revenue> = (ctx, { query }) => reportService.revenue(ctx, query)
