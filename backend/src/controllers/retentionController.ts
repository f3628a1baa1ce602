import type { retentionApi } from '@hms/contract/retention'
import * as retentionService from '../services/retentionService/index.ts'
import type { Handler } from '../utils/http.ts'

type Api = typeof retentionApi

export const get: Handler<Api['get']> = (ctx) => retentionService.get(ctx)

export const update: Handler<Api['update']> = (ctx, { body }) => retentionService.update(ctx, body)

export const preview: Handler<Api['preview']> = (ctx) => retentionService.preview(ctx)

export const patients: Handler<Api['patients']> = (ctx, { query }) => retentionService.patients(ctx, query)
