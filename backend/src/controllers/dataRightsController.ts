import type { dataRightsApi } from '@hms/contract/dataRights'
import * as dataRightsService from '../services/dataRightsService/index.ts'
import type { Handler } from '../utils/http.ts'

type Api = typeof dataRightsApi

export const exportCopy: Handler<Api['export']> = (ctx, { params, query }, exchange) =>
  dataRightsService.sendCopy(ctx, params.id, query, exchange)

export const requests: Handler<Api['requests']> = (ctx, { query }) => dataRightsService.list(ctx, query)

export const ask: Handler<Api['ask']> = (ctx, { params, body }) => dataRightsService.ask(ctx, params.id, body)

export const withdraw: Handler<Api['withdraw']> = (ctx, { params }) => dataRightsService.withdraw(ctx, params.id)

export const decide: Handler<Api['decide']> = (ctx, { params, body }) => dataRightsService.decide(ctx, params.id, body)

export const perform: Handler<Api['perform']> = (ctx, { params, body }) =>
  dataRightsService.perform(ctx, params.id, body)

export const certificates: Handler<Api['certificates']> = (ctx, { query }) => dataRightsService.certificates(ctx, query)

export const certificate: Handler<Api['certificate']> = (ctx, { params }) =>
  dataRightsService.certificate(ctx, params.id)

export const holds: Handler<Api['holds']> = (ctx, { params }) => dataRightsService.holds(ctx, params.id)

export const hold: Handler<Api['hold']> = (ctx, { params, body }) => dataRightsService.hold(ctx, params.id, body)

export const lift: Handler<Api['lift']> = (ctx, { params, body }) => dataRightsService.lift(ctx, params.id, body)
