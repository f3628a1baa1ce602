import type { amendmentApi } from '@hms/contract/amendments'
import * as amendmentService from '../services/amendmentService/index.ts'
import type { Handler } from '../utils/http.ts'

type Api = typeof amendmentApi

export const list: Handler<Api['list']> = (ctx, { params }) => amendmentService.list(ctx, params.id)

export const ask: Handler<Api['ask']> = (ctx, { params, body }) => amendmentService.ask(ctx, params.id, body)

export const get: Handler<Api['get']> = (ctx, { params }) => amendmentService.get(ctx, params.id)

export const work: Handler<Api['work']> = (ctx, { query }) => amendmentService.work(ctx, query)

export const decide: Handler<Api['decide']> = (ctx, { params, body }) => amendmentService.decide(ctx, params.id, body)

export const extend: Handler<Api['extend']> = (ctx, { params, body }) => amendmentService.extend(ctx, params.id, body)

export const withdraw: Handler<Api['withdraw']> = (ctx, { params }) => amendmentService.withdraw(ctx, params.id)

export const disagree: Handler<Api['disagree']> = (ctx, { params, body }) =>
  amendmentService.disagree(ctx, params.id, body)
